"""Who is in the practice agency: its accounts, voices, templates and leads, read from resources/practice."""

import re
import tomllib
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

from services.sandbox.speech import Timbre

_NOTED = 1_767_625_200_000  # 2026-01-05
_AGO = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?")


@dataclass(frozen=True, slots=True)
class Line:
    """Something said: `ago` in seconds before the practice agency was opened, `who` lead, agent (from the agency's
    phone), or bot; `kind` text, voice (the text is spoken), image (a caption), location, button, reaction, contact or
    unknown."""

    who: str
    kind: str
    text: str
    ago: float = 0.0


@dataclass(frozen=True, slots=True)
class Lead:
    """A person who writes. `address` is the channel's id: wa_id, BSUID, subscriber or user_ns. `via` is the surface
    behind ManyChat or UChat; `shape` the JSON its flow was given; `manner` how the person reacts."""

    id: str
    channel: str
    name: str
    address: str
    timbre: Timbre
    lines: tuple[Line, ...]
    answers: tuple[Line, ...]
    via: str = ""
    shape: str = "full"
    manner: str = "prompt"
    arrives: bool = False
    phone: str = ""
    username: str = ""
    referral: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def last_name(self) -> str:
        return self.name.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of the rehearsal ElevenLabs account."""

    id: str
    name: str
    category: str
    description: str
    labels: dict[str, str]
    timbre: Timbre
    sample: str
    right: str = ""
    """Why the agency may use it, where that is noted already."""


@dataclass(frozen=True, slots=True)
class Agency:
    """The whole practice agency as it is written down; what happens in it later is in State."""

    name: str
    agent: str
    accounts: dict[str, Any]
    templates: tuple[dict[str, Any], ...]
    voices: tuple[Voice, ...]
    models: tuple[dict[str, Any], ...]
    leads: tuple[Lead, ...]
    replies: dict[str, str]
    """Its quick replies: the text by the name."""

    def values(self) -> dict[str, Any]:
        """What it decided about itself before its doors opened."""
        noted = {voice.id: {"by": self.agent, "how": voice.right, "at": _NOTED} for voice in self.voices if voice.right}
        return {"voice_rights": noted}

    def lead(self, id_: str) -> Lead | None:
        return next((lead for lead in self.leads if lead.id == id_), None)

    def at(self, channel: str, address: str) -> Lead | None:
        """The lead behind an address of a channel; Argentine mobiles match with and without the 9 after 54. Who writes
        on another channel and has a number is on WhatsApp as well, as somebody who never wrote there."""
        wanted = _plain(address)
        found = next((x for x in self.leads if x.channel == channel and _plain(x.address) == wanted), None)
        if found is not None or channel != "whatsapp":
            return found
        other = next((x for x in self.leads if x.phone and _plain(x.phone) == wanted), None)
        return replace(other, id=f"{other.id}-whatsapp", channel="whatsapp", address=other.phone) if other else None

    def voice(self, id_: str) -> Voice | None:
        return next((voice for voice in self.voices if voice.id == id_), None)


def load() -> Agency:
    """Ribera Norte Propiedades, from the files beside resources/practice/agency.toml."""
    agency, voices = _read("agency"), _read("voices")
    leads = [_lead(channel, row) for channel in ("whatsapp", "manychat", "uchat") for row in _read(channel)["lead"]]
    return Agency(
        name=agency["name"],
        agent=agency["agent"],
        accounts=agency["accounts"],
        templates=tuple({"parameter_format": "POSITIONAL", **row} for row in agency["template"]),
        voices=tuple(_voice(row) for row in voices["voice"]),
        models=tuple(voices["model"]),
        leads=tuple(leads),
        replies=agency["replies"],
    )


def seconds(ago: str) -> float:
    """ "1d 2h 5m" in seconds; ValueError for anything else."""
    found = _AGO.fullmatch(ago.strip())
    if not ago.strip() or found is None:
        raise ValueError(f"not a time ago: {ago!r}")
    days, hours, minutes, secs = (int(part or 0) for part in found.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + secs)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("resources.practice").joinpath(f"{name}.toml").read_text("utf-8"))


def _lead(channel: str, row: dict[str, Any]) -> Lead:
    row = dict(row)
    lines = tuple(_line(who, text, ago) for ago, who, text in row.pop("lines", []))
    answers = tuple(_line(who, text) for who, text in row.pop("answers", []))
    timbre = Timbre(**row.pop("timbre", {}))
    return Lead(channel=channel, lines=lines, answers=answers, timbre=timbre, **row)


def _line(who: str, text: str, ago: str = "0s") -> Line:
    """`who` may name a kind after a colon: "lead:voice"."""
    who, _, kind = who.partition(":")
    return Line(who, kind or "text", text, seconds(ago))


def _voice(row: dict[str, Any]) -> Voice:
    return Voice(**{**row, "timbre": Timbre(**row["timbre"])})


def _plain(address: str) -> str:
    if not re.fullmatch(r"[+\d\s()-]+", address):
        return address
    digits = re.sub(r"\D", "", address)
    return "54" + digits[3:] if digits.startswith("549") else digits
