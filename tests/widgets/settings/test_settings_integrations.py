"""The integrations: secrets go one way, the keyring's state is said, and the agency's configuration goes to the log."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from services.channels.contacts import Flow
from services.credentials import MemoryCredentials
from services.probes import Finding, Report
from services.probes.health import Health
from services.relay_client import Integration, Member, Tenant
from services.trouble import Trouble
from tests.widgets.conftest import NOW, FakeShelf
from widgets.composer.picker import Picker
from widgets.controls import IconButton
from widgets.feed import Feed
from widgets.settings.forms import forms
from widgets.settings.hook_section import HookSection
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
    """An account without a voice."""

    async def voices(self) -> list[Any]:
        return []

    models = voices


class Flows:
    """The automations of an account, or why they are not told."""

    trouble: Trouble | None = None

    def list(self, channel: str) -> tuple[Flow, ...]:
        return ()

    def read_at(self, channel: str) -> int | None:
        return None

    async def refresh(self, channel: str) -> tuple[Flow, ...]:
        if self.trouble is not None:
            raise self.trouble
        return (Flow("content1", "Bienvenida"), Flow("content2", "Tasación"))


class Trials:
    """Trials that find what a test says, each when the test lets it."""

    def __init__(self) -> None:
        self.finds: list[Finding] = [Finding("key", "ok", 184), Finding("hook", "ok", 12, "", {"gaps": 0})]
        self.kept: dict[str, Report] = {}
        self.gate = asyncio.Event()
        self.gate.set()

    def last(self, provider: str) -> Report | None:
        return self.kept.get(provider)

    def forget(self, provider: str) -> None:
        self.kept.pop(provider, None)

    async def run(self, provider: str) -> AsyncIterator[Finding]:
        for each in self.finds:
            yield each
            await self.gate.wait()
        self.kept[provider] = Report(provider, NOW, tuple(self.finds))


class Looks:
    """A watch that knows nothing but what a test says."""

    def __init__(self) -> None:
        self.known: dict[str, Health] = {}

    def of(self, provider: str) -> Health:
        return self.known.get(provider, Health(provider, "well"))


class Page:
    """The page with its doubles."""

    def __init__(self, theme: Theme, shelf: FakeShelf, feed: Feed, role: Any, credentials: MemoryCredentials) -> None:
        self.relay, self.voices, self.shelf, self.credentials = Relay(), Voices(), shelf, credentials
        self.trials, self.looks, self.feed = Trials(), Looks(), feed
        self.flows = Flows()
        self.widget = Integrations(
            theme, shelf, credentials, self.relay, lambda: self.voices, feed,  # type: ignore[arg-type, return-value]
            RIBERA, Member("mem_1", "Martín", role), lambda: self.trials, lambda: self.looks,  # type: ignore[arg-type, return-value]
            lambda: self.flows,  # type: ignore[arg-type, return-value]
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


def test_an_address_is_copied_where_it_is_known_and_only_there(page: Page, qtbot: Any) -> None:
    hook = page.panel.hook
    assert hook is not None
    (copy,) = (each for each in hook.findChildren(IconButton) if each.accessibleName() == "Copiar URL de devolución")
    qtbot.waitUntil(lambda: hook.url.text() == page.relay.known.hook_url)
    QGuiApplication.clipboard().setText("lo de antes")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == page.relay.known.hook_url
    hook.show_hook(None, NOW)  # the relay cannot be asked
    QGuiApplication.clipboard().setText("lo de antes")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert not copy.isEnabled()
    assert QGuiApplication.clipboard().text() == "lo de antes"


def test_an_address_that_nobody_told_yet_cannot_be_copied(theme: Theme, qtbot: Any) -> None:
    hook = next(each.hook for each in forms() if each.provider == "whatsapp")
    assert hook is not None
    section = HookSection(theme, hook, admin=True)
    qtbot.addWidget(section)
    (copy,) = (each for each in section.findChildren(IconButton) if each.accessibleName() == "Copiar URL de devolución")
    assert section.url.text() == ""
    assert not copy.isEnabled()


def test_an_agent_reads_and_does_not_change(theme: Theme, shelf: FakeShelf, feed: Feed, qloop: Any, qtbot: Any) -> None:
    page = opened(theme, shelf, feed, qtbot, role="agent")
    assert not page.panel.save.isEnabled()
    assert not page.panel.config["phone_number_id"].isEnabled()
    assert page.panel._why.text() == "Lo cambia quien administra la agencia."
    assert page.token.line.isEnabled()  # a key of this computer is this person's own affair


def keyed(page: Page, qtbot: Any) -> None:
    """WhatsApp with its key and its configuration, its panel open."""
    page.give(SECRET)
    qtbot.waitUntil(page.widget.cards["whatsapp"].test.isEnabled)


def test_a_trial_is_shown_line_by_line_and_can_be_left(page: Page, qtbot: Any) -> None:
    keyed(page, qtbot)
    page.trials.gate.clear()
    foot, trial = page.widget.foot, page.widget.trials["whatsapp"]
    QTest.mouseClick(page.widget.cards["whatsapp"].test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "El token responde" in everything_said(page))
    assert "184" in everything_said(page)
    assert page.widget.cards["whatsapp"].connection.chip()[2] == "Probando…"
    QTest.mouseClick(foot.cancel, Qt.MouseButton.LeftButton)
    assert not trial.isVisible(), "there was no trial before"
    page.trials.gate.set()
    QTest.mouseClick(foot.try_it, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: trial.summary.text() == "2 bien. No se envió nada a ningún contacto.")
    assert foot.try_it.text() == "Probar de nuevo"
    assert trial.when.text() == "hoy 14:32"


def test_what_fails_says_why_with_the_one_action_on_the_card_and_in_the_list(page: Page, qtbot: Any) -> None:
    keyed(page, qtbot)
    page.trials.finds = [Finding("key", "failed", 90, "whatsapp.reconnect", {}, "190"), Finding("number", "skipped")]
    QTest.mouseClick(page.widget.foot.try_it, Qt.MouseButton.LeftButton)
    card, trial = page.widget.cards["whatsapp"], page.widget.trials["whatsapp"]
    qtbot.waitUntil(lambda: card.connection.chip()[2] == "Falló")
    assert dict(card.connection.rows(NOW))["Qué hacer"] == "Cargar una clave nueva"
    assert trial.summary.text() == "0 bien, 1 falló, 1 sin probar. No se envió nada a ningún contacto."
    [act] = [each for each in trial.findChildren(QPushButton) if each.text() == "Cargar una clave nueva"]
    QTest.mouseClick(act, Qt.MouseButton.LeftButton)
    assert page.token.line.isVisible()


def test_the_diagnosis_is_text_without_any_secret(page: Page, qtbot: Any) -> None:
    keyed(page, qtbot)
    QTest.mouseClick(page.widget.foot.try_it, Qt.MouseButton.LeftButton)
    trial = page.widget.trials["whatsapp"]
    qtbot.waitUntil(lambda: trial.copy.isEnabled() and trial.copy.isVisible())
    QTest.mouseClick(trial.copy, Qt.MouseButton.LeftButton)
    said = QGuiApplication.clipboard().text()
    assert said.startswith("STRATO · WhatsApp Cloud API · Ribera Norte · hoy 14:32")
    assert "[ok] key · 184 ms" in said
    assert SECRET not in said


def test_all_that_have_a_key_are_tried_one_after_the_other(page: Page, qtbot: Any) -> None:
    keyed(page, qtbot)
    QTest.mouseClick(page.widget.try_all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: list(page.trials.kept) == ["whatsapp"])


def test_a_connection_that_goes_silent_or_bad_is_told_on_its_card(page: Page, qtbot: Any) -> None:
    keyed(page, qtbot)
    QTest.mouseClick(page.widget.foot.try_it, Qt.MouseButton.LeftButton)
    card = page.widget.cards["whatsapp"]
    qtbot.waitUntil(lambda: card.connection.report is not None and not card.connection.trying)
    page.looks.known["whatsapp"] = Health(
        "whatsapp", "silent", "hook.quiet", {"hours": 3}, hours=3, last_event=NOW - 3 * 3_600_000,
        last_sent=NOW - 180_000, sent_state="delivered", failures=2,
    )  # fmt: skip
    page.feed.health_changed.emit()
    rows = dict(card.connection.rows(NOW))
    assert rows["Último evento"] == "hoy 11:32"
    assert rows["Último envío"] == "hoy 14:29 · entregado"
    assert rows["Fallaron hoy"] == "2"
    assert rows["Aviso"] == "Revisar el webhook"


def test_a_channel_is_switched_off_for_the_agency_and_at_the_relay(page: Page, qtbot: Any) -> None:
    assert page.panel.switch.isChecked()
    QTest.mouseClick(page.panel.switch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.shelf.published))
    [draft] = page.shelf.published
    assert (draft.kind, draft.body["active"], draft.body["author"]) == ("integration.changed", False, "Martín")


def test_automations_are_picked_by_name_or_it_is_said_why_not(
    page: Page, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = page.widget.panels["manychat"]
    flow = panel.config["flow"]
    assert isinstance(flow, Picker)
    page.widget.open_part("manychat")
    qtbot.waitUntil(lambda: flow.currentText() == "Ninguna")
    assert "clave" in panel._unlisted["flow"].text()
    give = panel.secrets["token"]
    monkeypatch.setattr(page.shelf, "integration", lambda _: {"active": True, "page_id": "1", "flow": "content2"})
    QTest.keyClicks(give.line, "1290:clave")
    QTest.mouseClick(give.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: flow.currentText() == "Tasación")
    assert [flow.itemText(at) for at in range(flow.count())] == ["Ninguna", "Bienvenida", "Tasación"]
    assert not panel._unlisted["flow"].isVisible()
    page.flows.trouble = Trouble("manychat.reconnect")
    page.widget.refresh()
    qtbot.waitUntil(panel._unlisted["flow"].isVisible)
    assert panel._unlisted["flow"].text().startswith("ManyChat no acepta la clave")
    assert panel.picked("flow") == "content2", "what the agency chose is not lost with the list"


def test_a_refused_key_is_replaced_from_its_card(page: Page, qtbot: Any) -> None:
    page.give(SECRET)
    qtbot.waitUntil(page.token.replace.isVisible)
    card = page.widget.cards["whatsapp"]
    assert not card.renew.isVisible()
    page.trials.finds = [Finding("key", "failed", 120, "whatsapp.reconnect", {}, "190")]
    QTest.mouseClick(card.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.renew.isVisible)
    page.widget.open_part("uchat")
    QTest.mouseClick(card.renew, Qt.MouseButton.LeftButton)
    assert page.token.line.isVisible()
    page.trials.finds = [Finding("key", "ok", 120), Finding("number", "failed", 9, "whatsapp.number_off")]
    QTest.mouseClick(card.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not card.renew.isVisible())
    assert card.configure.isVisible(), "another key would not help"
