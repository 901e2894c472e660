"""What WhatsApp takes (Cloud API reference: messages and media)."""

from typing import Final

from services.channels.takes import MB, FileRule, Takes

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
IMAGES: Final = frozenset(("image/jpeg", "image/png"))
DOCUMENTS: Final = frozenset(
    (
        "application/pdf",
        "text/plain",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        f"{_OFFICE}wordprocessingml.document",
        f"{_OFFICE}spreadsheetml.sheet",
        f"{_OFFICE}presentationml.presentation",
    )
)
TAKES: Final = Takes(
    kinds=frozenset(
        ("text", "audio", "image", "video", "document", "template", "reply", "acknowledgements"),
    ),
    files={
        "audio": FileRule(16 * MB),
        "image": FileRule(5 * MB, IMAGES),
        "video": FileRule(16 * MB, frozenset(("video/mp4", "video/3gpp"))),
        "document": FileRule(100 * MB, DOCUMENTS),
    },
)


def takes(via: str) -> Takes:
    """WhatsApp is one surface."""
    return TAKES
