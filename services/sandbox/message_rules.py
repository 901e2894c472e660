"""What the Cloud API refuses at once: a message body checked against the documented rules of its type."""

import re
from typing import Any

from starlette.responses import Response

from services.sandbox.practice import Agency
from services.sandbox.refusals import graph
from services.sandbox.state import State

TYPES = (
    "audio", "contacts", "document", "image", "interactive", "location",
    "reaction", "sticker", "template", "text", "video",
)  # fmt: skip
MEDIA = ("audio", "document", "image", "sticker", "video")
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
Body = dict[str, Any]


def refusal(message: Body, agency: Agency, state: State) -> Response | None:
    """None, or the error that Graph answers to this body of POST /messages."""
    if message.get("messaging_product") != "whatsapp":
        return graph(400, 100, "(#100) The parameter messaging_product is required.")
    to, recipient = message.get("to"), message.get("recipient")
    if not to and not recipient:
        return graph(400, 100, "(#100) The parameter to is required.")
    if recipient and not _BSUID.fullmatch(str(recipient)):
        return invalid("recipient is not a business-scoped user ID")
    if to and not re.fullmatch(r"\+?[\d\s()-]{7,20}", str(to)):
        return invalid("Recipient phone number is not valid")
    kind = message.get("type", "text")
    if kind not in TYPES:
        return graph(400, 100, f'(#100) Param type must be one of {{{", ".join(TYPES).upper()}}} - got "{kind}".')
    if len(str(message.get("biz_opaque_callback_data") or "")) > 512:
        return graph(400, 100, "(#100) Param biz_opaque_callback_data must be at most 512 characters long.")
    if not message.get(kind):
        return missing(kind)
    if not isinstance(message[kind], list if kind == "contacts" else dict):
        return invalid(f"{kind} has the wrong type")
    if kind in MEDIA:
        return _media(kind, message[kind], state)
    rule = {"text": _text, "interactive": _interactive, "location": _location, "reaction": _reaction}.get(kind)
    if kind == "template":
        return _template(message["template"], agency)
    return rule(message[kind]) if rule else None


def missing(name: str) -> Response:
    return graph(400, 131008, "(#131008) Required parameter is missing", f"The required parameter {name} is missing.")


def invalid(details: str) -> Response:
    return graph(400, 131009, "(#131009) Parameter value is not valid", details)


def _too_long(name: str, limit: int) -> Response:
    return graph(400, 100, f"(#100) Param {name} must be at most {limit} characters long.")


def _text(text: Body) -> Response | None:
    body = text.get("body")
    if not isinstance(body, str) or not body.strip():
        return missing("text.body")
    return _too_long("text['body']", 4096) if len(body) > 4096 else None


def _media(kind: str, media: Body, state: State) -> Response | None:
    if bool(media.get("id")) == bool(media.get("link")):
        return graph(400, 100, f"(#100) Param {kind} must have exactly one of id and link.")
    if media.get("id") and state.live_media(str(media["id"])) is None:
        return invalid(f"Media with ID {media['id']} does not exist or has expired.")
    if media.get("link") and not re.match(r"https?://", str(media["link"])):
        return invalid("link must be a valid http or https URL")
    return _too_long("caption", 1024) if len(str(media.get("caption") or "")) > 1024 else None


def _location(place: Body) -> Response | None:
    for name in ("latitude", "longitude"):
        if place.get(name) is None:
            return missing(f"location.{name}")
    return None


def _reaction(reaction: Body) -> Response | None:
    return None if reaction.get("message_id") else missing("reaction.message_id")


def _interactive(interactive: Body) -> Response | None:
    kind, action = interactive.get("type"), interactive.get("action") or {}
    if kind not in ("button", "list", "cta_url", "location_request_message", "flow", "product", "product_list"):
        return invalid(f"interactive type {kind} is not supported")
    body = str((interactive.get("body") or {}).get("text") or "")
    if not body and kind not in ("product",):
        return missing("interactive.body.text")
    if len(body) > (4096 if kind == "list" else 1024):
        return _too_long("interactive.body.text", 4096 if kind == "list" else 1024)
    if kind == "button":
        return _buttons(action.get("buttons") or [])
    return _rows(action) if kind == "list" else None


def _buttons(buttons: list[Body]) -> Response | None:
    if not 1 <= len(buttons) <= 3:
        return invalid("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    for button in buttons:
        reply = button.get("reply") or {}
        if not 1 <= len(str(reply.get("title") or "")) <= 20:
            return invalid("Button title length invalid. Min length: 1, Max length: 20")
        if not 1 <= len(str(reply.get("id") or "")) <= 256:
            return invalid("Button id length invalid. Min length: 1, Max length: 256")
    return None


def _rows(action: Body) -> Response | None:
    if len(str(action.get("button") or "")) > 20:
        return invalid("Button label is too long. Max length is 20")
    sections = action.get("sections") or []
    rows = [row for section in sections for row in section.get("rows") or []]
    if not 1 <= len(rows) <= 10 or len(sections) > 10:
        return invalid("Total row count exceed max allowed count: 10")
    if any(len(str(row.get("title") or "")) > 24 or len(str(row.get("description") or "")) > 72 for row in rows):
        return invalid("Row title is too long. Max length is 24; description 72")
    return None


def _template(template: Body, agency: Agency) -> Response | None:
    name, language = template.get("name"), (template.get("language") or {}).get("code")
    if not name or not language:
        return missing("template.name" if not name else "template.language.code")
    found = next((x for x in agency.templates if (x["name"], x["language"]) == (name, language)), None)
    if found is None:
        details = f"template name ({name}) does not exist in {language}"
        return graph(404, 132001, "(#132001) Template name does not exist in the translation", details)
    if found["status"] != "APPROVED":
        return graph(400, 132015, "(#132015) Template is Paused", f"template {name} is {found['status'].lower()}")
    for index, button in enumerate(_template_buttons(found)):
        if button["type"] == "URL" and "{{" in button["url"] and not _filled_in(template, index):
            details = f"buttons: Button at index {index} of type Url requires a parameter"
            return graph(400, 131008, "(#131008) Required parameter is missing", details)
    for component in found["components"]:
        want = len(set(re.findall(r"\{\{(\w+)\}\}", component.get("text", ""))))
        given = [x for x in template.get("components") or [] if str(x.get("type")).upper() == component["type"]]
        have = len(given[0].get("parameters") or []) if given else 0
        if component["type"] in ("BODY", "HEADER") and want and want != have:
            details = f"{component['type'].lower()}: number of localizable_params ({have}) does not match {want}"
            return graph(400, 132000, "(#132000) Number of parameters does not match the expected number", details)
    return None


def _template_buttons(template: Body) -> list[Body]:
    return [button for part in template["components"] for button in part.get("buttons", ())]


def _filled_in(template: Body, index: int) -> bool:
    """Whether the button at this place got its parameter."""
    given = template.get("components") or []
    return any(str(x.get("index")) == str(index) and x.get("parameters") for x in given if x.get("type") == "button")
