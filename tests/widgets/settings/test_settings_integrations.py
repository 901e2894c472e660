"""The integrations: secrets go one way, the keyring's state is said, and the agency's configuration goes to the log."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from services.credentials import MemoryCredentials
from services.relay_client import Integration, Member, Tenant
from services.trouble import Trouble
from tests.widgets.conftest import NOW, FakeShelf
from widgets.feed import Feed
from widgets.settings.integrations import Integrations
from widgets.theme import Theme

SECRET = "EAAcanary-9f3k-never-shown"
RIBERA = Tenant("ten_1", "Ribera Norte")


class Relay:
    """The part of the relay that keeps what it needs to verify webhooks."""

    def __init__(self) -> None:
        self.told: list[tuple[str, list[str], dict[str, str | None]]] = []
        self.trouble: str | None = None
        self.known = Integration("whatsapp", True, [], "https://relay.example/hooks/whatsapp/k", {})

    async def integrations(self) -> list[Integration]:
        if self.trouble:
            raise Trouble(self.trouble)
        return [self.known]

    async def connect(
        self, provider: str, *, active: bool, routes: list[str], secrets: dict[str, str | None]
    ) -> Integration:
        if self.trouble:
            raise Trouble(self.trouble)
        self.told.append((provider, routes, secrets))
        kept = dict.fromkeys(secrets, "set")
        self.known = Integration(provider, active, routes, self.known.hook_url, self.known.secrets | kept)
        return self.known


class Voices:
    """An account whose key may be refused."""

    trouble: str | None = None

    async def voices(self) -> list[Any]:
        return []

    models = voices

    async def quota(self) -> None:
        if self.trouble:
            raise Trouble(self.trouble)


class Page:
    """The page with its doubles."""

    def __init__(self, theme: Theme, shelf: FakeShelf, feed: Feed, role: Any, credentials: MemoryCredentials) -> None:
        self.relay, self.voices, self.shelf, self.credentials = Relay(), Voices(), shelf, credentials
        self.widget = Integrations(
            theme, shelf, credentials, self.relay, lambda: self.voices, feed,  # type: ignore[arg-type, return-value]
            RIBERA, Member("mem_1", "Martín", role),
        )  # fmt: skip
        self.widget.resize(1100, 800)
        self.widget.show()
        self.panel = self.widget.panels["whatsapp"]
        self.token = self.panel.secrets["token"]

    def give(self, secret: str) -> None:
        QTest.keyClicks(self.token.line, secret)
        QTest.mouseClick(self.token.save, Qt.MouseButton.LeftButton)


@pytest.fixture
def page(theme: Theme, shelf: FakeShelf, feed: Feed, qloop: Any, qtbot: Any) -> Page:
    return opened(theme, shelf, feed, qtbot)


def opened(theme: Theme, shelf: FakeShelf, feed: Feed, qtbot: Any, role: str = "admin", **ring: Any) -> Page:
    credentials = ring.get("credentials") or MemoryCredentials(lambda: NOW)
    made = Page(theme, shelf, feed, role, credentials)
    qtbot.addWidget(made.widget)
    made.widget.refresh()
    qtbot.waitUntil(lambda: "Mirando" not in made.widget.keyring.accessibleName())
    return made


def everything_said(page: Page) -> str:
    """All that can be read in the page, shown or not."""
    labels = [label.text() for label in page.widget.findChildren(QLabel)]
    lines = [line.text() for line in page.widget.findChildren(QLineEdit)]
    return "\n".join(labels + lines)


def test_a_secret_goes_to_the_keyring_and_cannot_be_read_again(page: Page, qtbot: Any) -> None:
    assert page.token.line.echoMode() == QLineEdit.EchoMode.Password
    page.give(SECRET)
    qtbot.waitUntil(page.token.replace.isVisible)
    assert page.credentials.cached("ten_1", "whatsapp", "token") == SECRET
    assert page.token._said.text() == "Guardado en memoria"
    assert SECRET not in everything_said(page)
    assert not page.token.line.isVisible()


def test_replacing_starts_empty_and_escape_leaves_what_was(page: Page, qtbot: Any) -> None:
    page.give(SECRET)
    qtbot.waitUntil(page.token.replace.isVisible)
    QTest.mouseClick(page.token.replace, Qt.MouseButton.LeftButton)
    assert page.token.line.text() == ""
    QTest.keyClicks(page.token.line, "otra")
    QTest.keyClick(page.token.line, Qt.Key.Key_Escape)
    assert page.token.replace.isVisible()
    assert page.credentials.cached("ten_1", "whatsapp", "token") == SECRET


def test_a_secret_can_be_removed(page: Page, qtbot: Any) -> None:
    page.give(SECRET)
    qtbot.waitUntil(page.token.remove.isVisible)
    QTest.mouseClick(page.token.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.token.line.isVisible)
    assert page.credentials.cached("ten_1", "whatsapp", "token") is None


@pytest.mark.parametrize(("code", "chip"), [("keyring.locked", "Llavero bloqueado"), ("keyring.none", "Sin llavero")])
def test_a_keyring_that_does_not_answer_is_said_and_nothing_is_taken(
    theme: Theme, shelf: FakeShelf, feed: Feed, qloop: Any, qtbot: Any, code: str, chip: str
) -> None:
    class Shut(MemoryCredentials):
        async def backend(self) -> str:
            raise Trouble(code, backend="GNOME Keyring")

    page = opened(theme, shelf, feed, qtbot, credentials=Shut())
    assert page.widget.cards["whatsapp"].connection.chip()[2] == chip
    assert "No guardamos claves en ningún otro lado." in page.widget.keyring.accessibleName()
    assert page.widget.keyring.button.isVisible()
    assert not page.token.line.isEnabled()


def test_a_keyring_that_refuses_a_secret_says_why_beside_the_field(
    page: Page, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    async def refuse(*_: Any) -> None:
        raise Trouble("keyring.locked", backend="GNOME Keyring")

    monkeypatch.setattr(page.credentials, "set", refuse)
    page.give(SECRET)
    qtbot.waitUntil(lambda: "llavero" in page.token._hint.text().lower())
    assert page.token.line.isEnabled()
    assert SECRET not in everything_said(page)


def test_the_configuration_goes_to_the_log_and_the_routes_to_the_relay(page: Page, qtbot: Any) -> None:
    QTest.keyClicks(page.panel.config["phone_number_id"], "270000000000101")  # type: ignore[arg-type]
    assert not page.panel.save.isEnabled()
    QTest.keyClicks(page.panel.config["business_account_id"], "270000000000102")  # type: ignore[arg-type]
    QTest.mouseClick(page.panel.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.relay.told))
    [draft] = page.shelf.published
    assert draft.kind == "integration.changed"
    assert draft.body["provider"] == "whatsapp"
    assert draft.body["config"]["phone_number_id"] == "270000000000101"
    assert SECRET not in str(draft)


def test_what_the_relay_needs_goes_to_the_relay_and_not_to_the_keyring(page: Page, qtbot: Any) -> None:
    hook = page.panel.hook
    assert hook is not None
    field = hook.secrets["app_secret"]
    qtbot.waitUntil(lambda: hook.url.text() != "" and field.isEnabled())
    QTest.keyClicks(field.line, SECRET)
    QTest.mouseClick(field.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(field.replace.isVisible)
    assert page.relay.told[0][2] == {"app_secret": SECRET}
    assert page.credentials.cached("ten_1", "whatsapp", "app_secret") is None
    assert SECRET not in everything_said(page)


def test_an_agent_reads_and_does_not_change(theme: Theme, shelf: FakeShelf, feed: Feed, qloop: Any, qtbot: Any) -> None:
    page = opened(theme, shelf, feed, qtbot, role="agent")
    assert not page.panel.save.isEnabled()
    assert not page.panel.config["phone_number_id"].isEnabled()
    assert page.panel._why.text() == "Lo cambia quien administra la agencia."
    assert page.token.line.isEnabled()  # a key of this computer is this person's own affair


def test_a_refused_key_is_told_on_its_card_and_beside_its_field(page: Page, qtbot: Any) -> None:
    panel, card = page.widget.panels["elevenlabs"], page.widget.cards["elevenlabs"]
    page.widget.open_part("elevenlabs")
    QTest.keyClicks(panel.secrets["api_key"].line, "sk_canary")
    QTest.mouseClick(panel.secrets["api_key"].save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.test.isEnabled)
    page.voices.trouble = "voice.key_refused"
    QTest.mouseClick(card.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.connection.chip()[2] == "Falló")
    assert panel.secrets["api_key"]._hint.text() != ""
