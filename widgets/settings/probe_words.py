"""How a trial is told: what each check is called, what it found, and the diagnosis to hand on. No widgets here."""

from collections.abc import Sequence
from typing import Final

from services.probes import Finding, Report
from widgets import words
from widgets.trouble_words import sentence
from widgets.words import tr

QUALITY: Final = {"GREEN": lambda: tr("alta"), "YELLOW": lambda: tr("media"), "RED": lambda: tr("baja")}


def check_name(provider: str, check: str) -> str:
    """What a check asks, in words."""
    own = {
        ("manychat", "key"): tr("La clave responde"),
        ("elevenlabs", "key"): tr("La clave responde"),
        ("leadgen", "permissions"): tr("Permisos para leer formularios"),
        ("leadgen", "subscribed"): tr("Página suscripta a leadgen"),
    }
    names = {
        "key": tr("El token responde"),
        "permissions": tr("Permisos de mensajes y plantillas"),
        "expiry": tr("Vencimiento del token"),
        "number": tr("Número conectado, calidad"),
        "name": tr("Nombre visible"),
        "templates": tr("Plantillas aprobadas"),
        "subscribed": tr("Webhook suscripto a la cuenta"),
        "upload": tr("Subir un audio de prueba (OGG/Opus)"),
        "hook": tr("El relay recibe y la firma es correcta"),
        "page": tr("La clave es de esta página"),
        "plan": tr("Plan de la página"),
        "flows": tr("Automatizaciones"),
        "tags": tr("Etiquetas"),
        "fields": tr("Campos"),
        "forms": tr("Formularios"),
        "user_read": tr("Permiso para ver la cuenta"),
        "voices_read": tr("Permiso para ver las voces"),
        "text_to_speech": tr("Permiso para generar voz"),
        "speech_to_text": tr("Permiso para pasar voces a texto"),
        "credits": tr("Créditos y plan"),
        "voice": tr("La voz de la agencia existe"),
    }
    return own.get((provider, check)) or names.get(check, check)


def measured(finding: Finding) -> str:
    """What stands at the right of a check: what it found, or how long the answer took."""
    if finding.outcome == "skipped":
        return tr("sin probar")
    facts, taken = finding.facts, f"{words.number(finding.ms)}{words.NBSP}ms"
    match finding.check:
        case "permissions" if finding.outcome == "ok":
            return tr("completos")
        case "expiry" if "expires_at" in facts:
            at = int(facts["expires_at"])
            return words.date(at) if at else tr("no vence")
        case "number" if facts.get("quality") in QUALITY:
            return QUALITY[str(facts["quality"])]()
        case "name" | "page" if facts.get("name") or facts.get("page"):
            return str(facts.get("name") or facts["page"])
        case "plan" if "plan" in facts:
            return str(facts["plan"])
        case "credits" if "left" in facts:
            return tr("{left} de {limit}").format(left=words.number(facts["left"]), limit=words.number(facts["limit"]))
        case "hook" if "gaps" in facts:
            return tr("{count} huecos").format(count=words.number(int(facts["gaps"])))
        case "templates" | "flows" | "tags" | "fields" | "forms" if finding.check in facts:
            return words.number(int(facts[finding.check]))
        case "voices_read" if "voices" in facts:
            return words.number(int(facts["voices"]))
    return taken


def summary(findings: Sequence[Finding]) -> str:
    """ "5 bien, 1 aviso." and what a trial never does."""
    count = {name: sum(each.outcome == name for each in findings) for name in ("ok", "warning", "failed", "skipped")}
    parts = [tr("{count} bien").format(count=count["ok"])]
    if count["warning"]:
        many = tr("1 aviso") if count["warning"] == 1 else tr("{count} avisos").format(count=count["warning"])
        parts.append(many)
    if count["failed"]:
        parts.append(tr("1 falló") if count["failed"] == 1 else tr("{count} fallaron").format(count=count["failed"]))
    if count["skipped"]:
        parts.append(tr("{count} sin probar").format(count=count["skipped"]))
    return ", ".join(parts) + ". " + tr("No se envió nada a ningún contacto.")


def told(finding: Finding) -> words.Words | None:
    """The sentence and the one action of what is not well."""
    if not finding.code:
        return None
    return sentence(finding.code, {"provider": "", **finding.facts})


def diagnosis(title: str, agency: str, report: Report, now: int) -> str:
    """A trial as text, for whoever helps: checks, times, codes. It holds no key, no number and no name of a contact."""
    head = f"STRATO · {title} · {agency} · {words.when_exactly(report.at, now)}"
    lines = [head]
    for each in report.findings:
        said = told(each)
        parts = [f"[{each.outcome}] {each.check}", f"{each.ms} ms", each.code, each.detail]
        counted = [f"{name}={value}" for name, value in each.facts.items() if isinstance(value, int) and value >= 0]
        lines.append(" · ".join(filter(None, [*parts, " ".join(counted), said.text if said else ""])))
    return "\n".join(lines)
