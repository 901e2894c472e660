"""The account side of the rehearsal ElevenLabs: models, voices with paging, previews, subscription, history."""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox.faults import Faults
from services.sandbox.practice import Agency, Voice
from services.sandbox.refusals import eleven_invalid, eleven_old
from services.sandbox.sound import content_type, encode
from services.sandbox.speech import Speech
from services.sandbox.state import Spoken, State

LIMIT = 100_000
"""Credits of the rehearsal subscription."""
SETTINGS = {"stability": 0.5, "similarity_boost": 0.75, "style": 0.0, "use_speaker_boost": True, "speed": 1.0}
TONE = " (tono, sin voz)"
"""What a voice's name says where nothing on the machine can speak."""
NEXT_RESET = 1796094000  # 2026-12-01 in Buenos Aires


class Studio:
    """Everything of the account but the generation itself, which is in `tts`."""

    def __init__(self, agency: Agency, state: State, speech: Speech, base: Callable[[], str], faults: Faults) -> None:
        self._agency = agency
        self._state = state
        self._speech = speech
        self._base = base
        self._faults = faults

    def models(self, _: Request) -> Response:
        return JSONResponse(list(self._agency.models))

    def voices_v1(self, _: Request) -> Response:
        return JSONResponse({"voices": [self._voice(voice) for voice in self._agency.voices]})

    def voices_v2(self, request: Request) -> Response:
        """GET /v2/voices: search, category, sort and pages by token."""
        query = request.query_params
        size = query.get("page_size", "10")
        if not size.isdigit() or not 1 <= int(size) <= 100:
            return eleven_invalid((["query", "page_size"], "Input should be between 1 and 100", "less_than_equal"))
        token = query.get("next_page_token") or "0"
        if not token.isdigit():
            return eleven_old(400, "invalid_page_token", "The page token is not valid.")
        rows = self._found(query.get("search", ""), query.get("category"), query.getlist("voice_ids"))
        if query.get("sort") == "name":
            rows.sort(key=lambda row: str(row["name"]), reverse=query.get("sort_direction") == "desc")
        start, stop = int(token), int(token) + int(size)
        more = stop < len(rows)
        body = {"voices": rows[start:stop], "has_more": more, "next_page_token": str(stop) if more else None}
        return JSONResponse(body | {"total_count": len(rows) if query.get("include_total_count") != "false" else 0})

    def voice(self, request: Request) -> Response:
        voice = self._agency.voice(request.path_params["voice"])
        return JSONResponse(self._voice(voice)) if voice else no_voice(request.path_params["voice"])

    def settings(self, request: Request) -> Response:
        known = request.path_params["voice"] == "default" or self._agency.voice(request.path_params["voice"])
        return JSONResponse(SETTINGS) if known else no_voice(request.path_params["voice"])

    async def preview(self, request: Request) -> Response:
        """The public sample of a voice, an MP3 at no cost and without a key."""
        voice = self._agency.voice(request.path_params["voice"])
        if voice is None:
            return Response("Not Found", 404)
        data = await asyncio.to_thread(lambda: encode(self._speech.say(voice.sample, voice.timbre), "mp3_44100_64"))
        return Response(data, media_type="audio/mpeg", headers={"cache-control": "public, max-age=86400"})

    def subscription(self, _: Request) -> Response:
        return JSONResponse(self._subscription() | {"open_invoices": [], "has_open_invoices": False})

    def user(self, _: Request) -> Response:
        return JSONResponse(
            {
                "user_id": "usr_ensayo",
                "subscription": self._subscription(),
                "is_new_user": False,
                "first_name": self._agency.agent.split()[0],
                "xi_api_key_preview": "ensayo",
                "is_api_key_hashed": True,
                "can_use_delayed_payment_methods": False,
                "is_onboarding_completed": True,
                "is_onboarding_checklist_completed": True,
                "show_compliance_terms": False,
                "created_at": 1753999199,
                "seat_type": "workspace_admin",
            }
        )

    def history(self, request: Request) -> Response:
        """GET /v1/history: newest first, `start_after_history_item_id`, voice, model, dates and text."""
        query = request.query_params
        rows = [x for x in reversed(self._state.memory.spoken) if _fits(x, request)]
        if after := query.get("start_after_history_item_id"):
            ids = [row.id for row in rows]
            rows = rows[ids.index(after) + 1 :] if after in ids else []
        size = min(1000, max(1, int(query.get("page_size", "100"))))
        page = rows[:size]
        body: dict[str, Any] = {"history": [self._item(row) for row in page], "has_more": len(rows) > size}
        body["last_history_item_id"] = page[-1].id if page else None
        return JSONResponse(body | {"scanned_until": int(page[-1].at) if page else None})

    def item(self, request: Request) -> Response:
        found = self._spoken(request)
        return JSONResponse(self._item(found)) if found else _no_item(request)

    def item_audio(self, request: Request) -> Response:
        """The same bytes again, at no cost."""
        found = self._spoken(request)
        if found is None:
            return _no_item(request)
        return Response(self._state.bytes_of(found.sha256), media_type=content_type(found.format))

    def forget_item(self, request: Request) -> Response:
        found = self._spoken(request)
        if found is None:
            return _no_item(request)
        self._state.memory.spoken.remove(found)
        self._state.save()
        return JSONResponse({"status": "ok"})

    def _spoken(self, request: Request) -> Spoken | None:
        wanted = request.path_params["item"]
        return next((x for x in self._state.memory.spoken if x.id == wanted), None)

    def _found(self, search: str, category: str | None, ids: list[str]) -> list[dict[str, Any]]:
        rows = [self._voice(voice) for voice in self._agency.voices]
        if search:
            rows = [r for r in rows if search.lower() in f"{r['name']} {r['description']} {r['labels']}".lower()]
        return [r for r in rows if category in (None, r["category"]) and (not ids or r["voice_id"] in ids)]

    def _voice(self, voice: Voice) -> dict[str, Any]:
        preview = f"{self._base()}/elevenlabs-public/{voice.id}/preview.mp3"
        spanish = {"language": "es", "model_id": "eleven_multilingual_v2", "accent": voice.labels.get("accent")}
        return {
            "voice_id": voice.id,
            "name": voice.name + TONE * (self._speech.source == "tone"),
            "category": voice.category,
            "description": voice.description,
            "labels": voice.labels,
            "preview_url": preview,
            "available_for_tiers": [],
            "settings": SETTINGS,
            "high_quality_base_model_ids": [model["model_id"] for model in self._agency.models],
            "verified_languages": [{**spanish, "locale": "es-AR", "preview_url": preview}],
            "is_owner": voice.category == "cloned",
            "is_legacy": False,
            "is_mixed": False,
            "created_at_unix": 1767225600,
        }

    def _subscription(self) -> dict[str, Any]:
        return {
            "tier": "creator",
            "character_count": self._used(),
            "character_limit": LIMIT,
            "max_character_limit_extension": 0,
            "max_credit_limit_extension": 0,
            "can_extend_character_limit": False,
            "allowed_to_extend_character_limit": False,
            "next_character_count_reset_unix": NEXT_RESET,
            "voice_slots_used": 2,
            "professional_voice_slots_used": 0,
            "professional_voice_slots_used_in_workspace": 0,
            "voice_limit": 30,
            "voice_add_edit_counter": 0,
            "professional_voice_limit": 1,
            "can_extend_voice_limit": False,
            "can_use_instant_voice_cloning": True,
            "can_use_professional_voice_cloning": True,
            "currency": "usd",
            "current_overage": {"amount": "0", "currency": "usd"},
            "status": "active",
            "billing_period": "monthly_period",
            "character_refresh_period": "monthly_period",
        }

    def _used(self) -> int:
        """Credits gone, or as many as somebody says."""
        if self._faults.take("elevenlabs", "", "no_credits"):
            return LIMIT
        few = self._faults.take("elevenlabs", "", "few_credits")
        return LIMIT - 900 if few else self._state.memory.credits_used

    def _item(self, spoken: Spoken) -> dict[str, Any]:
        voice = self._agency.voice(spoken.voice)
        return {
            "history_item_id": spoken.id,
            "request_id": spoken.request,
            "voice_id": spoken.voice,
            "voice_name": voice.name if voice else None,
            "voice_category": voice.category if voice else None,
            "model_id": spoken.model,
            "text": spoken.text,
            "date_unix": int(spoken.at),
            "character_count_change_from": spoken.before,
            "character_count_change_to": spoken.before + spoken.credits,
            "content_type": content_type(spoken.format),
            "state": "created",
            "settings": spoken.settings or SETTINGS,
            "source": "TTS",
            "output_format": spoken.format,
        }


def no_voice(id_: str) -> Response:
    return eleven_old(400, "voice_does_not_exist", f"A voice with voice_id {id_} does not exist.")


def _no_item(request: Request) -> Response:
    message = f"History item with id {request.path_params['item']} not found."
    return eleven_old(400, "history_item_not_found", message)


def _fits(spoken: Spoken, request: Request) -> bool:
    query = request.query_params
    if spoken.voice != query.get("voice_id", spoken.voice) or spoken.model != query.get("model_id", spoken.model):
        return False
    if query.get("search", "").lower() not in spoken.text.lower():
        return False
    return float(query.get("date_after_unix", 0)) <= spoken.at < float(query.get("date_before_unix", "inf"))
