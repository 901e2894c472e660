"""The first step, with the keyboard alone: four ways, what is missing, what went wrong, and where the keys go."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from services.trouble import Trouble
from widgets.onboarding.doors import Brought, Doors, Progress
from widgets.onboarding.entry import Entry
from widgets.onboarding.frame import Frame
from widgets.onboarding.panorama import steps
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import Language

KEY = "canary-key-of-this-computer"


class World:
    """What lies behind the doors, and what was asked of it."""

    def __init__(self) -> None:
        self.keyring: str | Trouble = "GNOME Keyring"
        self.refusal: Trouble | None = None
        self.relay: Trouble | None = None
        self.joined: list[tuple[str, str, str, str]] = []
        self.restored: list[tuple[Path, str]] = []
        self.session = False

    async def name(self) -> str:
        if isinstance(self.keyring, Trouble):
            raise self.keyring
        return self.keyring

    async def answers(self, _: str) -> None:
        if self.relay is not None:
            raise self.relay

    async def join(self, *given: str) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.joined.append(given)  # type: ignore[arg-type]
        return "the desk"

    def forgo(self) -> None:
        self.session, self.keyring, self.refusal = True, "", None

    async def key(self) -> str:
        return KEY

    async def enter(self, _: str) -> None:
        raise AssertionError("nothing was lost")

    async def restore(self, path: Path, phrase: str, progress: Progress) -> Brought:
        progress(1, 2)
        if self.refusal is not None:
            raise self.refusal
        self.restored.append((path, phrase))
        return Brought("https://relay.example", "Propiedades del Sur", "Ana Ruiz")

    def doors(self) -> Doors:
        return Doors(
            self.name, self.name, self.answers, self.join, self.forgo, self.key, self.enter, self.restore, "recepción"
        )


class Start:
    """The first run as a person sees it."""

    def __init__(self, theme: Theme, language: str = "es") -> None:
        self.world = World()
        self.frame = Frame(theme, language)
        self.bugs: list[BaseException] = []
        self.entry = Entry(theme, self.frame, self.world.doors(), self.bugs.append, "Salir")
        self.practised: list[bool] = []
        self.entered: list[tuple[Any, bool]] = []
        self.left: list[bool] = []
        self.entry.practised.connect(lambda: self.practised.append(True))
        self.entry.entered.connect(lambda desk, first: self.entered.append((desk, first)))
        self.entry.left.connect(lambda: self.left.append(True))
        self.frame.resize(1440, 900)
        self.frame.show()
        self.frame.activateWindow()
        self.entry.start()

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.frame.focusWidget() or self.frame, key)

    def title(self) -> str:
        assert self.frame.page is not None
        return self.frame.page.title


@pytest.fixture
def start(theme: Theme, qloop: Any, qtbot: Any) -> Start:
    made = Start(theme)
    qtbot.addWidget(made.frame)
    return made


def test_enter_opens_the_practice_agency_and_says_that_it_takes_a_moment(start: Start) -> None:
    assert start.entry.choices.chosen.way == "practice"
    start.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert start.practised == [True], "once, however often Enter is pressed"
    assert not start.frame.go_on.isEnabled()


def test_arrows_choose_enter_goes_on_and_escape_comes_back(start: Start) -> None:
    chosen = []
    for _ in range(3):
        start.press(Qt.Key.Key_Down)
        chosen.append(start.entry.choices.chosen.way)
    assert chosen == ["connect", "join", "copy"]
    assert start.frame.go_on.text() == start.entry.choices.chosen.does
    start.press(Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert start.title() == "Entrar con una invitación"
    start.press(Qt.Key.Key_Escape)
    assert start.title() == "¿Cómo querés empezar?"
    assert start.entry.choices.chosen.way == "join", "what was chosen stays chosen"
    start.press(Qt.Key.Key_Escape)
    assert not start.left, "Escape does not end the program"


def test_the_keyring_in_use_is_named(start: Start, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: "GNOME Keyring" in start.entry.line.said.text())
    assert not start.entry.line.help.isVisible()


def test_an_invitation_link_is_enough_with_a_name(start: Start, qtbot: Any) -> None:
    start.press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    joining = start.entry.joining
    assert joining.invitation.line.hasFocus()
    assert not start.frame.go_on.isEnabled()
    QTest.keyClicks(joining.invitation.line, "https://relay.agencia.example/join#codigo-1")
    assert not joining.relay.isVisible(), "the link names the relay"
    QTest.keyClicks(joining.person.line, "Ana Ruiz")
    start.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(start.entered))
    assert start.world.joined == [("https://relay.agencia.example", "codigo-1", "Ana Ruiz", "recepción")]
    assert start.entered == [("the desk", False)]
    assert joining.invitation.text == "", "the code is not left in the field"


@pytest.mark.parametrize("code", ["invitation.used", "invitation.unknown", "invitation.expired", "rate.limited"])
def test_a_refused_invitation_is_said_beside_it(start: Start, qtbot: Any, code: str) -> None:
    start.world.refusal = Trouble(code)
    start.entry.start("join", to="join")
    joining = start.entry.joining
    joining.invitation.line.setText("https://relay.example/join#viejo")
    joining.person.line.setText("Ana")
    joining.start()
    qtbot.waitUntil(lambda: sentence(code).text.split("{")[0] in joining.invitation.said)
    assert start.frame.go_on.isEnabled(), "another one can be tried at once"
    assert not start.entered


@pytest.mark.parametrize("code", ["relay.certificate", "relay.unreachable", "relay.plain_http_refused"])
def test_a_bad_relay_is_said_beside_its_address(start: Start, qtbot: Any, code: str) -> None:
    start.world.refusal = Trouble(code)
    start.entry.start("connect", to="connect")
    joining = start.entry.connecting
    joining.invitation.line.setText("codigo")
    joining.relay.line.setText("https://relay.example")
    joining.person.line.setText("Ana")
    joining.start()
    qtbot.waitUntil(lambda: sentence(code).text.split("{")[0] in joining.relay.said)


def test_without_a_keyring_the_choice_is_clear_and_the_key_is_given_once(start: Start, qtbot: Any) -> None:
    start.world.keyring = start.world.refusal = Trouble("keyring.none")
    start.entry.start("join", to="join")
    joining, keyless = start.entry.joining, start.entry.keyless
    joining.invitation.line.setText("https://relay.example/join#codigo")
    joining.person.line.setText("Ana")
    joining.start()
    qtbot.waitUntil(keyless.isVisible)
    keyless.retry()
    qtbot.waitUntil(lambda: "Probamos recién" in keyless._mend._about.text())
    QTest.mouseClick(keyless._go_on.act, Qt.MouseButton.LeftButton)
    assert start.world.session
    assert joining.isVisible()
    assert joining.invitation.text, "the invitation was not spent, and is still there"
    joining.start()
    qtbot.waitUntil(start.entry.key.isVisible)
    QTest.mouseClick(start.entry.key.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == KEY
    assert not start.entered
    QTest.mouseClick(start.frame.go_on, Qt.MouseButton.LeftButton)
    assert start.entered == [("the desk", False)]
    assert KEY not in start.entry.key.said.text()


def test_a_keyring_that_was_mended_goes_on_where_it_stopped(start: Start, qtbot: Any) -> None:
    start.world.keyring = Trouble("keyring.locked")
    start.entry.start("practice")
    qtbot.waitUntil(start.entry.line.help.isVisible)
    QTest.mouseClick(start.entry.line.help, Qt.MouseButton.LeftButton)
    assert start.entry.keyless.isVisible()
    start.world.keyring = "GNOME Keyring"
    start.entry.keyless.retry()
    qtbot.waitUntil(lambda: start.title() == "¿Cómo querés empezar?")
    qtbot.waitUntil(lambda: "GNOME Keyring" in start.entry.line.said.text())


def test_a_copy_is_opened_with_its_passphrase(start: Start, qtbot: Any, tmp_path: Path) -> None:
    start.entry.start("copy", to="copy")
    copying = start.entry.copying
    assert copying is not None
    copying.file.line.setText(str(tmp_path / "a.strato"))
    QTest.keyClicks(copying.phrase.line, "una frase larga")
    start.world.refusal = Trouble("copy.wrong_passphrase")
    copying.start()
    qtbot.waitUntil(lambda: sentence("copy.wrong_passphrase").text in copying.phrase.said)
    start.world.refusal = None
    start.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: start.title() == "La copia de Propiedades del Sur ya está acá")
    assert start.world.restored == [(tmp_path / "a.strato", "una frase larga")]
    assert copying.phrase.text == ""
    joining = start.entry.joining
    assert (joining.relay.text, joining.person.text) == ("https://relay.example", "Ana Ruiz")
    joining.invitation.line.setText("codigo")
    start.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: start.entered == [("the desk", False)])


def test_the_panorama_says_the_steps_and_where_one_is(start: Start) -> None:
    told = start.frame.panorama.accessibleDescription()
    assert all(step.name in told for step in steps())
    assert "1: Empezar, elegís cómo entrar, estás acá" in told
    start.frame.panorama.show_done(frozenset({1}))
    assert "1: Empezar, elegís cómo entrar, hecho" in start.frame.panorama.accessibleDescription()


def test_everything_that_takes_the_focus_has_a_name(start: Start, qtbot: Any) -> None:
    start.entry.show_keyless("keyring.none", list)
    for way, to in (("practice", ""), ("connect", "connect"), ("join", "join"), ("copy", "copy")):
        start.entry.start(way, to=to)  # type: ignore[arg-type]
        for each in start.frame.findChildren(QWidget):
            if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                found = QAccessible.queryAccessibleInterface(each)
                assert found.text(QAccessible.Text.Name), each


@pytest.fixture
def english(qapp: QApplication) -> Any:
    language = Language("en")
    qapp.installTranslator(language)
    yield
    qapp.removeTranslator(language)


def test_it_is_read_in_english(theme: Theme, english: None, qloop: Any, qtbot: Any) -> None:
    made = Start(theme, "en")
    qtbot.addWidget(made.frame)
    assert made.title() == "How do you want to begin?"
    assert made.frame.look.language.text() == "English"
    asked: list[str] = []
    made.frame.language_chosen.connect(asked.append)
    menu = made.frame.look.languages()
    menu.actions()[0].trigger()
    assert asked == ["es"]
    assert made.frame.look.schemes().actions()[0].text() == "System theme"
