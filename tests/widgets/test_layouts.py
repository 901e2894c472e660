"""Bubbles: every kind has height and words, hostile text is plain text, what answers to a click is where it is."""

import html
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from services.records import Media, Message
from widgets.conversation.layouts import layout_of
from widgets.conversation.rows import Said
from widgets.conversation.scene import Scene
from widgets.theme import Theme

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
KINDS = (
    "text", "image", "video", "document", "sticker", "audio", "location", "contacts", "button", "list", "order",
    "template", "system", "note", "unsupported", "unknown",
)  # fmt: skip
HOSTILE = [
    "<b>hola</b><img src='http://example.test/x.png'><script>alert(1)</script>",
    "\u202eotnat lE\u202c \x00\x01\x02 fin",
    "a" * 20_000,
    "👨‍👩‍👧‍👦🇦🇷" * 400,
    "\n" * 300,
    "مرحبا שלום नमस्ते",
    "",
]


def said(text: str = "hola", **fields: Any) -> Said:
    given: dict[str, Any] = {"conversation": "ana", "seq": 1, "direction": "in", "kind": "text", "received_at": 0}
    return Said(Message("m", text=text, at=0, **(given | fields)))


@pytest.fixture
def scene(theme: Theme, now: Callable[[], int]) -> Scene:
    return Scene(theme, now)


def painted(layout: Any, scene: Scene, width: int = 500) -> QImage:
    image = QImage(width, max(1, min(4000, round(layout.height))), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    layout.paint(painter, QRectF(image.rect()), scene)
    painter.end()
    return image


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("direction", ["in", "out"])
@pytest.mark.parametrize("text", ["hola, ¿sigue disponible?", ""])
def test_every_kind_is_shown(scene: Scene, theme: Theme, kind: str, direction: str, text: str) -> None:
    media = Media("image/jpeg", size=1000) if kind in ("image", "video", "document", "sticker", "audio") else None
    layout = layout_of(theme, said(text, kind=kind, direction=direction, media=media), 500)
    assert layout.height > 20
    blank = QImage(painted(layout, scene).size(), QImage.Format.Format_ARGB32)
    blank.fill(Qt.GlobalColor.transparent)
    assert painted(layout, scene) != blank


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_with_nothing_it_promises_is_shown_too(scene: Scene, theme: Theme, kind: str) -> None:
    names = ("type", "contacts", "offer", "buttons", "referral", "name", "description")
    odd: dict[str, Any] = dict.fromkeys(names, 7)
    layout = layout_of(theme, said("", kind=kind, extra=odd | {"product_items": [1, {"quantity": []}]}), 500)
    painted(layout, scene)
    assert layout.height > 20


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["text", "image", "document", "note", "system", "unknown"])
def test_hostile_text_is_painted_within_its_bubble(scene: Scene, theme: Theme, text: str, kind: str) -> None:
    media = Media("image/png", name=text[:200]) if kind in ("image", "document") else None
    layout = layout_of(theme, said(text, kind=kind, media=media, reply_to="x", reply_text=text), 500)
    image = painted(layout, scene)
    left = [image.pixelColor(2, y).alpha() for y in range(0, image.height(), 7)]
    right = [image.pixelColor(497, y).alpha() for y in range(0, image.height(), 7)]
    assert not any(left + right) or kind in ("system",)


def test_the_names_in_a_note_stand_out_and_those_of_who_reads_more(scene: Scene, theme: Theme) -> None:
    def tints(reader: str) -> set[str]:
        extra = {"mentions": {"me": "Yo", "sofi": "Sofía"}}
        row = replace(said("👍 @Sofía ¿vas?", kind="note", extra=extra), reader=reader)
        image = painted(layout_of(theme, row, 500), scene)
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    soft, strong = theme.color("accent.soft").name(), theme.color("accent.base").name()
    assert soft in tints("me")
    assert strong in tints("sofi")
    assert soft not in tints("sofi")


def test_markup_is_as_wide_as_its_letters(theme: Theme) -> None:
    """Were it rich text, the tags would take no room."""
    marked, plain = (layout_of(theme, said(text), 900) for text in ("<b>hola</b>", html.escape("hola")))
    assert marked._width > plain._width  # type: ignore[attr-defined]


def test_a_larger_text_makes_a_taller_row(theme: Theme) -> None:
    message = said("Pasé por la puerta. ¿La cochera es en este edificio o en el de al lado?" * 3)
    before = layout_of(theme, message, 500).height
    theme.choose(text=150)
    assert layout_of(theme, message, 500).height > before * 1.3


def actions_of(theme: Theme, scene: Scene, row: Said) -> list[str]:
    layout = layout_of(theme, row, 500)
    return [area.action for area in layout.areas(QRectF(0, 0, 500, layout.height), scene)]


def test_what_answers_to_a_click(theme: Theme, scene: Scene) -> None:
    voice = said("", kind="audio", media=Media("audio/ogg", seconds=14))
    failed = said(direction="out", state="failed", trouble="net.unreachable")
    uncertain = said(direction="out", state="uncertain")
    hopeless = said(direction="out", state="failed", trouble="whatsapp.undeliverable", detail="131026")
    assert actions_of(theme, scene, voice) == ["play", "seek", "transcribe"]
    assert actions_of(theme, scene, failed) == ["retry"]
    assert actions_of(theme, scene, uncertain) == ["settle_sent", "settle_unsent"]
    assert actions_of(theme, scene, hopeless) == []
    keyless = said(direction="out", state="failed", trouble="integration.missing_key")
    assert actions_of(theme, scene, keyless) == ["settings", "retry"]
    scene.voice.message = "m"
    assert actions_of(theme, scene, voice) == ["play", "seek", "speed", "transcribe"]


def test_a_click_in_the_waveform_is_a_share_of_the_voice(theme: Theme, scene: Scene) -> None:
    layout = layout_of(theme, said("", kind="audio", media=Media("audio/ogg", seconds=14)), 500)
    box = QRectF(0, 0, 500, layout.height)
    wave = next(area.box for area in layout.areas(box, scene) if area.action == "seek")
    shares = [layout.seek_share(box, wave.left() + wave.width() * part, scene) for part in (-1, 0, 0.5, 2)]
    assert [round(share, 2) for share in shares] == [0, 0, 0.5, 1]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside this checkout")
def test_every_sample_of_whatsapp_is_shown(theme: Theme, scene: Scene) -> None:
    from services.channels.whatsapp.messages import content

    shown = 0
    for path in sorted((SAMPLES / "whatsapp").rglob("*.json")):
        for item in messages_in(json.loads(path.read_text(encoding="utf-8"))):
            found = content(item)
            row = said(found.text, kind=found.kind, media=found.media, extra=found.extra)
            painted(layout_of(theme, row, 500), scene)
            shown += 1
    assert shown > 20


def messages_in(node: Any) -> list[dict[str, Any]]:
    """Every list of messages anywhere in a payload."""
    if isinstance(node, list):
        return [each for child in node for each in messages_in(child)]
    if not isinstance(node, dict):
        return []
    own = node.get("messages")
    here = [each for each in own if isinstance(each, dict)] if isinstance(own, list) else []
    return here + [each for child in node.values() for each in messages_in(child)]
