"""What the template picker shows of a template and of what is filled into it: pure, no widgets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.channels.whatsapp.templates import (
    MOST_BODY,
    MOST_HEADER,
    Template,
    Variable,
    missing,
    preview,
    unsupported,
    variables,
)
from widgets.words import tr

_VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_GREETS: Final = re.compile(
    r"(?:hola|buen\w*(?: d[ií]as?| tardes| noches)?|estimad[oa]|querid[oa]|hi|hello)[ ,!]*$", re.IGNORECASE
)
_NAMES: Final = ("nombre", "name", "first_name", "nombre_lead", "cliente")
_OPEN, _CLOSE = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `label` is how people read it ("{nombre}"), `source` where its value came from, `limit`
    how long it may be, None where nothing says."""

    key: str
    label: str
    kind: str
    value: str
    hint: str
    source: str = ""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A template as the lead will see it: `body` and `header` in pieces, each with whether it was filled in."""

    header: tuple[tuple[str, bool], ...]
    header_kind: str
    body: tuple[tuple[str, bool], ...]
    footer: str
    buttons: tuple[str, ...]


def key_of(template: Template) -> str:
    """What names it in a draft; a name has one template for each language."""
    return f"{template.name} {template.language}"


def title(template: Template) -> str:
    """ "novedad_de_propiedad" as people say it."""
    words = " ".join(template.name.replace("_", " ").split())
    return words[:1].upper() + words[1:]


def category(template: Template) -> str:
    return {
        "UTILITY": tr("Utilidad"),
        "MARKETING": tr("Marketing"),
        "AUTHENTICATION": tr("Autenticación"),
    }.get(template.category, template.category.capitalize())


def approval(template: Template) -> tuple[str, str]:
    """(look of the chip, word)."""
    if template.approved:
        return "success", tr("aprobada")
    return {
        "PENDING": ("warning", tr("en revisión")),
        "IN_APPEAL": ("warning", tr("apelada")),
        "PAUSED": ("warning", tr("en pausa")),
        "REJECTED": ("danger", tr("rechazada")),
        "DISABLED": ("danger", tr("desactivada")),
    }.get(template.status, ("plain", template.status.lower()))


def about(template: Template) -> str:
    """ "Utilidad · 3 variables · botón"."""
    count = len(variables(template))
    parts = [category(template)]
    if count:
        parts.append(tr("1 variable") if count == 1 else tr("{count} variables").format(count=count))
    buttons = len(preview(template, {}).buttons)
    if buttons:
        parts.append(tr("botón") if buttons == 1 else tr("{count} botones").format(count=buttons))
    if not template.language.startswith("es"):
        parts.append(template.language)
    return " · ".join(part for part in parts if part)


def price(template: Template, channel: str) -> str:
    """What decides its price; who charges it knows how much."""
    kind = category(template).lower()
    return tr("Se cobra por entrega · categoría {category}").format(category=kind) if kind else ""


def short(template: Template) -> str:
    """Its body on one line, with {names} for what is to be filled in."""
    return " ".join(_named(template, preview(template, {}).body).split())


def found(templates: Sequence[Template], text: str) -> list[Template]:
    """Those that have these words in name, body or category; those that can be sent first."""
    wanted = text.casefold().split()

    def has(template: Template) -> bool:
        all_of_it = f"{title(template)} {template.name} {short(template)} {category(template)}".casefold()
        return all(word in all_of_it for word in wanted)

    return sorted(filter(has, templates), key=lambda each: not (each.approved and not unsupported(each)))


def known(template: Template, facts: Mapping[str, str]) -> dict[str, str]:
    """By key, what can be filled in from what is known of the lead."""
    values = {}
    for each in variables(template):
        name = _meaning(template, each)
        value = facts.get("nombre" if name in _NAMES else name, "")
        if value and each.kind == "text":
            values[each.key] = value
    return values


def fields(template: Template, facts: Mapping[str, str], own: Mapping[str, str]) -> list[Field]:
    """Everything to fill in, in reading order; what a person wrote (`own`) wins over what is known."""
    from_lead = known(template, facts)
    result = []
    for each in variables(template):
        value = own.get(each.key, from_lead.get(each.key, ""))
        source = tr("del lead") if value and own.get(each.key) in (None, from_lead.get(each.key)) else ""
        hint = tr("Por ejemplo: {example}").format(example=each.example) if each.example else ""
        if each.kind in ("image", "video", "document"):
            hint = tr("Dirección o archivo")
        limit = _limit(template, each, {**from_lead, **own})
        result.append(Field(each.key, label(template, each), each.kind, value, hint, source, limit))
    return result


def label(template: Template, variable: Variable) -> str:
    """ "{propiedad}"; what has only a number is told by where it stands."""
    files = {"image": tr("imagen"), "video": tr("video"), "document": tr("documento"), "code": tr("código")}
    name = files.get(variable.kind) or _meaning(template, variable)
    if variable.part == "button":
        name = f"{tr('botón')} {name}"
    return "{" + name + "}"


def lacking(template: Template, values: Mapping[str, str]) -> str:
    """ "Falta completar {novedad}.", or why the template cannot be sent at all; "" where nothing is missing."""
    if what := unsupported(template):
        return tr("STRATO todavía no puede mandar plantillas con {what}.").format(what=what.lower())
    if not template.approved:
        said = tr("Esta plantilla está {state}: no se puede enviar.").format(state=approval(template)[1])
        return f"{said} {template.reason}".strip()
    names = [label(template, each) for each in missing(template, values)]
    return tr("Falta completar {names}.").format(names=", ".join(names)) if names else ""


def seen(template: Template, values: Mapping[str, str]) -> Seen:
    """How it will read, knowing which words were filled in."""
    marked = {key: f"{_OPEN}{value.strip()}{_CLOSE}" for key, value in values.items() if value.strip()}
    whole = preview(template, marked)
    buttons = tuple(each.get("text") or each.get("type", "") for each in whole.buttons)
    header, body = (_pieces(template, text) for text in (whole.header, whole.body))
    return Seen(header, whole.header_kind, body, whole.footer, buttons)


def _named(template: Template, text: str) -> str:
    """What is open, by the names that people read."""
    names = {each.name: label(template, each) for each in variables(template) if each.part != "button"}
    return _VARIABLE.sub(lambda found: names.get(found[1], "{" + found[1] + "}"), text)


def _pieces(template: Template, text: str) -> tuple[tuple[str, bool], ...]:
    pieces = []
    for n, part in enumerate(re.split(f"[{_OPEN}{_CLOSE}]", text)):
        if part:
            pieces.append((part if n % 2 else _named(template, part), bool(n % 2)))
    return tuple(pieces)


def _meaning(template: Template, variable: Variable) -> str:
    """A variable's name; of one that has only a number, «nombre» after a greeting, else its number."""
    if not variable.name.isdigit():
        return variable.name.lower()
    words = _words(template, variable)
    place = re.search(r"\{\{\s*" + variable.name + r"\s*\}\}", words)
    return "nombre" if place is not None and _GREETS.search(words[: place.start()]) else variable.name


def _words(template: Template, variable: Variable) -> str:
    part: dict[str, Any]
    for part in template.components:
        if str(part.get("type")).lower() == variable.part:
            return str(part.get("text") or "")
    return ""


def _limit(template: Template, variable: Variable, values: Mapping[str, str]) -> int | None:
    """How many characters there are for a value beside the rest of its part."""
    most = {"header": MOST_HEADER, "body": MOST_BODY}.get(variable.part)
    if most is None or variable.kind != "text":
        return None
    others = {key: value for key, value in values.items() if key != variable.key}
    whole = preview(template, {**others, variable.key: "x"})
    used = len(whole.header if variable.part == "header" else whole.body) - 1
    return max(1, most - used)
