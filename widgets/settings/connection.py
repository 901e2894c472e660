"""What is known of one provider on this computer, and how a card says it. No widgets here."""

from dataclasses import dataclass, field
from typing import Any, Final

from widgets import words
from widgets.words import tr

GRAPH_VERSIONS: Final = ("v25.0", "v24.0", "v23.0", "v22.0")


@dataclass(frozen=True, slots=True)
class Form:
    """One provider's page: `secrets` go to this computer's keyring, `hook_secrets` to the relay and nowhere else,
    `config` into the agency's log for all desks. Each is name -> label."""

    provider: str
    title: str
    mark: str
    """A letter, or the name of an icon."""
    about: str
    secrets: dict[str, str]
    config: dict[str, str]
    brief: dict[str, str]
    """What the card calls them, in one short word."""
    routes: tuple[str, ...] = ()
    """The fields of `config` by which the relay knows this agency's webhooks."""
    hook_secrets: dict[str, str] = field(default_factory=dict)


def whatsapp() -> Form:
    return Form(
        provider="whatsapp",
        title="WhatsApp Cloud API",
        mark="W",
        about=tr("Texto y notas de voz"),
        secrets={"token": tr("Token de acceso del sistema")},
        config={
            "phone_number_id": "Phone number ID",
            "business_account_id": tr("Id de la cuenta (WABA)"),
            "version": tr("Versión de Graph"),
        },
        brief={
            "token": "Token",
            "phone_number_id": tr("Número"),
            "business_account_id": tr("Cuenta"),
            "version": "Graph",
        },
        routes=("phone_number_id", "business_account_id"),
        hook_secrets={"app_secret": "App secret", "verify_token": tr("Token de verificación")},
    )


def elevenlabs() -> Form:
    return Form(
        provider="elevenlabs",
        title="ElevenLabs",
        mark="audio-lines",
        about=tr("Las voces de la agencia"),
        secrets={"api_key": tr("Clave de API")},
        config={"voice_id": tr("Voz de la agencia"), "model_id": tr("Modelo")},
        brief={"api_key": tr("Clave"), "voice_id": tr("Voz"), "model_id": tr("Modelo")},
    )


@dataclass(frozen=True, slots=True)
class Connection:
    """`config` is the agency's (None: never connected), `kept` says when each secret was set here (None: not set),
    `trouble` is the code of a keyring that does not answer, `tested` the code of the last test ("" for a good one)."""

    form: Form
    config: dict[str, Any] | None = None
    kept: dict[str, int | None] = field(default_factory=dict)
    trouble: str | None = None
    tested: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    """What the provider calls the ids in `config`."""

    @property
    def complete(self) -> bool:
        """Whether every secret is on this computer."""
        return self.trouble is None and all(self.kept.get(name) for name in self.form.secrets)

    def chip(self) -> tuple[str, str, str]:
        """Look, icon and words of the card's mark."""
        if self.trouble == "keyring.locked":
            return "warning", "lock", tr("Llavero bloqueado")
        if self.trouble is not None:
            return "danger", "circle-x", tr("Sin llavero")
        if self.tested:
            return "danger", "circle-x", tr("Falló")
        if not self.complete:
            return ("plain", "plug", tr("Sin conectar")) if self.config is None else (
                "warning", "triangle-alert", tr("Falta la clave")
            )  # fmt: skip
        needed = [name for name in self.form.routes if not (self.config or {}).get(name)]
        if needed:
            return "warning", "triangle-alert", tr("Faltan datos")
        return "success", "circle-check", tr("Sana") if self.tested == "" else tr("Lista")

    def rows(self, now: int) -> list[tuple[str, str]]:
        """What the card tells: each secret's age, then the configuration."""
        brief = self.form.brief
        said = [(brief[name], self._age(name, now)) for name in self.form.secrets]
        values = {name: str((self.config or {}).get(name) or "—") for name in self.form.config}
        said += [(brief[name], self.names.get(value, value)) for name, value in values.items()]
        return said

    def _age(self, name: str, now: int) -> str:
        kept = self.kept.get(name)
        return tr("en el llavero, {day}").format(day=words.when_exactly(kept, now)) if kept else tr("falta")
