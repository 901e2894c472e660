"""What leaves the window: files, paper, a drag, the clipboard, and what a screen reader says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from services.export.handing import Handed
from services.records import Changes, Conversation, Media, Message, Query
from widgets.conversation import announcing
from widgets.conversation.announcing import Announcing
from widgets.conversation.carrying import carried, file_stem
from widgets.conversation.model import TimelineModel
from widgets.exporting.blocks import blocks, title
from widgets.exporting.exporter import Exporter
from widgets.exporting.pages import Block, Pages
from widgets.exporting.paper import ink
from widgets.feed import Feed
from widgets.inbox.copying import Copying
from widgets.inbox.delegate import ConversationDelegate
from widgets.inbox.list_view import ListView
from widgets.inbox.model import InboxModel
from widgets.theme import Theme

ANA = Conversation("ana", "ana", "whatsapp", "1", "Ana <b>Paz</b>", "+54 9 11 5555-0142", "=1+1", "text", "in", 0)
EVIL = "<img src=x> \u202e" + "a\N{COMBINING ACUTE ACCENT}" * 3_000


def said(key: str, at: int = 0, **fields: Any) -> Message:
    given: dict[str, Any] = {"seq": at, "direction": "in", "kind": "text", "text": f"mensaje {key}", "received_at": at}
    return Message(key, "ana", at=at, **(given | fields))


def text_of(content: bytes) -> list[str]:
    """The text of each page of a PDF."""
    from PySide6.QtPdf import QPdfDocument

    buffer, document = QBuffer(), QPdfDocument()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    pages = [document.getAllText(page).text() for page in range(document.pageCount())]
    document.close()
    return pages


class Scene:
    """An exporter over a fake shelf."""

    def __init__(self, theme: Theme, feed: Feed, shelf: Any, directory: Path) -> None:
        self.window, self.told, self.troubles = QWidget(), list[str](), list[BaseException]()
        shelf.put(ANA)
        self.exporter = Exporter(
            theme, feed, shelf, lambda: ("Todas", ["ana"]), lambda: ANA, lambda media: None, self.window
        )
        self.exporter._directory = directory
        self.exporter.done.connect(self.told.append)
        feed.trouble.connect(self.troubles.append)


@pytest.fixture
def scene(theme: Theme, feed: Feed, shelf: Any, tmp_path: Path, qloop: Any) -> Iterator[Scene]:
    made = Scene(theme, feed, shelf, tmp_path)
    yield made
    made.window.deleteLater()


def test_a_conversation_becomes_a_pdf_with_numbered_pages(scene: Scene, shelf: Any, tmp_path: Path, qtbot: Any) -> None:
    shelf.say(*(said(f"{n:03}", n * 60_000) for n in range(150)), said("evil", 10**10, text=EVIL))
    path = tmp_path / "ana.pdf"
    scene.exporter._start(scene.exporter.save_pdf(ANA, path))
    qtbot.waitUntil(lambda: scene.told == ["Exportado: 151 mensajes en ana.pdf"])
    pages = text_of(path.read_bytes())
    assert "Ana <b>Paz</b>" in pages[0]
    assert "mensaje 000" in pages[0]
    assert "mensaje 149" in "".join(pages)
    assert "<img src=x>" in "".join(pages)
    assert all("".join(page.split()).endswith(f"Página{number}") for number, page in enumerate(pages, start=1))


def test_the_dialog_proposes_a_name_that_every_system_takes(scene: Scene, tmp_path: Path, qtbot: Any) -> None:
    scene.exporter.export_csv()
    from PySide6.QtWidgets import QFileDialog

    dialog = scene.window.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == "Ana b Paz b 2026-11-19.csv"
    dialog.reject()
    scene.exporter._chosen(str(tmp_path / "x.csv"))
    qtbot.waitUntil(lambda: scene.told == ["Exportado: 0 mensajes en x.csv"])


def test_what_cannot_be_written_is_said_and_the_progress_goes(scene: Scene, tmp_path: Path, qtbot: Any) -> None:
    scene.exporter._start(scene.exporter.save_list(["ana"], tmp_path / "none" / "x.csv"))
    qtbot.waitUntil(lambda: [getattr(each, "code", "") for each in scene.troubles] == ["export.not_written"])
    assert scene.exporter._progress is None
    assert scene.told == []


def test_paper_tells_absolute_days_and_who_said_it() -> None:
    told = blocks(ANA, [said("a", 0), said("b", 1, direction="out", state="read", author="Sofía")], lambda media: None)
    assert [each.head for each in told] == [
        "Miércoles 31 de diciembre de 1969",
        "21:00 · Ana <b>Paz</b>",
        "21:00 · Sofía · leído",
    ]
    assert [each.ours for each in told] == [False, False, True]
    assert title(ANA) == "Ana <b>Paz</b> · WhatsApp · +54 9 11 5555-0142"


def test_a_picture_is_small_and_a_tower_of_marks_stays_on_the_page(qapp: QApplication) -> None:
    picture = QImage(4000, 9000, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    told = [
        Block("x", "a" + "\N{COMBINING ACUTE ACCENT}" * 100_000),
        Block("y", "W" * 1_000_000, picture=lambda: picture),
    ]
    writer = QPdfWriter(buffer)
    assert list(Pages(writer, ink("Inter"), "t", str).paint(told)) == [1, 2]
    assert 1 < len(text_of(bytes(buffer.data().data()))) < 40


def test_a_drag_takes_the_file_under_a_name_and_the_words(tmp_path: Path, shelf: Any, now: Any) -> None:
    sha = "ab" * 32
    kept = tmp_path / f"{sha}.jpg"
    kept.write_bytes(b"\xff\xd8\xff")
    handed = Handed(tmp_path / "handed")
    message = said("m", kind="image", text="", media=Media("image/png", sha256=sha, name="../../casa.exe"))
    shelf.put(ANA)
    shelf.say(message)
    model = TimelineModel(shelf, now)
    model.file = lambda media, stem: handed.named(kept, stem)
    model.open(ANA)
    row = model.index(model.row_of("m"))
    assert model.flags(row) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled
    [url] = model.mimeData([row]).urls()
    assert Path(url.toLocalFile()).name == "casa.jpg"
    assert Path(url.toLocalFile()).read_bytes() == kept.read_bytes()
    assert Path(url.toLocalFile()).is_relative_to(tmp_path / "handed")
    gone = replace(message, deleted=True)
    assert not carried([gone], model.file).hasUrls()
    assert file_stem(replace(message, media=Media("image/png"))) == "Foto 1969-12-31 21-00"


def test_rows_of_the_list_are_copied_without_formulas(theme: Theme, shelf: Any, now: Any, qtbot: Any) -> None:
    shelf.put(ANA)
    model = InboxModel(shelf, now)
    rows = ListView(theme, "Conversaciones", model, ConversationDelegate(theme, now))
    qtbot.addWidget(rows)
    model.choose(Query("all"))
    Copying(rows)
    rows.choose(0)
    QTest.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    cells = QGuiApplication.clipboard().text().split("\t")
    assert cells == ["Ana <b>Paz</b>", "WhatsApp", "'+54 9 11 5555-0142", "'=1+1", "1969-12-31 21:00"]


def test_a_burst_is_announced_once(feed: Feed, shelf: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    aloud: list[str] = []
    monkeypatch.setattr(announcing, "announce", lambda widget, text: aloud.append(text))
    widget = QWidget()
    qtbot.addWidget(widget)
    Announcing(feed, lambda: ANA, shelf.message, widget)._timer.setInterval(0)
    arrived = shelf.say(said("1"), said("2"), replace(said("3"), conversation="luz"))
    feed.changed.emit(arrived | Changes(arrived=arrived.messages))
    qtbot.waitUntil(lambda: bool(aloud))
    failed = shelf.say(said("4", direction="out", state="failed", trouble="net.unreachable"), said("5", state=None))
    for _ in range(2):
        feed.changed.emit(failed)
    qtbot.waitUntil(lambda: len(aloud) == 2)
    assert aloud[0] == "2 novedades. Ana <b>Paz</b>: mensaje 2"
    assert aloud[1].startswith("Tu mensaje: falló. ")
    assert len(aloud) == 2
