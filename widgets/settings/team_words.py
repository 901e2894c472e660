"""What roles, devices and their keys are called, and what each role may do."""

from services.credentials import FIELDS
from services.entries import Role
from services.shared_keys import News
from services.team_records import KnownDevice, Secret, TeamDevice
from widgets import words
from widgets.settings.forms import forms
from widgets.words import tr


def role_name(role: Role) -> str:
    """As it stands beside a name."""
    return {"admin": tr("Administra"), "agent": tr("Agente"), "worker": tr("Máquina")}[role]


def role_may(role: Role) -> str:
    """What the relay lets this role do; the console only says it."""
    said: dict[Role, str] = {
        "admin": tr("Ve y hace todo. Además conecta integraciones, reparte claves, invita y da de baja."),
        "agent": tr(
            "Ve todas las conversaciones y contesta. No cambia integraciones, claves, equipo ni datos de la agencia."
        ),
        "worker": tr(
            "Una máquina siempre encendida: manda lo que toca aunque no haya nadie. Cambia lo mismo que un agente."
        ),
    }
    return said[role]


def providers() -> dict[str, str]:
    """The providers whose keys can be given to a device, with their names."""
    return {form.provider: form.title for form in forms() if form.provider in FIELDS}


def provider_name(provider: str) -> str:
    return providers().get(provider, provider)


def seen(device: TeamDevice, now: int) -> str:
    """When it was last there."""
    if device.connected:
        return tr("conectada ahora")
    if device.last_seen is None:
        return tr("todavía no se conectó")
    return tr("vista {when}").format(when=words.when_exactly(device.last_seen, now))


def date(at: int) -> str:
    """A day to come, with its hour: "5 dic, 14:32"."""
    return f"{words.local(at).day}{words.NBSP}{words.month_short(at)}, {words.clock(at)}"


def key_state(provider: str, known: KnownDevice | None, sent: dict[str, str]) -> str:
    """How a device stands with a provider's key: "", "sent", "received", "again", or "own" where it has one that was
    entered there."""
    holds = known is not None and provider in {each for each, _ in known.holds}
    if (how := sent.get(provider)) is not None:
        return "again" if how == "again" else "received" if holds else "sent"
    return "own" if holds else ""


def key_words(state: str) -> str:
    """What stands beside the provider's name."""
    return {
        "": "", "sent": tr("en camino"), "received": tr("recibida"), "again": tr("hay que mandarla otra vez"),
        "own": tr("cargada ahí"),
    }[state]  # fmt: skip


def held(secrets: frozenset[Secret]) -> str:
    """The providers of these secrets, as a list."""
    names = [title for provider, title in providers().items() if provider in {each for each, _ in secrets}]
    return ", ".join(names) or tr("ninguna")


def news_said(news: News) -> str:
    """What happened to a key on this desk, as a sentence."""
    said = {
        "received": tr("Recibiste la clave de {provider}. Ya está en el llavero de esta computadora."),
        "withdrawn": tr("Un administrador retiró la clave de {provider} de esta computadora."),
        "unreadable": tr("Llegó la clave de {provider} y no se pudo abrir acá. Pedí que te la manden otra vez."),
        "left": tr("Esta computadora ya no está en la agencia: quitamos la clave de {provider}."),
    }[news.what]
    return said.format(provider=provider_name(news.provider))
