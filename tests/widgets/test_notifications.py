"""Notices: told once, in few words, to somebody who looks elsewhere, and never against their wish."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from services.desktop_notices import DesktopNotices
from services.records import Changes, Conversation, Message
from services.settings import (
    MUTED,
    NOTIFY,
    NOTIFY_CONTENT,
    NOTIFY_IN_FRONT,
    NOTIFY_SOUND,
    QUIET_HOURS,
    QUIET_UNTIL,
    Settings,
)
from widgets.feed import Feed
from widgets.notifications.notifier import MANY, Notifier
from widgets.notifications.rules import LONGEST, Notice, mute, muted, within
from widgets.settings.notifications import Notifications
from widgets.theme import Theme
from widgets.tray import Tray

HOUR = 3_600_000


class Scene:
    """A notifier whose notices are only noted, over a desk where `front` and `opened` say what is looked at."""

    def __init__(self, feed: Feed, shelf: Any, settings: Settings) -> None:
        self.feed, self.shelf, self.settings = feed, shelf, settings
        self.front, self.opened = False, "ana"
        self.shown: list[Notice] = []
        self.taken: list[str] = []
        self.rung = 0
        self.owner = QWidget()
        self.notifier = Notifier(
            feed, shelf, settings, self, self.ring, lambda: (self.front, self.opened), self.owner, "me"
        )

    async def show(self, told: Notice) -> bool:
        self.shown.append(told)
        return True

    async def take_back(self, conversation: str) -> None:
        self.taken.append(conversation)

    def ring(self) -> bool:
        self.rung += 1
        return True

    def arrives(self, *messages: tuple[str, str]) -> None:
        """Messages (conversation, text) come in live."""
        now = self.feed.now()
        said = [
            Message(f"{where}-{len(self.shelf.said)}-{n}", where, now + n, "in", "text", text, now + n, now)
            for n, (where, text) in enumerate(messages)
        ]
        for where in {each.conversation for each in said}:
            self.shelf.put(Conversation(where, where, "whatsapp", "1", where.title(), "", "", "text", "in", now))
        changes = self.shelf.say(*said)
        self.feed.changed.emit(changes | Changes(arrived=changes.messages))


@pytest.fixture
def scene(feed: Feed, shelf: Any, tmp_path: Path, qloop: Any) -> Iterator[Scene]:
    made = Scene(feed, shelf, Settings(tmp_path / "settings.json"))
    yield made
    made.owner.deleteLater()


def test_who_looks_elsewhere_is_told_once_for_each_conversation(scene: Scene, qtbot: Any) -> None:
    scene.arrives(("ana", "hola"), ("ana", "¿sigue disponible?"), ("luz", "buenas"))
    qtbot.waitUntil(lambda: len(scene.shown) == 2)
    told = {each.conversation: each for each in scene.shown}
    assert told["ana"] == Notice("ana", "Ana", "2 mensajes nuevos · ¿sigue disponible?")
    assert told["luz"] == Notice("luz", "Luz", "buenas")
    assert scene.rung == 1


def test_a_later_one_counts_on_and_what_was_seen_is_taken_back(scene: Scene, qtbot: Any) -> None:
    for text in ("uno", "dos"):
        scene.arrives(("ana", text))
    qtbot.waitUntil(lambda: bool(scene.shown) and scene.shown[-1].body == "2 mensajes nuevos · dos")
    scene.notifier.seen("ana")
    qtbot.waitUntil(lambda: scene.taken == ["ana"])
    scene.arrives(("ana", "tres"))
    qtbot.waitUntil(lambda: scene.shown[-1].body == "tres")


def test_a_flood_is_one_notice(scene: Scene, qtbot: Any) -> None:
    scene.arrives(*((f"c{n}", "hola") for n in range(MANY + 1)))
    qtbot.waitUntil(lambda: bool(scene.shown))
    assert scene.shown == [Notice("", "STRATO", "5 mensajes nuevos en 5 conversaciones")]


def test_a_catch_up_is_not_told(scene: Scene, qtbot: Any) -> None:
    scene.feed.changed.emit(scene.shelf.say(Message("m", "ana", 1, "in", "text", "viejo", 1, 1)))
    assert (scene.shown, scene.rung) == ([], 0)


def silence(scene: Scene, name: str) -> None:
    now = scene.feed.now()
    {
        "off": lambda: scene.settings.put(NOTIFY, False),
        "quiet for an hour": lambda: scene.settings.put(QUIET_UNTIL, now + HOUR),
        "quiet hours": lambda: scene.settings.put(QUIET_HOURS, "14:00-15:00"),
        "muted": lambda: mute(scene.settings, "luz", True),
        "in front": lambda: setattr(scene, "front", True),
    }[name]()


@pytest.mark.parametrize("name", ["off", "quiet for an hour", "quiet hours", "muted", "in front"])
def test_nobody_is_told_against_their_wish(scene: Scene, name: str) -> None:
    silence(scene, name)
    scene.arrives(("luz", "hola"))
    assert (scene.shown, scene.rung) == ([], 0)
    assert not scene.notifier._tasks.running(("show", "luz"))


def test_in_front_another_conversation_may_be_told(scene: Scene, qtbot: Any) -> None:
    scene.front = True
    scene.settings.put(NOTIFY_IN_FRONT, True)
    scene.arrives(("ana", "la abierta"), ("luz", "otra"))
    qtbot.waitUntil(lambda: bool(scene.shown))
    assert [each.conversation for each in scene.shown] == ["luz"]


def test_without_content_nothing_of_it_is_shown(scene: Scene, qtbot: Any) -> None:
    scene.settings.put(NOTIFY_CONTENT, False)
    scene.settings.put(NOTIFY_SOUND, False)
    scene.arrives(("ana", "mi DNI es 30111222"))
    qtbot.waitUntil(lambda: bool(scene.shown))
    assert scene.shown == [Notice("ana", "STRATO", "1 mensaje nuevo")]
    assert scene.rung == 0


def test_a_stranger_s_text_is_one_short_plain_line(scene: Scene, qtbot: Any) -> None:
    scene.arrives(("ana", "a\u202eb\n\x07c " + "\N{ZERO WIDTH SPACE}" + "d" * 10_000))
    qtbot.waitUntil(lambda: bool(scene.shown))
    said = scene.shown[0].body
    assert said.startswith("ab c d")
    assert len(said) == LONGEST


@pytest.mark.parametrize(
    ("hours", "silent"),
    [("14:00-15:00", True), ("22:00-08:00", False), ("14:32-14:33", True), ("13:00-14:32", False),
     ("15:00-14:40", True), ("", False), ("8-9", False), ("14:00-14:00", False), ("25:00-26:00", False)],
)  # fmt: skip
def test_quiet_hours_by_the_agency_s_clock(hours: str, silent: bool, now: Callable[[], int]) -> None:
    assert within(hours, now()) is silent


@pytest.mark.parametrize("kept", ["", "{", "{}", "[1, null]"])
def test_muting_survives_any_file(kept: str, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.json")
    settings.put(MUTED, kept)
    mute(settings, "ana", True)
    assert muted(settings) == {"ana"}
    mute(settings, "ana", False)
    assert json.loads(settings.get(MUTED)) == []


class Starts:
    """An autostart that only remembers."""

    def __init__(self) -> None:
        self.on = False

    def is_on(self) -> bool:
        return self.on

    def put(self, on: bool) -> None:
        self.on = on


def test_the_page_keeps_each_choice_and_tests_the_sound(theme: Theme, tmp_path: Path, qtbot: Any) -> None:
    settings, starts, played = Settings(tmp_path / "s.json"), Starts(), list[bool]()
    page = Notifications(theme, settings, starts, lambda: bool(played.append(True)), lambda: False)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.content.click()
    page.night.click()
    page.login.click()
    page.hear.click()
    assert (settings.get(NOTIFY_CONTENT), settings.get(QUIET_HOURS), starts.on) == (False, "22:00-08:00", True)
    assert played == [True]
    assert page.said.text() == "Esta computadora no tiene salida de sonido."
    assert not page.tray.isEnabled()
    page.on.click()
    assert not page.sound.isEnabled()


def test_the_tray_tells_how_many_wait_and_is_quiet_for_an_hour(theme: Theme, feed: Feed, tmp_path: Path) -> None:
    settings, owner = Settings(tmp_path / "s.json"), QWidget()
    tray = Tray(theme, feed, settings, owner)
    plain_icon = tray.icon.icon().pixmap(22).toImage()
    tray.show_unanswered({"unanswered": 120})
    assert tray.icon.toolTip() == "STRATO · 120 sin responder"
    assert tray.icon.icon().pixmap(22).toImage() != plain_icon
    tray.toggle_quiet()
    assert settings.get(QUIET_UNTIL) == feed.now() + HOUR
    tray.toggle_quiet()
    assert settings.get(QUIET_UNTIL) == 0
    owner.deleteLater()


async def _without_bus() -> bool:
    notices = DesktopNotices()
    shown = await notices.show("ana", "Ana", "hola", "Abrir")
    await notices.take_back("ana")
    await notices.close()
    return shown


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "nonsense"])
def test_where_there_is_no_bus_nothing_is_shown_and_nothing_fails(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "DBUS_SESSION_BUS_ADDRESS", address)
    assert asyncio.run(_without_bus()) is False


def mentions(scene: Scene, *members: str) -> None:
    """A colleague's note about "luz" comes in live and names these members."""
    now = scene.feed.now()
    scene.shelf.put(Conversation("luz", "luz", "whatsapp", "1", "Luz", "", "", "text", "in", now))
    extra = {"mentions": dict.fromkeys(members, "Yo")}
    text = f"@Yo ¿vas? {{{len(scene.shelf.said)}}}"
    said = Message(f"n{len(scene.shelf.said)}", "luz", 1, "out", "note", text, now, now, author="Sofía", extra=extra)
    changes = scene.shelf.say(said)
    scene.feed.changed.emit(changes | Changes(arrived=changes.messages))


def test_a_note_is_told_to_whom_it_names(scene: Scene, qtbot: Any) -> None:
    mentions(scene, "nico")
    assert scene.rung == 0, "it names somebody else"
    scene.settings.put(NOTIFY_IN_FRONT, True)
    scene.front = True
    mentions(scene, "me", "nico")
    qtbot.waitUntil(lambda: scene.shown == [Notice("luz", "Luz", "Sofía te mencionó: @Yo ¿vas? {1}")])
    scene.notifier.seen("luz")
    scene.opened = "luz"
    mentions(scene, "me")
    assert scene.rung == 1, "it stands before its reader's eyes"
    scene.opened = "ana"
    scene.settings.put(NOTIFY_CONTENT, False)
    mentions(scene, "me")
    qtbot.waitUntil(lambda: scene.shown[-1] == Notice("luz", "STRATO", "Te mencionaron en una nota"))
