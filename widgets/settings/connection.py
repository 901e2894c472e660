"""What is known of one provider on this computer, and how a card says it. No widgets here."""

from dataclasses import dataclass, field
from typing import Any, Final

from services.probes import Finding, Report
from services.probes.health import Health
from services.probes.hook import received_at
from services.provider_records import Setup
from services.relay_client import Integration
from widgets import health_words, words
from widgets.trouble_words import sentence
from widgets.words import tr

MOST_ROWS: Final = 5
"""A card shows no more."""

STATES: Final = {
    "queued": lambda: tr("en cola"),
    "begun": lambda: tr("enviando"),
    "sent": lambda: tr("enviado"),
    "delivered": lambda: tr("entregado"),
    "read": lambda: tr("leído"),
    "played": lambda: tr("escuchado"),
    "failed": lambda: tr("falló"),
    "unknown": lambda: tr("incierto"),
}

_SCOPES: Final = ("text_to_speech", "user_read")

GRAPH_VERSIONS: Final = ("v25.0", "v24.0", "v23.0", "v22.0")


@dataclass(frozen=True, slots=True)
class Hook:
    """The webhook of a provider, as its own pages call things: `secrets` (name -> label) go to the relay and nowhere
    else; those in `made` are chosen by the agency, so that STRATO can make them up. `header` carries the secret where
    the provider signs nothing. `steps` are what is to be done at the provider, in order."""

    title: str
    address: str
    secrets: dict[str, str]
    made: tuple[str, ...]
    steps: tuple[str, ...]
    header: str = ""
    rotates: bool = False
    """Whether the secret before counts for a day after a change."""


@dataclass(frozen=True, slots=True)
class Form:
    """One provider's page: `secrets` go to this computer's keyring, `config` into the agency's log for all desks. Each
    is name -> label; a name with a point in it is a value within an object ("mapping.name")."""

    provider: str
    title: str
    mark: str
    """A letter, or the name of an icon."""
    about: str
    secrets: dict[str, str]
    config: dict[str, str]
    brief: dict[str, str]
    """What the card calls them, in one short word; what has none is not on the card."""
    routes: tuple[str, ...] = ()
    """The fields of `config` by which the relay knows this agency's webhooks."""
    optional: tuple[str, ...] = ()
    """The fields of `config` that may stay empty."""
    hints: dict[str, str] = field(default_factory=dict)
    """What an empty field of `config` means."""
    hook: Hook | None = None
    limits: str = ""
    """What the channel does not do, for the card."""

    @property
    def hook_secrets(self) -> dict[str, str]:
        return self.hook.secrets if self.hook is not None else {}

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields of `config` that have to be filled in."""
        return tuple(name for name in self.config if name not in self.optional)


@dataclass(frozen=True, slots=True)
class Connection:
    """`config` is the agency's (None: never connected), `kept` says when each secret was set here (None: not set),
    `trouble` is the code of a keyring that does not answer, `report` the last trial, `hook` what the relay knows of its
    webhooks (None: not asked, or out of reach)."""

    form: Form
    config: dict[str, Any] | None = None
    kept: dict[str, int | None] = field(default_factory=dict)
    trouble: str | None = None
    report: Report | None = None
    trying: bool = False
    """Whether a trial is under way, so that `report` is not whole."""
    names: dict[str, str] = field(default_factory=dict)
    """What the provider calls the ids in `config`."""
    hook: Integration | None = None
    health: Health | None = None
    setup: Setup | None = None
    """Who connected it, and when."""

    @property
    def complete(self) -> bool:
        """Whether every secret is on this computer."""
        return self.trouble is None and all(self.kept.get(name) for name in self.form.secrets)

    @property
    def refused(self) -> bool:
        """Whether it failed, and another key is what helps."""
        if not self.complete or self.trying or self.chip()[0] != "danger":
            return False
        if self.report is not None and (failed := self.report.failed) is not None:
            told = sentence(failed.code, failed.facts)
        else:
            told = health_words.told(self.health) if self.health is not None else words.Words("")
        return told.does == "key" or told.action == tr("Cargar una clave nueva")

    def chip(self) -> tuple[str, str, str]:
        """Look, icon and words of the card's mark."""
        if self.trouble == "keyring.locked":
            return "warning", "lock", tr("Llavero bloqueado")
        if self.trouble is not None:
            return "danger", "circle-x", tr("Sin llavero")
        if self.config is not None and self.config.get("active") is False:
            return "plain", "circle-dashed", tr("Apagada")
        if self.trying:
            return "plain", "refresh-cw", tr("Probando…")
        if self.complete and self.report is not None and self.report.failed is not None:
            return "danger", "circle-x", tr("Falló")
        if not self.complete:
            return ("plain", "plug", tr("Sin conectar")) if self.config is None else (
                "warning", "triangle-alert", tr("Falta la clave")
            )  # fmt: skip
        if any(not value_of(self.config, name) for name in self.form.needed):
            return "warning", "triangle-alert", tr("Faltan datos")
        if self.hook is not None and not all(self.hook.secrets.get(name) for name in self.form.hook_secrets):
            return "warning", "triangle-alert", tr("Falta el webhook")
        if self.health is not None and (said := health_words.chip(self.health)) is not None:
            return said
        if self.report is not None and self.report.warned is not None:
            return "warning", "triangle-alert", tr("Con aviso")
        return "success", "circle-check", tr("Sana") if self.report is not None else tr("Lista")

    def rows(self, now: int) -> list[tuple[str, str]]:
        """What the card tells: what failed and what to do about it, or else the last event, each secret's age, the
        configuration, what the channel does not do."""
        brief, form = self.form.brief, self.form
        if self.complete and not self.trying and self.report is not None and (failed := self.report.failed) is not None:
            return self._failure(failed, now)
        said = [(tr("Último evento"), self._last_event(now))] if form.hook is not None else []
        said += self._standing(now)
        if form.provider == "elevenlabs" and self.report is not None:
            said += self._account(self.report.facts())
        said += [(brief[name], self._age(name, now)) for name in form.secrets]
        for name in form.config:
            if name in brief:
                value = value_of(self.config, name) or "—"
                said.append((brief[name], self.names.get(value, value)))
        if form.limits:
            said.append((tr("Límites"), form.limits))
        return said[:MOST_ROWS]

    def _standing(self, now: int) -> list[tuple[str, str]]:
        """The last message that went out, what failed today, and what is not well."""
        said: list[tuple[str, str]] = []
        known = self.health
        if known is None:
            return said
        if known.last_sent is not None:
            when, state = words.when_exactly(known.last_sent, now), STATES.get(known.sent_state)
            said.append((tr("Último envío"), f"{when} · {state()}" if state else when))
        if known.failures:
            said.append((tr("Fallaron hoy"), words.number(known.failures)))
        if known.bad:
            told = health_words.told(known)
            said.append((tr("Aviso"), told.action if known.state == "silent" else told.text))
        return said

    def _failure(self, failed: Finding, now: int) -> list[tuple[str, str]]:
        told = sentence(failed.code, {"provider": self.form.title, **failed.facts})
        error = f"{failed.detail} · {told.text}" if failed.detail else told.text
        since = words.when_exactly(self.report.at, now) if self.report is not None else "—"
        return [(tr("Error"), error), (tr("Desde"), since), (tr("Qué hacer"), told.action)]

    def _account(self, facts: dict[str, Any]) -> list[tuple[str, str]]:
        """Credits, renewal and permissions of the speech account, as the last trial found them."""
        said: list[tuple[str, str]] = []
        if "left" in facts:
            left, limit = words.number(int(facts["left"])), words.number(int(facts["limit"]))
            said.append((tr("Créditos"), tr("{left} de {limit}").format(left=left, limit=limit)))
        if facts.get("renews_at"):
            said.append((tr("Renueva"), words.date(int(facts["renews_at"]))))
        outcome = {each.check: each.outcome for each in self.report.findings} if self.report is not None else {}
        if outcome:
            has = {
                name: tr("sí") if outcome.get(name) == "ok" else tr("no") for name in ("text_to_speech", "user_read")
            }
            told = tr("voz {voice} · usuario {user}").format(voice=has["text_to_speech"], user=has["user_read"])
            said.append((tr("Permisos"), told))
        return said

    def _age(self, name: str, now: int) -> str:
        """When the secret was kept here; until when it is good, where the provider told."""
        kept = self.kept.get(name)
        if not kept:
            return tr("falta")
        facts = self.report.facts() if self.report is not None else {}
        if facts.get("expires_at"):
            days = (int(facts["expires_at"]) - now) // 86_400_000
            if days <= 1:
                return tr("vencido") if days < 0 else tr("vence mañana") if days else tr("vence hoy")
            return tr("vence en {days} días").format(days=words.number(days))
        return tr("en el llavero, {day}").format(day=words.when_exactly(kept, now))

    def _last_event(self, now: int) -> str:
        if self.hook is None and (self.health is None or self.health.last_event is None):
            return "—"
        at = received_at(self.hook) if self.hook is not None else None
        if self.health is not None and self.health.last_event is not None:
            at = max(at or 0, self.health.last_event)
        return words.when_exactly(at, now) if at is not None else tr("ninguno todavía")


def value_of(config: dict[str, Any] | None, name: str) -> str:
    """What a configuration holds under a name of `Form.config`; "" for nothing."""
    outer, _, inner = name.partition(".")
    found = (config or {}).get(outer)
    if inner:
        found = found.get(inner) if isinstance(found, dict) else None
    return "" if found is None or isinstance(found, dict | list | bool) else str(found)


def merged(config: dict[str, Any] | None, values: dict[str, str]) -> dict[str, Any]:
    """A configuration with these values of `Form.config` in it; "" takes one away."""
    whole: dict[str, Any] = {key: each for key, each in (config or {}).items() if key != "active"}
    for name, value in values.items():
        outer, _, inner = name.partition(".")
        place = whole
        if inner:
            place = whole[outer] = dict(found) if isinstance(found := whole.get(outer), dict) else {}
        place.pop(inner or outer, None)
        if value:
            place[inner or outer] = value
    return whole
