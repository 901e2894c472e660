"""A composer on doubles at its edges: the shelf, an outbox that keeps what it is given, a provider of speech on a mock
transport, and a silent device whose clock runs fast."""

import hashlib
import io
import time
import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from services.agency import Agency
from services.channels.whatsapp.templates import Template
from services.drafts import Drafts
from services.mentions import Mention
from services.outbox import AT_ONCE, Ability, Leaving
from services.outbox.content import Attachment
from services.records import Media, Outgoing
from services.replies import Replies
from services.settings import Settings
from services.trouble import Trouble
from services.voice import Clip, Clips, Voice
from services.voice.casting import Casting
from services.voice.history import History
from services.voice.ledger import Ledger
from services.voice.office import VoiceOffice
from services.voice.pending import Pending
from services.voice.record import VoiceRecord
from services.voice.recordings import Recordings
from services.voice.reels import Reels
from services.voice.samples import Samples
from tests.voice.rehearsal import Provider, speech, spoken_as
from tests.widgets.conftest import NOW, FakeShelf, conversation
from widgets.composer.composer import Composer
from widgets.composer.frame import Means
from widgets.feed import Feed
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.voice.sinks import Silence

SECONDS = 0.6


class FakeOutbox:
    """Queues on the shelf, says what is possible, and takes back what has not left."""

    def __init__(self, shelf: FakeShelf) -> None:
        self.shelf = shelf
        self.can = Ability(None, None)
        self.refuses: str | None = None
        self.voices: list[tuple[str, Clip, str]] = []
        self.values: list[dict[str, str]] = []
        self.notes: list[tuple[str, str]] = []
        self.named: list[list[str]] = []
        """Whom each of the notes names."""
        self.files: FakeFiles | None = None
        self.line = ""
        self.disclosed: list[str] = []

    def ability(self, conversation: str) -> Ability:
        return self.can

    async def text(self, conversation: str, text: str, reply_to: str | None = None, leaving: Leaving = AT_ONCE) -> str:
        return self._queue(conversation, "text", text, None, reply_to, leaving)

    async def voice(
        self, conversation: str, clip: Clip, text: str, reply_to: str | None = None, leaving: Leaving = AT_ONCE
    ) -> str:
        self.voices.append((conversation, clip, text))
        size = getattr(clip, "size", 0)
        media = Media(clip.mime, clip.sha256, size, seconds=clip.seconds, voice=True)
        return self._queue(conversation, "audio", text, media, reply_to, leaving)

    async def disclosure(self, conversation: str, clip: str = "", leaving: Leaving = AT_ONCE) -> str:
        self.disclosed.append(clip)
        return self._queue(conversation, "text", self.line, None, None, leaving) if self.line else ""

    async def image(
        self, conversation: str, file: str, caption: str = "", reply_to: str | None = None, name: str = "",
        leaving: Leaving = AT_ONCE,
    ) -> str:  # fmt: skip
        return self._queue(conversation, "image", caption, Media("image/png", file, name=name), reply_to, leaving)

    async def document(
        self, conversation: str, file: str, caption: str = "", reply_to: str | None = None, name: str = "",
        leaving: Leaving = AT_ONCE,
    ) -> str:  # fmt: skip
        media = Media("application/pdf", file, name=name)
        return self._queue(conversation, "document", caption, media, reply_to, leaving)

    video = document

    async def template(
        self, conversation: str, template: Template, values: dict[str, str], leaving: Leaving = AT_ONCE
    ) -> str:
        self.values.append(values)
        return self._queue(conversation, "template", template.name, None, None, leaving)

    async def attachment(self, conversation: str, file: Path, name: str = "") -> Attachment:
        assert self.files is not None
        media = await self.files.take(file, name)
        if self.can.image and media.mime.startswith("image/"):
            raise Trouble(self.can.image)
        return Attachment("image" if media.mime.startswith("image/") else "document", media)

    async def note(self, conversation: str, text: str, mentions: Sequence[Mention] = ()) -> str:
        self.notes.append((conversation, text))
        self.named.append([each.member for each in mentions])
        return f"n{len(self.notes)}"

    def _queue(
        self, conversation: str, kind: Any, text: str, media: Media | None, reply_to: str | None, leaving: Leaving
    ) -> str:
        if self.refuses:
            raise Trouble(self.refuses)
        message = f"m{len(self.shelf.waiting) + 1}"
        at = NOW + len(self.shelf.waiting)
        content = {"waits": leaving.answer_by, "scheduled": leaving.at}
        self.shelf.waiting.append(
            Outgoing(
                message, conversation, "whatsapp", "1", kind, text, media, "desk", "own", "queued",
                leaving.at or NOW + 10_000, at, reply_to=reply_to,
                content={name: each for name, each in content.items() if each is not None},
            )
        )  # fmt: skip
        return message

    def waits(self, message: str) -> bool:
        return any(out.message == message for out in self.shelf.waiting)

    async def withdraw(self, message: str) -> bool:
        before = len(self.shelf.waiting)
        self.shelf.waiting = [out for out in self.shelf.waiting if out.message != message]
        return len(self.shelf.waiting) < before

    async def send_now(self, message: str) -> None:
        await self.withdraw(message)


class FakeLists:
    """The account's templates."""

    def __init__(self) -> None:
        self.rows: tuple[Template, ...] = ()
        self.trouble: Trouble | None = None

    def list(self, channel: str) -> tuple[Template, ...]:
        return self.rows

    def read_at(self, channel: str) -> int | None:
        return None

    async def refresh(self, channel: str) -> tuple[Template, ...]:
        if self.trouble is not None:
            raise self.trouble
        return self.rows


class FakeFiles:
    """Files by hash, in one directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, sha256: str) -> Path | None:
        found = self.directory / sha256
        return found if found.exists() else None

    async def take(self, file: Path | str, name: str = "") -> Media:
        data = Path(file).read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        self.directory.mkdir(exist_ok=True)
        (self.directory / sha256).write_bytes(data)
        return Media("image/png" if data.startswith(b"\x89PNG") else "application/pdf", sha256, len(data), name=name)

    async def bring(self, sha256: str) -> Path:
        return self.directory / sha256

    async def share(self, sha256: str, mime: str) -> None: ...


class Account:
    """ElevenLabs as far as the composer asks; `speaks` may be replaced."""

    def __init__(self) -> None:
        self.speaks = spoken_as(speech(SECONDS / 2), speech(SECONDS / 2))
        self.spoken: list[str] = []
        self.key_is_good = True
        self.is_down = False
        """Nobody reaches it."""
        self.category = "premade"
        self.hides = ""
        """The permission that the key lacks, if any: it speaks all the same."""
        self.history: list[dict[str, Any]] = []
        self.lost = b""
        """What the history has of the one voice in it."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if self.is_down:
            raise httpx.ConnectError("down", request=request)
        if not self.key_is_good:
            return httpx.Response(401, json={"detail": {"status": "invalid_api_key", "message": "Invalid API key"}})
        if self.hides and path in ("/v2/voices", "/v1/models", "/v1/user/subscription"):
            said = f"The API key you used is missing the permission {self.hides} to execute this operation."
            return httpx.Response(401, json={"detail": {"status": "missing_permissions", "message": said}})
        if path == "/v2/voices":
            named = [
                {"voice_id": f"v{i}", "name": name, "category": self.category, "preview_url": f"https://p.test/{i}.wav"}
                for i, name in enumerate(("Martín", "Sofía"))
            ]
            return httpx.Response(200, json={"voices": named, "has_more": False})
        if path == "/v1/models":
            return httpx.Response(200, json=[{"model_id": "eleven_multilingual_v2", "name": "Eleven Multilingual v2"}])
        if path == "/v1/user/subscription":
            return httpx.Response(200, json={"tier": "creator", "character_count": 38760, "character_limit": 100000})
        if path == "/v1/history":
            return httpx.Response(200, json={"history": self.history, "has_more": False})
        if path.startswith("/v1/history/"):
            return httpx.Response(200, content=self.lost, headers={"content-type": "audio/pcm"})
        if request.url.host == "p.test":
            return httpx.Response(200, content=wav(speech(0.3)), headers={"content-type": "audio/wav"})
        self.spoken.append(request.content.decode())
        return self.speaks(request)


def wav(pcm: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 24_000, 0, "NONE", ""))
        sound.writeframes(pcm)
    return file.getvalue()


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def voice(account: Account, tmp_path: Path) -> Voice:
    return Voice(Provider(account).client, Clips(tmp_path / "voice"))


@pytest.fixture
def player(qloop: Any) -> Player:
    """Twenty times as fast as a person listens."""
    return Player(open_sink=lambda: Silence(lambda: time.monotonic() * 20))


class FakeMicrophone:
    """Gives what a test says, and is there until the test pulls it out."""

    name = "Micrófono de prueba"

    def __init__(self) -> None:
        self._said = bytearray()
        self.gone = self.open = False

    def say(self, pcm: bytes) -> None:
        self._said += pcm

    def read(self) -> bytes:
        self.open = True
        said, self._said = bytes(self._said), bytearray()
        return said

    def lost(self) -> bool:
        return self.gone

    def close(self) -> None:
        self.open = False


class FakeRecord:
    """What was written into the agency's record of voices."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    async def voice_made(self, clip: str, *, at: int, conversation: str, kind: str) -> None:
        self.told.append((kind, clip))

    async def voice_heard(self, clip: str, *, at: int) -> None:
        self.told.append(("heard", clip))


@pytest.fixture
def microphone() -> FakeMicrophone:
    return FakeMicrophone()


@pytest.fixture
def record() -> FakeRecord:
    return FakeRecord()


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path / "recordings", Clips(tmp_path / "voice"))


@pytest.fixture
def files(tmp_path: Path) -> FakeFiles:
    return FakeFiles(tmp_path / "files")


@pytest.fixture
def lists() -> FakeLists:
    return FakeLists()


@pytest.fixture
def outbox(shelf: FakeShelf, files: FakeFiles) -> FakeOutbox:
    made = FakeOutbox(shelf)
    made.files = files
    return made


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path, lambda: NOW)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def voice_office(account: Account, shelf: FakeShelf, settings: Settings, tmp_path: Path) -> VoiceOffice:
    return office_at(tmp_path / "voice", account, shelf, settings)


def office_at(directory: Path, account: Account, shelf: FakeShelf, settings: Settings) -> VoiceOffice:
    """What stands around the studio, on the same provider and in the same directory as a restart would find."""
    provider, clips = Provider(account).client, Clips(directory)
    agency, record = Agency(shelf, "m1", "Martín"), VoiceRecord(shelf, "m1", "Martín")  # type: ignore[arg-type]

    async def http() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(account))

    return VoiceOffice(
        Casting(agency, settings, directory / "voices.json", "Martín"),
        Ledger(shelf, agency, record, lambda: NOW, admin=shelf.admin),  # type: ignore[arg-type]
        Reels(directory / "reels", clips),
        Samples(http, directory / "samples"),
        History(lambda: provider, clips),
        Pending(directory / "pending"),
    )


@pytest.fixture
def open_composer(
    qtbot: Any, qloop: Any, theme: Theme, shelf: FakeShelf, outbox: FakeOutbox, voice: Voice, player: Player,
    drafts: Drafts, feed: Feed, tmp_path: Path, lists: FakeLists, files: FakeFiles, voice_office: VoiceOffice,
    settings: Settings,
    recordings: Recordings, record: FakeRecord, microphone: FakeMicrophone,
) -> Callable[[], Composer]:  # fmt: skip
    """Open a composer on "ana"; called again it is what a restart would show."""
    shelf.put(conversation("ana", "Ana Paz"), conversation("bea", "Bea Ruiz"))

    def opened() -> Composer:
        made = Composer(
            Means(
                theme, shelf, outbox, lambda: voice, player, drafts, settings, feed, "desk", "Martín",  # type: ignore[arg-type]
                lambda: lists, lambda: Replies(shelf, files), lambda: files, lambda: voice_office,  # type: ignore[arg-type]
                lambda: recordings, lambda: record,  # type: ignore[arg-type,return-value]
                lambda: Agency(shelf, "martin", "Martín"), lambda: microphone,  # type: ignore[arg-type,return-value]
            )
        )  # fmt: skip
        qtbot.addWidget(made)
        made.resize(600, 480)
        made.show()
        made.show_conversation("ana")
        return made

    return opened


@pytest.fixture
def composer(open_composer: Callable[[], Composer]) -> Composer:
    return open_composer()


def press(button: QAbstractButton) -> None:
    assert button.isVisible(), button.text()
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
