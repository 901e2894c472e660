"""The questions that tell whether the speech account works: the key, each of its scopes, credits, the chosen voices."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from urllib.parse import quote

import httpx

from services.channels.calls import call, json_object
from services.channels.loose import number, objects, text
from services.connections import Http
from services.probes.finding import Check, Facts, Warn
from services.trouble import Trouble
from services.voice.elevenlabs import BASE_URL
from services.voice.refusals import refusal

FEW: Final = 0.1
"""Less than this part of the credits left is worth a word."""
Key = Callable[[], Awaitable[str | None]]


def checks(http: Http, key: Key, config: dict[str, Any], voices: Sequence[str]) -> list[Check]:
    """In the order in which they are asked. None of them costs a credit."""
    account = _Account(http, key, str(config.get("base_url") or BASE_URL), voices)
    return [
        Check("key", account.answers, first=True),
        Check("user_read", account.may_read_user),
        Check("voices_read", account.may_read_voices),
        Check("text_to_speech", account.may_speak),
        Check("speech_to_text", account.may_write_down),
        Check("credits", account.credits),
        Check("voice", account.has_voices),
    ]


class _Account:
    def __init__(self, http: Http, key: Key, base: str, voices: Sequence[str]) -> None:
        self._http, self._key, self._base = http, key, base.rstrip("/")
        self._chosen = tuple(dict.fromkeys(voices))
        self._subscription: dict[str, Any] | None = None
        self._listed: list[str] | None = None

    async def answers(self) -> Facts:
        """A key that lacks a permission opens the account all the same."""
        try:
            self._subscription = await self._ask("GET", "/v1/user/subscription")
        except Trouble as trouble:
            if trouble.code != "voice.missing_permission":
                raise
        return {}

    async def may_read_user(self) -> Facts:
        if self._subscription is None:
            raise Warn("voice.missing_permission", permission="user_read")
        return {}

    async def may_read_voices(self) -> Facts:
        found: list[str] = []
        query: dict[str, Any] = {"page_size": 100, "include_total_count": "false"}
        for _ in range(20):
            page = await self._ask("GET", "/v2/voices", params=query)
            found += [text(each.get("voice_id")) for each in objects(page.get("voices"))]
            if not page.get("has_more") or not page.get("next_page_token"):
                break
            query["next_page_token"] = page["next_page_token"]
        self._listed = found
        if not found:
            raise Trouble("voice.no_voices")
        return {"voices": len(found)}

    async def may_speak(self) -> Facts:
        """Ask for speech without any words: what is refused for its words alone was allowed."""
        voice = next(iter(self._chosen or self._listed or ()), "")
        if not voice:
            raise Trouble("voice.no_voices")
        try:
            await self._ask("POST", f"/v1/text-to-speech/{quote(voice, safe='')}", json={"text": ""})
        except Trouble as trouble:
            if trouble.facts.get("status") not in (400, 404, 422):
                raise
        return {}

    async def may_write_down(self) -> Facts:
        """Ask for words without any speech; leads' voices can be read without it by hand alone."""
        try:
            await self._ask("POST", "/v1/speech-to-text", data={"model_id": "scribe_v1"})
        except Trouble as trouble:
            if trouble.code == "voice.missing_permission":
                raise Warn(trouble.code, **{"permission": "speech_to_text", **trouble.facts}) from trouble
            if trouble.facts.get("status") not in (400, 404, 422):
                raise
        return {}

    async def credits(self) -> Facts:
        told = self._subscription
        if told is None:
            raise Warn("voice.credits_unknown")
        limit, used = _whole(told.get("character_limit")), _whole(told.get("character_count"))
        more = told.get("max_credit_limit_extension")
        left = max(0, limit + _whole(more) - used)
        facts = {"tier": text(told.get("tier")), "left": left, "limit": limit}
        facts["renews_at"] = _whole(told.get("next_character_count_reset_unix")) * 1000
        if more == "unlimited":
            return facts
        if not left:
            raise Trouble("voice.spent", **facts)
        if left < limit * FEW:
            raise Warn("voice.few_credits", **facts)
        return facts

    async def has_voices(self) -> Facts:
        if not self._chosen:
            raise Warn("voice.none_chosen")
        for voice in self._chosen:
            if self._listed is not None and voice not in self._listed:
                await self._ask("GET", f"/v1/voices/{quote(voice, safe='')}", voice=voice)
        return {"chosen": len(self._chosen)}

    async def _ask(self, method: str, path: str, voice: str = "", **options: Any) -> dict[str, Any]:
        key = await self._key()
        if not key:
            raise Trouble("voice.no_key")
        request = httpx.Request(method, self._base + path, headers={"xi-api-key": key}, **options)
        response = await call(self._http, request, harmless=True)
        if response.is_success:
            return json_object(response) or {}
        raise refusal(response, voice)


def _whole(value: object) -> int:
    return int(number(value) or 0)
