"""WhatsApp templates, without any call: their variables, how they will read, and what is sent for them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

import msgspec

from services.channels.loose import objects, text
from services.trouble import Trouble

_VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_FILES: Final = ("IMAGE", "VIDEO", "DOCUMENT")
_PLAIN_BUTTONS: Final = ("QUICK_REPLY", "PHONE_NUMBER", "VOICE_CALL", "CALL_PERMISSION_REQUEST", "FLOW")
_PARTS: Final = ("HEADER", "BODY", "FOOTER", "BUTTONS")
_NO_BREAKS: Final = re.compile(r"[\n\r\t]| {5,}")
MOST_BODY: Final = 1024
MOST_HEADER: Final = 60


class Template(msgspec.Struct, frozen=True):
    """A template as the provider lists it. `status` is APPROVED, PENDING, PAUSED, REJECTED, …; `category` UTILITY,
    MARKETING or AUTHENTICATION; `reason` why it was rejected; `namespace` is UChat's."""

    name: str
    language: str
    category: str = ""
    status: str = ""
    components: tuple[dict[str, Any], ...] = ()
    id: str = ""
    reason: str = ""
    namespace: str = ""

    @property
    def approved(self) -> bool:
        return self.status in ("APPROVED", "")


class Variable(msgspec.Struct, frozen=True):
    """A place to fill in. `key` names it among all of the template ("body.1", "header.image", "button.0.1"), `name` is
    how the template calls it ("1", "nombre"), `example` what its author gave. A `kind` image, video or document wants
    a file or an address; code a coupon's code."""

    key: str
    part: Literal["header", "body", "button"]
    name: str
    kind: Literal["text", "image", "video", "document", "code"] = "text"
    example: str = ""


class Preview(msgspec.Struct, frozen=True):
    """How a template reads. What is not filled in stays as {{name}}; `header_kind` is text, image, video, document,
    location or "" for none. Buttons are {type, text} and, where they open something, {url} or {phone}."""

    header: str
    header_kind: str
    body: str
    footer: str
    buttons: tuple[dict[str, str], ...]


def parsed(row: dict[str, Any]) -> Template | None:
    """A template out of a provider's list; None for what has no name or no language."""
    name, language = text(row.get("name")), text(row.get("language"))
    if not name or not language:
        return None
    return Template(
        name,
        language,
        text(row.get("category")).upper(),
        text(row.get("status")).upper(),
        tuple(objects(row.get("components"))),
        text(row.get("id")),
        text(row.get("rejected_reason")).replace("NONE", ""),
        text(row.get("namespace")),
    )


def variables(template: Template) -> tuple[Variable, ...]:
    """Everything that must be filled in, in the order in which it is read."""
    found: list[Variable] = []
    for part in template.components:
        match _type(part):
            case "HEADER":
                found += _header_variables(part)
            case "BODY":
                found += _text_variables("body", text(part.get("text")), part)
            case "BUTTONS":
                for index, button in enumerate(objects(part.get("buttons"))):
                    found += _button_variables(index, button)
    return tuple(dict.fromkeys(found))


def _type(part: dict[str, Any]) -> str:
    return text(part.get("type")).upper()


def _format(part: dict[str, Any]) -> str:
    return text(part.get("format")).upper() or "TEXT"


def _header_variables(part: dict[str, Any]) -> Iterator[Variable]:
    shape = _format(part)
    if shape == "TEXT":
        yield from _text_variables("header", text(part.get("text")), part)
    elif shape in _FILES:
        kind: Any = shape.lower()
        yield Variable(f"header.{kind}", "header", kind, kind)


def _text_variables(part: Literal["header", "body"], words: str, component: dict[str, Any]) -> list[Variable]:
    names = _names(words)
    examples = _examples(part, names, component)
    return [Variable(f"{part}.{name}", part, name, example=examples.get(name, "")) for name in names]


def _names(words: str) -> list[str]:
    """Each variable once: numbers in their order, whatever the order in the text, since they go by position."""
    names = list(dict.fromkeys(_VARIABLE.findall(words)))
    return sorted(names, key=int) if names and all(_positional(each) for each in names) else names


def _positional(name: str) -> bool:
    return name.isascii() and name.isdigit()


def _examples(part: str, names: list[str], component: dict[str, Any]) -> dict[str, str]:
    example = component.get("example")
    given = example if isinstance(example, dict) else {}
    named = objects(given.get(f"{part}_text_named_params"))
    if named:
        return {text(each.get("param_name")): text(each.get("example")) for each in named}
    listed = given.get(f"{part}_text")
    if isinstance(listed, list) and listed and isinstance(listed[0], list):
        listed = listed[0]
    return dict(zip(names, map(text, listed), strict=False)) if isinstance(listed, list) else {}


def _button_variables(index: int, button: dict[str, Any]) -> Iterator[Variable]:
    listed = button.get("example")
    example = text(listed[0]) if isinstance(listed, list) and listed else text(listed)
    if _type(button) == "URL":
        for name in _names(text(button.get("url"))):
            yield Variable(f"button.{index}.{name}", "button", name, example=example)
    elif _type(button) == "COPY_CODE":
        yield Variable(f"button.{index}.code", "button", "code", "code", example)


def unsupported(template: Template) -> str:
    """What of the template cannot be sent from here ("LOCATION", "CAROUSEL", "CATALOG", …); "" for nothing."""
    for part in template.components:
        kind = _type(part)
        if kind not in _PARTS:
            return kind or "?"
        if kind == "HEADER" and _format(part) not in ("TEXT", *_FILES):
            return _format(part)
        for button in objects(part.get("buttons")):
            if _type(button) not in (*_PLAIN_BUTTONS, "URL", "COPY_CODE"):
                return _type(button)
    return ""


def missing(template: Template, values: Mapping[str, str]) -> tuple[Variable, ...]:
    """The variables without a value; blanks are none."""
    return tuple(each for each in variables(template) if not values.get(each.key, "").strip())


def check(template: Template, values: Mapping[str, str]) -> None:
    """Whether it can be sent with these values. Raises Trouble "template.unsupported" (`what`), "template.not_approved"
    (`status`), "template.incomplete" (`names`), "template.bad_value" (`name`: line breaks and tabs are refused in the
    body's and header's variables) and "template.too_long" (`length`, `limit`)."""
    if what := unsupported(template):
        raise Trouble("template.unsupported", what=what)
    if not template.approved:
        raise Trouble("template.not_approved", status=template.status)
    if lacking := missing(template, values):
        raise Trouble("template.incomplete", names=[each.name for each in lacking])
    for each in variables(template):
        if each.kind == "text" and _NO_BREAKS.search(values[each.key].strip()):
            raise Trouble("template.bad_value", name=each.name)
    seen = preview(template, values)
    for words, limit in ((seen.body, MOST_BODY), (seen.header if seen.header_kind == "text" else "", MOST_HEADER)):
        if len(words) > limit:
            raise Trouble("template.too_long", length=len(words), limit=limit)


def preview(template: Template, values: Mapping[str, str]) -> Preview:
    """How it will read with these values."""
    header = header_kind = body = footer = ""
    buttons: tuple[dict[str, str], ...] = ()
    for part in template.components:
        match _type(part):
            case "HEADER":
                header_kind = _format(part).lower()
                header = _filled("header", text(part.get("text")), values)
            case "BODY":
                body = _filled("body", text(part.get("text")), values)
            case "FOOTER":
                footer = text(part.get("text"))
            case "BUTTONS":
                buttons = tuple(_button(n, each, values) for n, each in enumerate(objects(part.get("buttons"))))
    return Preview(header, header_kind, body, footer, buttons)


def _filled(place: str, words: str, values: Mapping[str, str]) -> str:
    """One pass: a value that looks like a variable stays what it is."""

    def value(found: re.Match[str]) -> str:
        given = values.get(f"{place}.{found[1]}", "").strip()
        return given or "{{" + found[1] + "}}"

    return _VARIABLE.sub(value, words)


def _button(index: int, button: dict[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    url = _filled(f"button.{index}", text(button.get("url")), values)
    seen = {"type": _type(button), "text": text(button.get("text")), "url": url}
    seen["phone"] = text(button.get("phone_number"))
    return {name: each for name, each in seen.items() if each}


def components(template: Template, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The `components` of the send. The file of a header is {"link": address} where its value is one, else {} and for
    the sender to fill in once it is uploaded. Raises Trouble as `check` does."""
    check(template, values)
    sent: list[dict[str, Any]] = []
    wanted = variables(template)
    for part in ("header", "body"):
        if parameters := [_parameter(each, values) for each in wanted if each.part == part]:
            sent.append({"type": part, "parameters": parameters})
    for each in wanted:
        if each.part == "button":
            index, value = each.key.split(".")[1], values[each.key].strip()
            code = {"type": "coupon_code", "coupon_code": value}
            shape: tuple[str, dict[str, Any]] = ("url", {"type": "text", "text": value})
            sub_type, parameter = ("copy_code", code) if each.kind == "code" else shape
            sent.append({"type": "button", "sub_type": sub_type, "index": index, "parameters": [parameter]})
    return sent + _flow_buttons(template)


def _parameter(variable: Variable, values: Mapping[str, str]) -> dict[str, Any]:
    value = values[variable.key].strip()
    if variable.kind != "text":
        return {"type": variable.kind, variable.kind: {"link": value} if is_address(value) else {}}
    named = {} if _positional(variable.name) else {"parameter_name": variable.name}
    return {"type": "text", **named, "text": value}


def _flow_buttons(template: Template) -> list[dict[str, Any]]:
    """A button that opens a form has to be named, though nothing of it is filled in."""
    buttons = [each for part in template.components for each in objects(part.get("buttons"))]
    return [
        {"type": "button", "sub_type": "flow", "index": str(n), "parameters": [{"type": "action", "action": {}}]}
        for n, each in enumerate(buttons)
        if _type(each) == "FLOW"
    ]


def is_address(value: str) -> bool:
    """Whether a value is the address of a file."""
    return re.fullmatch(r"https?://[^\s/]+\S*", value) is not None
