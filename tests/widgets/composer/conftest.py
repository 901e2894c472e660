"""A composer on doubles at its edges: the shelf, an outbox that keeps what it is given, a provider of speech on a mock
transport, and a silent device whose clock runs fast."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from services.drafts import Drafts
from services.outbox import Ability
from services.records import Media, Outgoing
from services.settings import Settings
from services.trouble import Trouble
from services.voice import Clip, Clips, Voice
from tests.voice.rehearsal import Provider, speech, spoken_as
from tests.widgets.conftest import NOW, FakeShelf, conversation
from widgets.composer.composer import Composer
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

    def ability(self, conversation: str) -> Ability:
        return self.can

    async def text(self, conversation: str, text: str, reply_to: str | None = None) -> str:
        return self._queue(conversation, "text", text, None)

    async def voice(self, conversation: str, clip: Clip, text: str, reply_to: str | None = None) -> str:
        self.voices.append((conversation, clip, text))
        return self._queue(
            conversation, "audio", text, Media(clip.mime, clip.sha256, clip.size, seconds=clip.seconds, voice=True)
        )

    def _queue(self, conversation: str, kind: Any, text: str, media: Media | None) -> str:
        if self.refuses:
            raise Trouble(self.refuses)
        message = f"m{len(self.shelf.waiting) + 1}"
        self.shelf.waiting.append(
            Outgoing(
                message,
                conversation,
                "whatsapp",
                "1",
                kind,
                text,
                media,
                "desk",
                "own",
                "queued",
                NOW + 10_000,
                NOW + len(self.shelf.waiting),
            )
        )
        return message

    async def withdraw(self, message: str) -> bool:
        before = len(self.shelf.waiting)
        self.shelf.waiting = [out for out in self.shelf.waiting if out.message != message]
        return len(self.shelf.waiting) < before

    async def send_now(self, message: str) -> None:
        await self.withdraw(message)


class Account:
    """ElevenLabs as far as the composer asks; `speaks` may be replaced."""

    def __init__(self) -> None:
        self.speaks = spoken_as(speech(SECONDS / 2), speech(SECONDS / 2))
        self.spoken: list[str] = []
        self.key_is_good = True

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if not self.key_is_good:
            return httpx.Response(401, json={"detail": {"status": "invalid_api_key", "message": "Invalid API key"}})
        if path == "/v2/voices":
            named = [{"voice_id": f"v{i}", "name": name} for i, name in enumerate(("Martín", "Sofía"))]
            return httpx.Response(200, json={"voices": named, "has_more": False})
        if path == "/v1/models":
            return httpx.Response(200, json=[{"model_id": "eleven_multilingual_v2", "name": "Eleven Multilingual v2"}])
        if path == "/v1/user/subscription":
            return httpx.Response(200, json={"tier": "creator", "character_count": 38760, "character_limit": 100000})
        self.spoken.append(request.content.decode())
        return self.speaks(request)


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


@pytest.fixture
def outbox(shelf: FakeShelf) -> FakeOutbox:
    return FakeOutbox(shelf)


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path, lambda: NOW)


@pytest.fixture
def open_composer(
    qtbot: Any, qloop: Any, theme: Theme, shelf: FakeShelf, outbox: FakeOutbox, voice: Voice, player: Player,
    drafts: Drafts, feed: Feed, tmp_path: Path,
) -> Callable[[], Composer]:  # fmt: skip
    """Open a composer on "ana"; called again it is what a restart would show."""
    shelf.put(conversation("ana", "Ana Paz"), conversation("bea", "Bea Ruiz"))
    settings = Settings(tmp_path / "settings.json")

    def opened() -> Composer:
        made = Composer(
            theme, shelf, outbox, lambda: voice, player, drafts, settings, feed, "desk"  # type: ignore[arg-type]
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
