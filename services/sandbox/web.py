"""The sandbox as one web application: each provider under its own path with its own key, and /sandbox to direct it."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from services.sandbox import refusals
from services.sandbox.control import Control
from services.sandbox.elevenlabs import Studio
from services.sandbox.faults import Faults, Faulty
from services.sandbox.graph import Account
from services.sandbox.listening import SpeechToText
from services.sandbox.manychat import ManyChat
from services.sandbox.media import MediaHost
from services.sandbox.public_files import PublicFiles
from services.sandbox.tts import TextToSpeech
from services.sandbox.uchat import UChat
from services.sandbox.uchat_desk import UChatDesk
from services.sandbox.whatsapp import WhatsApp

Endpoint = Callable[[Request], Awaitable[Response] | Response]


def application(routes: list[BaseRoute], faults: Faults) -> ASGIApp:
    """The whole sandbox. Only requests that name this machine as host are answered: no page elsewhere can reach it."""
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])
    return Faulty(Starlette(routes=routes, middleware=[hosts]), faults)


def graph_routes(key: str, account: Account, media: MediaHost, whatsapp: WhatsApp, base: Callable[[], str]) -> Mount:
    """Graph: /{version}/{object}[/{edge}]."""

    async def read(request: Request) -> Response:
        return account.object(request) or media.look_up(request, base())

    async def unknown(request: Request) -> Response:
        return refusals.no_such_object(request.path_params.get("id", ""), request.method.lower())

    one = "/{version}/{id}"
    routes = [
        _route("/{version}/debug_token", account.debug_token, "GET", "POST"),
        _route(f"{one}/leadgen_forms", account.leadgen_forms, "GET"),
        _route(f"{one}/messages", whatsapp.messages, "POST"),
        _route(f"{one}/media", media.upload, "POST"),
        _route(f"{one}/message_templates", account.templates, "GET"),
        _route(f"{one}/phone_numbers", account.phone_numbers, "GET"),
        _route(f"{one}/subscribed_apps", account.subscribed_apps, "GET", "POST", "DELETE"),
        _route(f"{one}/message_history", account.message_history, "GET"),
        _route(f"{one}/leads", account.leads, "GET"),
        _route(one, read, "GET"),
        _route(one, account.change, "POST"),
        _route(one, media.delete, "DELETE"),
        _route("/{version}/{id}/{rest:path}", unknown, "GET", "POST", "DELETE"),
    ]
    return Mount("/graph", routes=routes, middleware=[Middleware(Guard, provider="whatsapp", key=key)])


def lookaside_routes(key: str, media: MediaHost) -> Mount:
    """Where Graph's media URLs point to: the same token."""
    routes = [_route("/whatsapp_business/attachments/", media.download, "GET")]
    return Mount("/lookaside", routes=routes, middleware=[Middleware(Guard, provider="whatsapp", key=key)])


def manychat_routes(key: str, manychat: ManyChat) -> Mount:
    routes = [
        _route("/fb/sending/sendContent", manychat.send_content, "POST"),
        _route("/fb/sending/sendFlow", manychat.send_flow, "POST"),
        _route("/fb/subscriber/getInfo", manychat.get_info, "GET"),
        _route("/fb/subscriber/findByName", manychat.find_by_name, "GET"),
        _route("/fb/subscriber/findBySystemField", manychat.find_by_system_field, "GET"),
        _route("/fb/page/{what}", manychat.page, "GET"),
    ]
    for verb in ("addTag", "addTagByName", "removeTag", "removeTagByName"):
        routes.append(_route(f"/fb/subscriber/{verb}", manychat.change_tag, "POST"))
    for verb in ("setCustomField", "setCustomFieldByName", "setCustomFields"):
        routes.append(_route(f"/fb/subscriber/{verb}", manychat.set_field, "POST"))
    return Mount("/manychat", routes=routes, middleware=[Middleware(Guard, provider="manychat", key=key)])


def uchat_routes(key: str, uchat: UChat, desk: UChatDesk) -> Mount:
    routes = [
        _route("/me", desk.me, "GET"),
        _route("/flow/bot-users-count", desk.bot_users_count, "GET"),
        _route("/subscribers", desk.subscribers, "GET"),
        _route("/subscriber/get-info", desk.get_info, "GET"),
        _route("/subscriber/get-info-by-user-id", desk.get_info, "GET"),
        _route("/subscriber/chat-messages", desk.chat_messages, "GET"),
        _route("/subscriber/chat-messages-by-mids", desk.chat_messages_by_mids, "POST"),
        _route("/subscriber/send-text", uchat.send_text, "POST"),
        _route("/subscriber/send-content", uchat.send_content, "POST"),
        _route("/whatsapp-template/list", desk.templates, "POST"),
        _route("/team-members", desk.listing, "GET"),
    ]
    many: list[tuple[Endpoint, tuple[str, ...], tuple[str, ...]]] = [
        (uchat.send_template, ("send-whatsapp-template", "send-whatsapp-template-by-user-id"), ("POST",)),
        (uchat.send_flow, ("send-sub-flow", "send-main-flow"), ("POST",)),
        (desk.change_tag, ("add-tag", "add-tag-by-name"), ("POST",)),
        (desk.change_tag, ("remove-tag", "remove-tag-by-name"), ("DELETE", "POST")),
        (desk.set_field, ("set-user-field", "set-user-field-by-name"), ("PUT",)),
        (desk.simple, ("pause-bot", "resume-bot", "move-chat-to", "assign-agent", "unassign-agent"), ("POST",)),
    ]
    for endpoint, names, methods in many:
        routes += [_route(f"/subscriber/{name}", endpoint, *methods) for name in names]
    lists = ("tags", "user-fields", "subflows", "agents", "segments", "inbound-webhooks", "custom-events")
    routes += [_route(f"/flow/{name}", desk.listing, "GET") for name in lists]
    return Mount("/uchat/api", routes=routes, middleware=[Middleware(Guard, provider="uchat", key=key)])


def elevenlabs_routes(key: str, studio: Studio, speech: TextToSpeech, listening: SpeechToText) -> list[BaseRoute]:
    """The API behind its key, and the public previews beside it."""
    say = "/v1/text-to-speech/{voice}"
    routes = [
        _route("/v1/models", studio.models, "GET"),
        _route("/v2/voices", studio.voices_v2, "GET"),
        _route("/v1/voices", studio.voices_v1, "GET"),
        _route("/v1/voices/settings/{voice}", studio.settings, "GET"),
        _route("/v1/voices/{voice}", studio.voice, "GET"),
        _route("/v1/voices/{voice}/settings", studio.settings, "GET"),
        _route("/v1/user", studio.user, "GET"),
        _route("/v1/user/subscription", studio.subscription, "GET"),
        _route("/v1/history", studio.history, "GET"),
        _route("/v1/history/{item}", studio.item, "GET"),
        _route("/v1/history/{item}", studio.forget_item, "DELETE"),
        _route("/v1/history/{item}/audio", studio.item_audio, "GET"),
        _route("/v1/speech-to-text", listening.transcribe, "POST"),
        _route(say, speech.whole, "POST"),
        _route(f"{say}/stream", speech.stream, "POST"),
        _route(f"{say}/with-timestamps", speech.with_timestamps, "POST"),
        _route(f"{say}/stream/with-timestamps", speech.stream_with_timestamps, "POST"),
    ]
    guarded = Mount("/elevenlabs", routes=routes, middleware=[Middleware(Guard, provider="elevenlabs", key=key)])
    return [guarded, _route("/elevenlabs-public/{voice}/preview.mp3", studio.preview, "GET")]


def control_routes(control: Control, files: PublicFiles) -> list[BaseRoute]:
    return [
        _route("/sandbox/faults", control.faults, "GET", "POST", "DELETE"),
        _route("/sandbox/leads", control.leads, "GET"),
        _route("/sandbox/leads/{lead}/write", control.write, "POST"),
        _route("/sandbox/received", control.received, "GET"),
        _route("/files/{id}/{name}", files.serve, "GET"),
    ]


class Guard:
    """Lets a request with the provider's key through and answers every other as that provider does."""

    def __init__(self, app: ASGIApp, provider: str, key: str) -> None:
        self._app = app
        self._provider = provider
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if self._provider == "elevenlabs":
            given = request.headers.get("xi-api-key", "")
        else:
            given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if self._provider == "whatsapp" and not given:
            given = request.query_params.get("access_token", "")
        if hmac.compare_digest(given.encode(), self._key.encode()):
            await self._app(scope, receive, send)
            return
        await request.body()
        await refusals.bad_key(self._provider)(scope, receive, send)


def _route(path: str, endpoint: Any, *methods: str) -> Route:
    """A route whose endpoint may be a plain method; it runs on the loop all the same, since none of them blocks."""

    async def answer(request: Request) -> Response:
        response = endpoint(request)
        return response if isinstance(response, Response) else await response

    return Route(path, answer, methods=list(methods))
