"""The rooms of the house: every service of one desk, each made when it is first asked for."""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import msgspec

from app.desk import Desk
from app.listener import Listener
from app.listening_rooms import ListeningRooms
from app.paths import decoder_command
from services.connections import Connections
from services.credentials import Credentials
from services.drafts import Drafts
from services.records import Changes
from services.settings import MEDIA_MB, Settings
from services.store import Store
from services.trouble import Trouble

if TYPE_CHECKING:
    from app.desktop import Desktop
    from services.agency import Agency
    from services.channels.contacts import Field, Flow, Tag
    from services.channels.senders import Senders
    from services.channels.whatsapp.templates import Template
    from services.contacts import Contacts
    from services.copies.copying import Copying
    from services.decisions import Decisions
    from services.decoding import Decoder
    from services.importing.imports import Imports
    from services.lead_forms import LeadForms
    from services.link import Link, LinkState
    from services.listed import Listed
    from services.media import MediaFiles
    from services.outbox import Outbox
    from services.reading import Reading
    from services.relay_client import RelayClient
    from services.replies import Replies
    from services.upkeep import Upkeep
    from services.voice import Clips, Voice
    from services.voice.elevenlabs import ElevenLabs
    from services.voice.office import VoiceOffice
    from services.voice.record import VoiceRecord
    from services.voice.recordings import Recordings

T = TypeVar("T", bound=msgspec.Struct)

log = logging.getLogger(__name__)


class Rooms(ListeningRooms):
    """The services of one desk: `store`, `outbox`, `link`, `media`, `voice`, `relay`, `credentials`, `settings`,
    `drafts` and so on, one property each. What the first paint reads is made at once, the others load what they need
    when somebody wants them."""

    def __init__(
        self,
        desk: Desk,
        listener: Listener,
        credentials: Credentials,
        http: Connections,
        now: Callable[[], int],
        hold_ms: int | None,
    ) -> None:
        self.desk = desk
        self.credentials = credentials
        self.http = http
        self._listener = listener
        self._now = now
        self._hold_ms = hold_ms
        self.settings = Settings(desk.data / "settings.json")
        self.drafts = Drafts(desk.data)
        self.store = Store.open(desk.data, desk.device, self._changed, now)

    @cached_property
    def channels(self) -> "Senders":
        from services.channels.senders import Senders

        return Senders(self.http, self.store.integration, self.credentials, self.desk.tenant.id)

    @cached_property
    def relay(self) -> "RelayClient":
        from services.relay_client import RelayClient

        return RelayClient(self.desk.relay, self.desk.token, self.http)

    @cached_property
    def desktop(self) -> "Desktop":
        from app.desktop import desktop

        return desktop(self.desk.data)

    @cached_property
    def clips(self) -> "Clips":
        from services.voice import Clips

        return Clips(self.desk.data / "voice")

    @cached_property
    def recordings(self) -> "Recordings":
        from services.voice.recordings import Recordings

        return Recordings(self.desk.data / "recordings", self.clips)

    @cached_property
    def media(self) -> "MediaFiles":
        from services.media import MediaFiles

        return MediaFiles(
            self.store, self.channels, self.relay, self.http, self.clips, self.desk.data / "media",
            self.decoder.sound, lambda: self.settings.get(MEDIA_MB) * 1024**2, self.drafts.files,
        )  # fmt: skip

    @cached_property
    def decoder(self) -> "Decoder":
        from services.decoding import Decoder

        return Decoder(*decoder_command())

    @cached_property
    def templates(self) -> "Listed[Template]":
        from services.channels.whatsapp.templates import Template

        return self._listed("templates", Template)

    @cached_property
    def flows(self) -> "Listed[Flow]":
        from services.channels.contacts import Flow

        return self._listed("flows", Flow)

    @cached_property
    def tags(self) -> "Listed[Tag]":
        from services.channels.contacts import Tag

        return self._listed("tags", Tag)

    @cached_property
    def fields(self) -> "Listed[Field]":
        from services.channels.contacts import Field

        return self._listed("fields", Field)

    def _listed(self, what: str, kind: type[T]) -> "Listed[T]":
        from services.listed import Listed

        return Listed(what, kind, self.channels, self.http, self.desk.data, self._now)

    @cached_property
    def reading(self) -> "Reading":
        from services.reading import Reading

        return Reading(self.store, self.channels, self.http, self.settings, self.desk.member.id)

    @cached_property
    def lead_forms(self) -> "LeadForms":
        from services.lead_forms import LeadForms

        return LeadForms(self.store, self.channels, self.http, self._report, self._now)

    @cached_property
    def contacts(self) -> "Contacts":
        from services.contacts import Contacts

        return Contacts(self.store, self.channels, self.http)

    @cached_property
    def replies(self) -> "Replies":
        from services.replies import Replies

        return Replies(self.store, self.media)

    @cached_property
    def decisions(self) -> "Decisions":
        from services.decisions import Decisions

        return Decisions(self.store, self.desk.member.id, self.desk.member.name)

    @cached_property
    def agency(self) -> "Agency":
        from services.agency import Agency

        return Agency(self.store, self.desk.member.id, self.desk.member.name)

    @cached_property
    def voice_record(self) -> "VoiceRecord":
        from services.voice.record import VoiceRecord

        return VoiceRecord(self.store, self.desk.member.id, self.desk.member.name)

    @cached_property
    def copying(self) -> "Copying":
        from services.copies.copying import Copying

        desk = self.desk
        tenant = {"id": desk.tenant.id, "name": desk.tenant.name}
        return Copying(desk.data, desk.relay, tenant, {"id": desk.member.id, "name": desk.member.name}, self._now)

    @cached_property
    def upkeep(self) -> "Upkeep":
        from services.upkeep import Upkeep

        return Upkeep(self.desk.data, self.store, lambda: self.link)

    @cached_property
    def imports(self) -> "Imports":
        from services.importing.imports import Imports

        return Imports(self.store, self.desk.member.name, self._now)

    @cached_property
    def link(self) -> "Link":
        from services.link import Link

        desk = self.desk
        return Link(self.store, desk.relay, desk.token, self.relay, self._link_said, self._report, now=self._now)

    @cached_property
    def outbox(self) -> "Outbox":
        from services.outbox import Outbox
        from services.outbox.due import HOLD_MS

        return Outbox(
            self.store,
            self.channels,
            self.media,
            device=self.desk.device,
            author=self.desk.member.name,
            report=self._report,
            now=self._now,
            hold_ms=HOLD_MS if self._hold_ms is None else self._hold_ms,
        )

    @cached_property
    def voice(self) -> "Voice":
        """The voice studio."""
        from services.voice import Voice

        return Voice(self.speech, self.clips)

    @cached_property
    def voice_office(self) -> "VoiceOffice":
        from services.voice.casting import Casting
        from services.voice.history import History
        from services.voice.ledger import Ledger
        from services.voice.office import VoiceOffice
        from services.voice.pending import Pending
        from services.voice.reels import Reels
        from services.voice.samples import Samples

        kept, member = self.desk.data / "voice", self.desk.member
        return VoiceOffice(
            Casting(self.agency, self.settings, kept / "voices.json", member.name),
            Ledger(self.store, self.agency, self.voice_record, self._now, admin=member.role == "admin"),
            Reels(kept / "reels", self.clips),
            Samples(self.http, kept / "samples"),
            History(lambda: self.speech, self.clips),
            Pending(kept / "pending"),
        )

    @cached_property
    def speech(self) -> "ElevenLabs":
        """The provider that speaks, and listens."""
        from services.voice.elevenlabs import BASE_URL, ElevenLabs

        base = str((self.store.integration("elevenlabs") or {}).get("base_url") or BASE_URL)
        return ElevenLabs(self.http.now(), self._speech_key, base)

    async def _speech_key(self) -> str | None:
        if (self.store.integration("elevenlabs") or {}).get("active") is False:
            raise Trouble("integration.off")
        return await self.credentials.get(self.desk.tenant.id, "elevenlabs", "api_key")

    def _changed(self, changes: Changes) -> None:
        self._listener.changed(changes)
        self.link.push()
        self.outbox.look()
        self.disclosing.look(changes)
        self.attending.look(changes)
        if changes.contacts or changes.everything:
            self.lead_forms.look()

    def _link_said(self, state: "LinkState") -> None:
        self._listener.link_state(state)
        if state.kind == "live":
            self.outbox.reached()

    def _report(self, error: BaseException) -> None:
        if isinstance(error, Trouble):
            log.warning("trouble: %s", error)
        else:
            log.error("bug", exc_info=error)
        self._listener.trouble(error)
