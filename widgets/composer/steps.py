"""What a draft becomes when it is sent: the messages, in the order in which they are queued."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from services.channels.whatsapp.templates import Template
from services.drafts import Draft, DraftFile
from services.outbox import Leaving, Outbox
from widgets.composer.sending import Step
from widgets.composer.speech import Option


def text_steps(
    outbox: Outbox, conversation: str, draft: Draft, leaving: Leaving, waves: Mapping[str, bytes]
) -> list[Step]:
    """The files, the text as the caption of the first that takes one; without such a file the text goes first, alone.

    A voice among the files goes as a voice note; `waves` are the peaks of those, by hash."""
    steps: list[Step] = []
    text, reply = draft.text if draft.text.strip() else "", draft.reply or None
    captioned = next((each for each in draft.files if each.seconds is None), None)
    if text and captioned is None:
        steps.append(lambda: outbox.text(conversation, text, reply, leaving=leaving))
    for each in draft.files:
        caption = text if each is captioned else ""
        steps.append(_file(outbox, conversation, each, caption, None if steps else reply, leaving, waves))
    return steps


def voice_steps(outbox: Outbox, conversation: str, option: Option, reply: str | None, leaving: Leaving) -> list[Step]:
    """These very bytes, which were heard."""
    assert option.heard
    return [lambda: outbox.voice(conversation, option.take.clip, option.script.text, reply, leaving=leaving)]


def disclosing_steps(outbox: Outbox, conversation: str, draft: Draft, leaving: Leaving) -> list[Step]:
    """That a voice among the files is generated, where it is and the lead has to be told."""
    voices = [each.sha256 for each in draft.files if each.seconds is not None]
    return [partial(outbox.disclosure, conversation, voices[0], leaving)] if voices else []


def template_steps(
    outbox: Outbox, conversation: str, template: Template, values: Mapping[str, str], leaving: Leaving
) -> list[Step]:
    return [lambda: outbox.template(conversation, template, dict(values), leaving=leaving)]


def waiting_steps(outbox: Outbox, conversation: str, option: Option, until: int) -> list[Step]:
    """The heard voice, when the lead answers."""
    return voice_steps(outbox, conversation, option, None, Leaving(answer_by=until))


def _file(
    outbox: Outbox, conversation: str, file: DraftFile, caption: str, reply: str | None, leaving: Leaving,
    waves: Mapping[str, bytes],
) -> Step:  # fmt: skip
    if file.seconds is not None:
        kept = _Kept(file.sha256, file.mime, file.seconds, waves.get(file.sha256, b""))
        return lambda: outbox.voice(conversation, kept, "", reply, leaving=leaving)
    send = {"image": outbox.image, "video": outbox.video}.get(file.kind, outbox.document)
    return lambda: send(conversation, file.sha256, caption, reply, file.name, leaving=leaving)


class _Kept(NamedTuple):
    """A voice of a quick reply: it was heard when it was kept."""

    sha256: str
    mime: str
    seconds: float
    wave: bytes
