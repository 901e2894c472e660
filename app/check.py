"""strato-console --check: one full round in the real window against the practice agency, without a screen or a hand."""

import asyncio
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from app.desk import given
from app.hands import OutOfReach, click, click_conversation, read_out, type_text, until
from app.office import Office
from app.paths import data_dir
from app.practice import practice
from app.program import Program, run
from services.records import Message
from services.trouble import Trouble
from widgets.trouble_words import sentence

LIMIT_S: Final = 120.0
"""All of it; a machine that cannot make a round in this time has something wrong."""
_FAST: Final = 4.0
_LEAD: Final = "lucia"
_ASKED: Final = "Hola, ¿sigue disponible el de Cabildo? Lo vería mañana."
_ANSWER: Final = "Hola Lucía, sí. Sale USD 185.000. ¿Te queda bien a las 18:00?"

T = TypeVar("T")


class Failed(Exception):  # noqa: N818  (it is no error: it is the answer)
    """A step that did not come true; its name is the message."""


def check() -> int:
    """Play the round and print its steps. 0 if all came true; else 1, after naming the step that did not."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="strato-check-", ignore_cleanup_errors=True) as root:
        return run(lambda program: Round(program, Path(root)).play())


class Round:
    """One round, driven by clicks and keys on the real widgets; what is waited for are facts, never times."""

    def __init__(self, program: Program, root: Path) -> None:
        self._program, self._root = program, root
        self._end = time.monotonic() + LIMIT_S
        self._step = ""
        self._bugs: list[BaseException] = []
        program.feed.trouble.connect(self._trouble)

    async def play(self) -> int:
        begun = time.monotonic()
        code = 0
        try:
            async with asyncio.timeout(LIMIT_S):
                await self._play()
        except (Failed, OutOfReach, Trouble, TimeoutError) as error:
            print(f"FALLÓ: {self._step} ({error or 'no llegó a tiempo'})", file=sys.stderr)
            code = 1
        said = "Vuelta incompleta" if code else "Vuelta completa"
        print(f"{said} en {time.monotonic() - begun:.1f} s", flush=True)
        return code

    async def _play(self) -> None:
        async with AsyncExitStack() as doors:
            with self._named("Abre la agencia de práctica"):
                line = await doors.enter_async_context(practice(self._root / "practice", _FAST))
            desk, credentials = await given(line, self._root, practice=True)
            office = await doors.enter_async_context(self._program.open(desk, credentials))
            try:
                await self._converse(office, sandbox_of(line))
            finally:
                self._picture(office)
                if office.composer.notice.isVisible():
                    print(f"          El editor dice: {office.composer.notice.accessibleName()}", flush=True)

    async def _converse(self, office: Office, sandbox: str) -> None:
        store = office.house.store
        with self._named("El escritorio se pone al día"):
            office.house.start()
            await self._until(lambda: len(store.conversation_ids()) > 10 and store.position().gaps == 0)
        with self._named("Escribe un lead"):
            http = await office.house.http()
            answer = await http.post(f"{sandbox}/sandbox/leads/{_LEAD}/write", json={"text": _ASKED})
            answer.raise_for_status()
            conversation = await self._until(lambda: _wrote(office))
        with self._named("Se abre su conversación"):
            await self._open(office, conversation)
        await self._prepare(office)
        with self._named("Se oye entera, y se puede enviar"):
            await self._until(lambda: office.composer.booth.panel.send_button.isEnabled())
        heard = office.composer.booth.speech.chosen
        assert heard is not None
        sha256, played = heard.take.clip.sha256, office.player.played_sha256
        with self._named("Se envía, y Enviar ya termina la espera"):
            click(office.composer.booth.panel.send_button)
            await self._until(office.composer.undo_bar.isVisible)
            click(office.composer.undo_bar.now_button)
        for state, name in (("sent", "enviado"), ("delivered", "entregado"), ("played", "escuchado")):
            with self._named(f"Vuelve «{name}»"):
                await self._until(partial(_came, office, conversation, sha256, state))
        with self._named("La ventana muestra «escuchado»"):
            await self._until(lambda: "escuchado" in read_out(office.conversation.timeline.model()))
        with self._named("WhatsApp recibió los mismos bytes que se oyeron"):
            answer = await http.get(f"{sandbox}/sandbox/received", params={"provider": "whatsapp"})
            if not any(row.get("sha256") == sha256 for row in answer.json()["received"]):
                raise Failed("son otros")
        with self._named("Lo que tomó el parlante es el sonido de esos bytes"):
            sound = hashlib.sha256()
            async for pcm in office.house.voice.listen(heard.take.clip):
                sound.update(pcm)
            if sound.hexdigest() != played:
                raise Failed("sonó otra cosa")

    async def _open(self, office: Office, conversation: str) -> None:
        await self._until(partial(click_conversation, office.inbox.rows, conversation))
        await self._until(
            lambda: office.window.isVisible() and _ASKED in read_out(office.conversation.timeline.model())
        )

    async def _prepare(self, office: Office) -> None:
        composer, panel = office.composer, office.composer.booth.panel
        with self._named("Se escribe la respuesta y se pasa a voz"):
            type_text(composer.text_panel.editor, _ANSWER)
            click(composer.text_panel.voice_button)
            await self._until(lambda: panel.isVisible() and "ciento ochenta y cinco mil dólares" in panel.said_text)
        with self._named("Llegan las voces de la cuenta"):
            await self._until(panel.make_button.isEnabled)
        with self._named("Generar: empieza a sonar"):
            click(panel.make_button)
            await self._until(lambda: office.player.position_ms > 0)
        with self._named("La voz está entera"):
            await self._until(lambda: composer.booth.speech.chosen is not None)
            if panel.send_button.isEnabled():
                raise Failed("se podía enviar sin haberla oído")

    @contextmanager
    def _named(self, step: str) -> Iterator[None]:
        self._step, begun = step, time.monotonic()
        yield
        self._sound()
        print(f"{time.monotonic() - begun:6.2f} s  {step}", flush=True)

    async def _until(self, fact: Callable[[], T]) -> T:
        """`until`, but a bug behind the window ends the waiting."""

        def soundly() -> T:
            self._sound()
            return fact()

        return await until(soundly)

    def _sound(self) -> None:
        if self._bugs:
            raise Failed(f"falló por dentro: {self._bugs[0]!r}")

    def _trouble(self, error: BaseException) -> None:
        if not isinstance(error, Trouble):
            self._bugs.append(error)
        elif error.code != "sound.none":
            print(f"          {sentence(error.code, error.facts).text}", flush=True)

    def _picture(self, office: Office) -> None:
        file = data_dir() / "check.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        office.window.grab().save(str(file))
        print(f"          Captura: {file}", flush=True)


def sandbox_of(line: str) -> str:
    """The rehearsal providers' address in the line that the practice agency says."""
    return str(msgspec.json.decode(line)["sandbox"])


def _wrote(office: Office) -> str:
    """The conversation whose last words are the lead's, "" while there is none."""
    store = office.house.store
    return next((each.id for each in store.conversations(store.conversation_ids()) if each.last_text == _ASKED), "")


def _voice(office: Office, conversation: str, sha256: str) -> Message | None:
    found = office.house.store.messages(conversation)
    return next((each for each in reversed(found) if each.media is not None and each.media.sha256 == sha256), None)


def _came(office: Office, conversation: str, sha256: str, state: str) -> bool:
    """Whether the voice came this far: a status may be skipped, and none goes back. Raises Failed if it failed."""
    message = _voice(office, conversation, sha256)
    if message is None or message.state is None:
        return False
    if message.state in ("failed", "uncertain"):
        raise Failed(f"{message.state} {message.trouble or ''}")
    order = ("queued", "sending", "sent", "delivered", "read", "played")
    return order.index(message.state) >= order.index(state)
