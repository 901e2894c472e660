"""Bodies of Meta's webhooks: messages and echoes of every type, statuses, and the lead form of Lead Ads."""

import base64
import hashlib
import secrets
import time
from typing import Any

from services.sandbox.pictures import picture
from services.sandbox.practice import Agency, Lead, Line
from services.sandbox.sound import voice_note
from services.sandbox.speech import Speech
from services.sandbox.state import HOOK_DAYS, Media, Sent, State

TITLES = {
    131026: ("Message undeliverable", "Message Undeliverable."),
    131047: (
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    ),
    131053: ("Media upload error", "Unsupported audio mime type or codec. A voice message must be OGG/OPUS, mono."),
}
"""Failed statuses: title and details."""


def wamid(seed: str = "") -> str:
    """A new message id; the same for the same seed."""
    mark = hashlib.sha256(seed.encode()).digest() if seed else secrets.token_bytes(32)
    return "wamid." + base64.b64encode(b"\x1c\x18\r" + mark).decode()


def envelope(agency: Agency, *changes: dict[str, Any]) -> dict[str, Any]:
    """One POST of the WhatsApp Business Account with these changes, each already `{"field", "value"}`."""
    entry = {"id": agency.accounts["business_account_id"], "changes": list(changes)}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def inbound(agency: Agency, lead: Lead, message: dict[str, Any]) -> dict[str, Any]:
    """A message from a lead. A lead with a user name has a BSUID and no number (Graph since 2026-04)."""
    contact: dict[str, Any] = {"profile": {"name": lead.name}}
    if lead.username:
        contact["profile"]["username"] = lead.username
        contact["user_id"] = message["from_user_id"] = lead.address
    else:
        contact["wa_id"] = message["from"] = lead.address
    return _change(agency, "messages", {"contacts": [contact], "messages": [message]})


def echo(agency: Agency, lead: Lead, message: dict[str, Any]) -> dict[str, Any]:
    """A message that the agent wrote on the agency's phone."""
    whom = {"to_user_id": lead.address} if lead.username else {"to": lead.address}
    whole = {"from": agency.accounts["display_phone_number"], **whom, **message}
    return _change(agency, "smb_message_echoes", {"message_echoes": [whole]})


def status(agency: Agency, lead: Lead, sent: Sent, name: str) -> dict[str, Any]:
    """`name` is sent, delivered, read, played or failed; our own id comes back as biz_opaque_callback_data."""
    row: dict[str, Any] = {"id": sent.id, "status": name, "timestamp": str(int(time.time()))}
    row["recipient_user_id" if lead.username else "recipient_id"] = lead.address
    if name == "failed":
        row["errors"] = [failure(int(sent.error or 131026))]
    else:
        category = "utility" if sent.kind == "template" else "service"
        free = {"billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": category}
        row["pricing"] = free
    if sent.callback is not None:
        row["biz_opaque_callback_data"] = sent.callback
    return _change(agency, "messages", {"statuses": [row]})


def failure(code: int) -> dict[str, Any]:
    title, details = TITLES[code]
    href = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
    return {"code": code, "title": title, "message": title, "error_data": {"details": details}, "href": href}


def leadgen(agency: Agency, lead: Lead, at: float) -> dict[str, Any]:
    """Somebody filled in the agency's form; the answers are fetched by leadgen_id."""
    page = agency.accounts["leadgen_page_id"]
    value = {
        "leadgen_id": lead.form["leadgen_id"],
        "page_id": page,
        "form_id": agency.accounts["form_id"],
        "adgroup_id": "0",
        "ad_id": lead.form["ad_id"],
        "created_time": int(at),
    }
    entry = {"id": page, "time": int(at), "changes": [{"field": "leadgen", "value": value}]}
    return {"object": "page", "entry": [entry]}


def _change(agency: Agency, field: str, value: dict[str, Any]) -> dict[str, Any]:
    metadata = {
        "display_phone_number": agency.accounts["display_phone_number"],
        "phone_number_id": agency.accounts["phone_number_id"],
    }
    return {"value": {"messaging_product": "whatsapp", "metadata": metadata, **value}, "field": field}


class Composer:
    """Turns a line of a conversation into a webhook message; voices are spoken and pictures drawn here (blocking)."""

    def __init__(self, state: State, speech: Speech) -> None:
        self._state = state
        self._speech = speech

    def message(self, lead: Lead, line: Line, at: float, about: str | None, seed: str) -> dict[str, Any]:
        """`about` is the message id that a reaction or a button answers; `seed` fixes the id of a line of the past."""
        message = {"id": wamid(seed), "timestamp": str(int(at)), **self._content(lead, line, about)}
        if about is not None and message["type"] in ("interactive", "button"):
            message["context"] = {"id": about}
        return message

    def _content(self, lead: Lead, line: Line, about: str | None) -> dict[str, Any]:
        if line.kind == "voice":
            audio = _named(self.voice(lead, line.text), "audio/ogg; codecs=opus") | {"voice": True}
            return {"type": "audio", "audio": audio}
        if line.kind == "image":
            image = _named(self.image(lead, line.text), "image/png")
            return {"type": "image", "image": image | ({"caption": line.text} if line.text else {})}
        if line.kind == "reaction":
            return {"type": "reaction", "reaction": {"message_id": about or wamid(), "emoji": line.text}}
        return _plain(line)

    def voice(self, lead: Lead, text: str) -> Media:
        data = voice_note(self._speech.say(text, lead.timbre))
        media = self._state.add_media(data, "audio/ogg; codecs=opus", HOOK_DAYS, "voz.ogg")
        self._state.memory.heard[media.sha256] = text
        return media

    def image(self, lead: Lead, caption: str) -> Media:
        return self._state.add_media(picture(f"{lead.id} {caption}"), "image/png", HOOK_DAYS, "foto.png")


def _named(media: Media, mime: str) -> dict[str, Any]:
    sha256 = base64.b64encode(bytes.fromhex(media.sha256)).decode()
    return {"id": media.id, "mime_type": mime, "sha256": sha256}


def _plain(line: Line) -> dict[str, Any]:
    """The types without a file. Parts of a line are kept apart by " | "."""
    parts = [part.strip() for part in line.text.split("|")]
    if line.kind == "location":
        place = {"latitude": float(parts[0]), "longitude": float(parts[1]), "name": parts[2], "address": parts[3]}
        return {"type": "location", "location": place}
    if line.kind == "button":
        reply = {"type": "button_reply", "button_reply": {"id": parts[0], "title": parts[-1]}}
        return {"type": "interactive", "interactive": reply}
    if line.kind == "quick":
        return {"type": "button", "button": {"payload": line.text, "text": line.text}}
    if line.kind == "contact":
        name = {"formatted_name": parts[0], "first_name": parts[0].split()[0]}
        phones = [{"phone": parts[1], "wa_id": parts[1].lstrip("+").replace(" ", ""), "type": "CELL"}]
        return {"type": "contacts", "contacts": [{"name": name, "phones": phones}]}
    if line.kind == "unsupported":
        details = {"details": "Message type is currently not supported."}
        error = {"code": 131051, "title": "Message type unknown", "message": "Message type unknown"}
        return {"type": "unsupported", "errors": [{**error, "error_data": details}]}
    if line.kind == "unknown":
        return {"type": "event_invite", "event_invite": {"name": line.text, "starts_at": "1795000000"}}
    return {"type": "text", "text": {"body": line.text}}
