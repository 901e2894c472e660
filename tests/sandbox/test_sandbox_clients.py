"""Other people's clients of these APIs, pointed at the rehearsal: what we support must work for them too."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from services.sandbox.server import Sandbox
from services.sandbox.sound import encode, is_voice_note
from services.sandbox.speech import Speech, Timbre

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

TEXT = "Hola Lucía, te confirmo la visita."


@pytest.fixture
def elevenlabs(sandbox: Sandbox) -> Iterator[Callable[[str], Any]]:
    """The official client with a key; its connections are closed afterwards."""
    module = pytest.importorskip("elevenlabs.client")
    with httpx.Client(timeout=20) as http:
        yield lambda key: module.ElevenLabs(base_url=sandbox.base_urls()["elevenlabs"], api_key=key, httpx_client=http)


async def test_the_official_elevenlabs_client_reads_the_account(elevenlabs: Any, sandbox: Sandbox) -> None:
    client = elevenlabs("sk_ensayo")

    def use() -> None:
        assert client.models.list()[0].model_id == "eleven_multilingual_v2"
        page = client.voices.search(page_size=5)
        assert page.has_more
        assert client.voices.search(page_size=5, next_page_token=page.next_page_token).voices
        assert len(client.voices.get_all().voices) == len(sandbox.agency.voices)
        voice = client.voices.get(page.voices[0].voice_id)
        assert voice.verified_languages[0].language == "es"
        assert client.user.subscription.get().character_limit == 100_000
        assert client.user.get().subscription.tier == "creator"

    await asyncio.to_thread(use)


async def test_the_official_elevenlabs_client_speaks(elevenlabs: Any, sandbox: Sandbox) -> None:
    client, voice = elevenlabs("sk_ensayo"), sandbox.agency.voices[0].id

    def use() -> None:
        raw = client.text_to_speech.with_raw_response
        with raw.convert(voice, text=TEXT, model_id="eleven_multilingual_v2", output_format="opus_48000_32") as answer:
            assert answer.headers["character-cost"] == str(len(TEXT))
            item = answer.headers["history-item-id"]
            whole = b"".join(answer.data)
        assert is_voice_note(whole)
        assert b"".join(client.history.get_audio(item)) == whole
        assert client.history.list(page_size=1).history[0].text == TEXT
        assert len(b"".join(client.text_to_speech.stream(voice, text=TEXT, output_format="pcm_24000"))) > 24000
        timed = client.text_to_speech.convert_with_timestamps(voice, text=TEXT)
        assert "".join(timed.alignment.characters) == TEXT
        chunks = list(client.text_to_speech.stream_with_timestamps(voice, text=TEXT))
        assert "".join("".join(chunk.alignment.characters) for chunk in chunks if chunk.alignment) == TEXT

    await asyncio.to_thread(use)


async def test_the_official_elevenlabs_client_understands_refusals(elevenlabs: Any, sandbox: Sandbox) -> None:
    errors = pytest.importorskip("elevenlabs.core.api_error")
    unprocessable = pytest.importorskip("elevenlabs.errors")
    client, voice = elevenlabs("sk_ensayo"), sandbox.agency.voices[0].id

    def use() -> None:
        with pytest.raises(errors.ApiError) as caught:
            b"".join(client.text_to_speech.convert(voice, text=TEXT, output_format="pcm_44100"))
        assert (caught.value.status_code, caught.value.body["detail"]["code"]) == (403, "subscription_required")
        with pytest.raises(unprocessable.UnprocessableEntityError):
            b"".join(client.text_to_speech.convert(voice, text=3))
        with pytest.raises(errors.ApiError) as caught:
            elevenlabs("otra").models.list()
        assert caught.value.status_code == 401

    await asyncio.to_thread(use)


class _ToLoopback(httpx.HTTPTransport):
    """pywa names graph.facebook.com itself: this carries its calls to the rehearsal."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = httpx.URL(base)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "graph.facebook.com":
            path = self._base.raw_path + request.url.raw_path
            request.url = self._base.copy_with(raw_path=path)
            request.headers["host"] = f"{self._base.host}:{self._base.port}"
        return super().handle_request(request)


@pytest.fixture
def pywa(sandbox: Sandbox) -> Iterator[Callable[[str], Any]]:
    """pywa with a token, carried to the rehearsal."""
    module, accounts = pytest.importorskip("pywa"), sandbox.agency.accounts
    numbers = {"phone_id": accounts["phone_number_id"], "waba_id": accounts["business_account_id"]}
    with ExitStack() as sessions:

        def client(token: str) -> Any:
            transport = _ToLoopback(sandbox.base_urls()["whatsapp"])
            session = sessions.enter_context(httpx.Client(transport=transport, timeout=20))
            return module.WhatsApp(**numbers, token=token, session=session)

        yield client


async def test_pywa_sends_and_downloads(pywa: Any, relay: Any, sandbox: Sandbox) -> None:
    client = pywa("EAAensayo")
    voice = encode(Speech().say(TEXT, Timbre()), "opus_48000_32")

    def use() -> str:
        sent = client.send_message("5491155550142", TEXT, tracker="nuestro-id")
        assert (sent.input, sent.id[:6]) == ("5491155550142", "wamid.")
        assert client.send_location("5491155550142", -34.56, -58.45, name="Cabildo 2340", address="CABA").id
        assert client.send_image("5491155550142", b"\x89PNG", caption="Plano", mime_type="image/png").id
        media = client.upload_media(voice, mime_type="audio/ogg", filename="voz.ogg")
        found = client.get_media_url(media.id)
        assert found.mime_type == "audio/ogg"
        assert client.get_media_bytes(url=found.url) == voice
        id_ = str(client.send_voice("5491155550142", media.id).id)
        assert client.delete_media(media.id)
        return id_

    sent = await asyncio.to_thread(use)
    await relay[0].until(lambda r: "played" in r.statuses(sent))
    kinds = [row["kind"] for row in sandbox.received.rows if row["what"] == "message"]
    assert kinds == ["text", "location", "image", "voice"]


async def test_pywa_reads_the_account_and_understands_refusals(pywa: Any, sandbox: Sandbox) -> None:
    errors = pytest.importorskip("pywa.errors")
    client = pywa("EAAensayo")

    def use() -> None:
        assert client.get_business_phone_number().quality_rating == "GREEN"
        assert [number.id for number in client.get_business_phone_numbers()] == [client.phone_id]
        assert len(list(client.get_templates())) == len(sandbox.agency.templates)
        with pytest.raises(errors.WhatsAppError) as caught:
            client.send_message("5491155550142", "a" * 4097)
        assert caught.value.code == 100
        with pytest.raises(errors.WhatsAppError) as caught:
            pywa("otro").send_message("5491155550142", TEXT)
        assert caught.value.code == 190

    await asyncio.to_thread(use)
