"""A secret is found nowhere but where it belongs: canaries in every credential go through a whole run of a desk and a
relay, and all that the run leaves behind is searched for them."""

import hashlib
import hmac
import json
import re
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.crash import recent
from app.office import Office
from app.preferences import _SECTIONS
from services.channels.hooks import HOOKS
from services.copies.copying import bring
from services.credentials import FIELDS
from services.entries import Draft
from services.trouble import Trouble
from tests.conftest import eventually
from tests.flows.agencies import ROOT, Machine, joined, operate, serving
from tests.flows.canaries import Cage, canary, shapes
from tests.flows.echoing import MODES, Providers, echoing
from tests.flows.wire import Exchange, exchanges, tapped
from widgets.settings.integrations import Integrations
from widgets.settings.page import SettingsPage
from widgets.tasks import Tasks

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.qt_log_ignore("pipewire", extend=True),
]

PATHS = {"whatsapp": "graph", "leadgen": "graph", "manychat": "manychat", "uchat": "uchat", "elevenlabs": "elevenlabs"}
CONFIGS = {
    "whatsapp": {"phone_number_id": "270000000000101", "business_account_id": "270000000000102", "version": "v24.0"},
    "leadgen": {"page_id": "270000000000103", "version": "v24.0"},
    "manychat": {"page_id": "270000000000104"},
    "uchat": {"flow_ns": "f12345"},
    "elevenlabs": {"voice_id": "voz1", "model_id": "eleven_multilingual_v2"},
}
MARK = "palabra-que-viaja"
"""Something that is no secret: where it is not found either, nobody looked."""


class Run:
    """One desk whose every secret is a canary."""

    def __init__(self, machine: Machine, providers: Providers, relay: str, cage: Cage) -> None:
        self.machine, self.providers, self.relay, self.cage = machine, providers, relay, cage
        self.office: Office
        self.hooks: dict[str, str] = {}

    @property
    def page(self) -> SettingsPage:
        found = self.office.window.findChild(SettingsPage)
        assert found is not None
        return found

    @property
    def integrations(self) -> Integrations:
        found = self.page.section("integrations")
        assert isinstance(found, Integrations)
        return found

    def settled(self) -> None:
        """Until nothing that a widget of the settings began is under way."""

        def idle() -> bool:
            parts = [self.page, *self.page.findChildren(QObject)]
            return not any(
                each._running for part in parts for each in vars(part).values() if isinstance(each, Tasks)
            )  # fmt: skip

        self.machine.wait(idle)

    def publish(self, kind: str, **body: Any) -> None:
        self.machine.run(self.office.house.store.publish(Draft(uuid4().hex, kind, body)))

    def configure(self) -> None:
        for provider, config in CONFIGS.items():
            whole = {**config, "base_url": f"{self.providers.url}/{PATHS[provider]}"}
            self.publish("integration.changed", provider=provider, active=True, config=whole)

        async def at_once(_: float) -> None:
            """The pauses between two tries are not waited for."""

        speech = self.office.house.speech
        assert speech._base.startswith(self.providers.url)
        speech._sleep = at_once

    def type_secrets(self) -> None:
        """As a person does it: into each field, seen before it is kept and after."""
        cage, house = self.cage, self.office.house
        self.office.window.open_settings("whatsapp")
        for provider, panel in self.integrations.panels.items():
            self.page.open_section("integrations", provider)
            self.settled()
            for name, field in panel.secrets.items():
                secret = cage.keep(f"{provider}.{name}", canary(provider))
                field.edit()
                field.line.setText(secret)
                cage.look_at_screens(f"{provider}.{name} typed")
                field.save.click()
                self.machine.wait(
                    lambda p=provider, n=name, s=secret: house.credentials.cached(house.desk.tenant.id, p, n) == s
                )
                self.settled()
            if panel.hook is not None:
                panel.save.click()
                self.machine.wait(next(iter(panel.hook.secrets.values())).isEnabled)
            for name, field in panel.hook.secrets.items() if panel.hook is not None else ():
                secret = cage.keep(f"hook {provider}.{name}", canary(f"hook{provider}"))
                field.edit()
                field.line.setText(secret)
                cage.look_at_screens(f"hook {provider}.{name} typed")
                field.save.click()
                self.settled()
            cage.look_at_screens(f"{provider} entered")
        for each in self.machine.run(house.relay.integrations()):
            if each.provider in PATHS:
                self.hooks[each.provider] = each.hook_url
                assert all(each.secrets.get(name) for name in HOOKS[each.provider].SECRETS), each.provider

    def world_writes(self) -> None:
        """Webhooks that prove themselves with the canaries, and some that do not."""
        post, birds = self.post, self.cage.birds
        now = str(self.office.house._now() // 1000)
        said = {"from": "5491155550142", "id": "wamid.1", "timestamp": now, "type": "text", "text": {"body": MARK}}
        value = {
            "messaging_product": "whatsapp", "contacts": [{"profile": {"name": "Lucía"}, "wa_id": "5491155550142"}],
            "metadata": {"display_phone_number": "5491155550100", "phone_number_id": "270000000000101"},
        }  # fmt: skip
        for field, told in (("messages", {**value, "messages": [said]}), ("nobody_knows", {"novelty": 1})):
            change = {"id": "1", "changes": [{"field": field, "value": told}]}
            body = json.dumps({"object": "whatsapp_business_account", "entry": [change]}).encode()
            secret = birds["hook whatsapp.app_secret"].encode()
            signed = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
            assert post("whatsapp", body, {"X-Hub-Signature-256": signed}) == 200
            assert post("whatsapp", body, {"X-Hub-Signature-256": birds["hook whatsapp.app_secret"]}) == 401
        for provider in ("manychat", "uchat"):
            flow = {"id": "7", "user_ns": "f12345u7", "last_input_text": "hola", "name": "Carla"}
            flow |= {"page_id": "270000000000104"} if provider == "manychat" else {}
            secret = birds[f"hook {provider}.header_secret"]
            assert post(provider, json.dumps(flow).encode(), {"X-Strato-Secret": secret}) == 200
            assert post(provider, b"{", {"X-Strato-Secret": secret}) == 400
            assert post(provider, b"{}", {"X-Strato-Secret": secret[:-1]}) == 401
        for secret in (birds["hook whatsapp.verify_token"], birds["hook leadgen.verify_token"]):
            query = f"hub.mode=subscribe&hub.challenge=1&hub.verify_token={quote(secret, safe='')}"
            self.ask("GET", f"{self.hooks['whatsapp']}?{query}")

    def post(self, provider: str, body: bytes, headers: dict[str, str]) -> int:
        return self.ask("POST", self.hooks[provider], content=body, headers=headers)

    def ask(self, method: str, url: str, **options: Any) -> int:
        """Past the desk's wire: the world is not of this desk."""
        address = re.sub(r"https?://[^/]+", self.relay, url)

        async def work() -> int:
            return int((await (await self.office.house.http()).request(method, address, **options)).status_code)

        return int(self.machine.run(work()))

    def try_everything(self) -> None:
        """Probar todas, the diagnosis of each, a text on each channel and a voice, at providers that echo the key."""
        house, outbox = self.office.house, self.office.house.outbox
        self.machine.wait(lambda: len(house.store.conversation_ids()) >= 3)
        for mode in MODES:
            self.providers.mode = mode
            self.page.open_section("integrations", "whatsapp")
            self.settled()
            self.integrations.try_all.click()
            self.settled()
            for provider in self.integrations.panels:
                self.integrations.open_part(provider)
                trial = self.integrations.trials[provider]
                assert trial.copy.isEnabled(), (mode, provider)
                trial.copy.click()
                told = QApplication.clipboard().text()
                assert "STRATO" in told
                self.cage.look(f"the diagnosis of {provider}, {mode}", told)
            self.cage.look_at_screens(f"tried, {mode}")
            for conversation in house.store.conversation_ids():
                message = self.machine.run(outbox.text(conversation, f"{MARK} {mode}"))
                self.machine.run(outbox.send_now(message))
                self.machine.wait(lambda m=message: house.store.message(m).state in ("failed", "uncertain"))
                self.machine.run(self.refused(house.outbox.retry(message)))
                self.office.window.open_conversation(conversation)
            self.cage.look_at_screens(f"not sent, {mode}")
            self.machine.run(self.refused(house.voice.voices()))
            self.machine.run(self.speak())
            self.office.composer.to_voice()
            self.cage.look_at_screens(f"not spoken, {mode}")
            self.office.window.open_settings("whatsapp")
        assert {self.cage.birds[f"{each}.{FIELDS[each][0]}"] for each in PATHS} <= self.providers.keys

    async def refused(self, work: Any) -> None:
        """What a widget's task would hand to whoever tells it."""
        try:
            await work
        except Trouble as trouble:
            self.cage.look("a trouble", f"{trouble!r} {trouble} {trouble.facts} {getattr(trouble, 'detail', '')}")
            self.office.house._report(trouble)

    async def speak(self) -> None:
        await self.refused(self.office.house.voice.speak("hola", "voz1").take())

    def crash(self) -> None:
        """Bugs whose words hold a secret in all the ways in which libraries put one there."""
        for name, secret in self.cage.birds.items():
            for text in (
                f"Illegal header value b'Bearer {secret}'", f"api_key={secret}", f'{{"token": "{secret}"}}',
                f"{name}: {secret}", f"https://relay.example/join#{secret}", f"?access_token={quote(secret, safe='')}",
            ):  # fmt: skip
                try:
                    raise RuntimeError(text)
                except RuntimeError as bug:
                    self.office.house._report(bug)
        self.cage.look_at_screens("bugs")
        assert "RuntimeError" in recent()
        self.cage.look("the log that is copied", recent(10_000))

    def every_section(self) -> None:
        self.office.window.open_settings("whatsapp")
        for key in _SECTIONS:
            self.page.open_section(key)
            self.settled()
            self.cage.look_at_screens(key)
        webhooks, computer = self.page.section("webhooks"), self.page.section("computer")
        for copy in (webhooks.copy, webhooks.odd.copy):  # type: ignore[attr-defined]
            assert copy.isEnabled()
            copy.click()
            self.cage.look_at_screens("webhooks copied")
        copy_log = next(each for each in computer.findChildren(QObject) if hasattr(each, "copy_log")).copy_log  # type: ignore[attr-defined]
        copy_log.click()
        self.settled()
        self.cage.look_at_screens("log copied")

    def invite(self) -> str:
        """Shown once; then it is nowhere."""
        self.page.open_section("team")
        team: Any = self.page.section("team")
        team.invite()
        team.card.make.click()
        self.machine.wait(lambda: bool(team.card.code.text()))
        self.settled()
        code = str(team.card.code.text())
        done = next(each for each in team.card.findChildren(QObject) if getattr(each, "text", str)() == "Listo")
        done.click()
        self.cage.keep("an invitation", code)
        self.settled()
        self.cage.look_at_screens("invited")
        return code

    async def share(self, root: Path, address: str, code: str) -> None:
        """All keys go to another desk, sealed."""
        house = self.office.house
        async with joined(address, code, root) as (second, ring):
            desk = second.house.desk
            self.cage.keep("the other device's token", await desk.token())
            await second.listener.until(lambda: any(each.id == desk.device for each in second.house.store.devices()))
            await eventually(lambda: any(each.id == desk.device and each.public for each in house.store.devices()))
            for provider in PATHS:
                await house.shared_keys.share(desk.device, provider)
            await second.listener.until(lambda: all(ring.holds(desk.tenant.id, each) for each in PATHS))
            for provider in PATHS:
                assert ring.cached(desk.tenant.id, provider, FIELDS[provider][0]) in self.cage.birds.values()

    def export(self, target: Path) -> Path:
        """Everything that makes a file; returns the copy."""
        target.mkdir()
        office, moving = self.office, self.page.section("moving")
        for at, place in enumerate(office.house.store.conversation_ids()):
            (found,) = office.house.store.conversations([place])
            self.machine.run(office.exporter.save_csv(found, target / f"{at}.csv"))
            self.machine.run(office.exporter.save_pdf(found, target / f"{at}.pdf"))
        self.machine.run(office.exporter.save_list(office.house.store.conversation_ids(), target / "list.csv"))
        self.machine.run(office.exporter.save_voices(0, 2**42, target / "voices.csv"))
        self.page.section("webhooks").odd._save(str(target / "odd.json"))  # type: ignore[attr-defined]
        self.settled()
        moving.export.write(str(target))  # type: ignore[attr-defined]
        self.settled()
        phrase, copied = self.cage.keep("the passphrase", canary("una frase de paso ")), target / "sur.strato"
        for line in (moving.copy.phrase, moving.copy.again):  # type: ignore[attr-defined]
            line.setText(phrase)
        self.page.open_section("moving")
        self.cage.look_at_screens("passphrase typed")
        moving.copy.write(str(copied))  # type: ignore[attr-defined]
        self.settled()
        self.cage.look_at_screens("copied and exported")
        assert len(list(target.rglob("*"))) > 12
        return copied


def allowed(each: Exchange, cage: Cage) -> bytes:
    """An exchange without the very places where a secret has to be: the token at the door and where it is given out,
    a code where it is made and where it is redeemed, and a hook's secret on its way to the relay's seal."""
    head, asked, answered = each.head, each.asked, each.answered
    for name, secret in cage.birds.items():
        plain, written = secret.encode(), json.dumps(secret).encode()
        if name.endswith("token") and not name.startswith("hook"):
            head = re.sub(rb"(?i)\r\nauthorization: Bearer " + re.escape(plain) + rb"(?=\r\n|$)", b"", head)
        if each.line == "POST /v1/join":
            asked = asked.replace(b'"invitation":' + written, b"", 1)
            answered = answered.replace(b'"token":' + written, b"", 1)
        if each.line == "POST /v1/invitations":
            answered = answered.replace(b'"invitation":' + written, b"", 1)
        if each.line.startswith("PUT /v1/integrations/") and name.startswith(f"hook {each.line.split('/')[-1]}."):
            asked = asked.replace(f'"{name.split(".")[1]}":'.encode() + written, b"", 1)
    return b"\n".join((head, asked, answered))


def checked(data: Path) -> str:
    """What the operator's looks at the relay say."""
    told = ""
    for words in (("check",), ("check", "--json"), ("tenant", "list"), ("tenant", "list", "--json")):
        command = [sys.executable, "-m", "app.relay", *words, "--data", str(data)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        told += done.stdout + done.stderr
    assert "Sur" in told
    return told


def test_a_secret_is_found_nowhere(
    machine: Callable[[str], Machine], ring: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cage, data = Cage(), tmp_path / "relay"
    made = operate(data, "tenant", "add", "Propiedades del Sur")
    cage.keep("the first invitation", made["invitation"])
    with (
        serving(data, tmp_path / "relay.log") as relay,
        tapped(relay) as (address, calls),
        echoing() as providers,
    ):
        desk = machine("desk")
        run = Run(desk, providers, relay, cage)
        desk.start()
        desk.join(made["invitation"], address, first=True)
        run.office = desk.connected()
        token = desk.run(run.office.house.desk.token())
        cage.keep("the device's token", token)
        cage.look_at_screens("joined")
        run.configure()
        run.type_secrets()
        desk.wait(lambda: run.office.house.credentials.cached(made["tenant"], "strato", "seal_key") is not None)
        cage.keep("the seal's key", desk.run(run.office.house.credentials.get(made["tenant"], "strato", "seal_key")))
        run.world_writes()
        run.try_everything()
        run.crash()
        run.every_section()
        code = run.invite()
        desk.run(run.share(tmp_path / "second", address, code))
        copied = run.export(tmp_path / "exports")
        cage.look("strato-relay", checked(data))
        restored = tmp_path / "restored"
        desk.run(bring(copied, cage.birds["the passphrase"], lambda tenant: restored, lambda *_: None))
        desk.wait(lambda: run.office.house.store.position().pending == 0)
        desk.end()
    out = capfd.readouterr()
    cage.look("standard output", out.out)
    cage.look("standard error", out.err)
    said = list(exchanges(calls))
    for each in said:
        cage.look(f"the wire: {each.line}", allowed(each, cage))
    cage.look_at_files(tmp_path)
    assert not cage.seen, "\n".join(sorted(set(cage.seen)))
    assert {name.split(".")[0] for name in cage.birds} >= set(PATHS)
    whole = b"".join(each.head + each.asked + each.answered for each in said)
    assert MARK.encode() in whole, "what goes over the wire is read"
    assert token.encode() in whole
    assert any(MARK in path.read_text("utf-8", "replace") for path in (tmp_path / "exports").glob("*.csv"))
    assert any((tmp_path / "desk").rglob("console.log"))


@pytest.mark.parametrize(
    "write",
    [
        str.encode,
        lambda secret: b64encode(secret.encode()),
        lambda secret: b64encode(f"x{secret}y".encode()),
        lambda secret: b64encode(f"xx{secret}".encode()),
        lambda secret: urlsafe_b64encode(f"ñ{secret}".encode()),
        lambda secret: b64encode(f"Bearer {secret[-32:]}".encode()),
        lambda secret: quote(secret, safe="").encode(),
        lambda secret: quote(secret).encode(),
        lambda secret: secret.encode().hex().encode(),
        lambda secret: json.dumps({"a": secret}).encode(),
        lambda secret: json.dumps({"a": json.dumps([secret])}).encode(),
        lambda secret: secret.encode("utf-16-le"),
    ],
)
def test_a_planted_canary_is_found(tmp_path: Path, write: Callable[[str], bytes]) -> None:
    cage = Cage()
    secret = cage.keep("planted", canary("planted"))
    (tmp_path / "scratch").write_bytes(b"\0 before " + write(secret) + b" after")
    cage.look_at_files(tmp_path)
    assert cage.seen == ["planted in scratch"]
    (tmp_path / "scratch").write_bytes(write(canary("other")))
    cage.seen.clear()
    cage.look_at_files(tmp_path)
    assert cage.seen == []
    assert min(map(len, shapes(secret))) >= 24
