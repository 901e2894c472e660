"""What no HTTP library would send: the relay answers or hangs up, and goes on serving."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from services.relay import door, hooks

pytestmark = pytest.mark.asyncio


async def said(served: Any, *parts: bytes, end: bool = False) -> bytes:
    """Send the parts one by one; everything that comes back until the relay hangs up or is done."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)
        if end:
            writer.write_eof()
        async with asyncio.timeout(5):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def post(hook: str, body: bytes, signature: dict[str, str], *more: bytes, length: bytes | None = None) -> bytes:
    head = [b"POST " + hook.encode() + b" HTTP/1.1", b"Host: x", b"Connection: close"]
    head += [f"{name}: {value}".encode() for name, value in signature.items()]
    head += [b"Content-Length: " + (str(len(body)).encode() if length is None else length), *more]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


async def test_odd_requests(served: Any, tools: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "HEAD_S", 1)
    agency = await served.agency()
    hook = await agency.integrate("whatsapp")
    body = json.dumps(tools.whatsapp("wamid.A")).encode()
    sign = tools.signed(body)
    good = post(hook, body, sign)
    cases: dict[str, tuple[bytes, set[int]]] = {
        "two lengths": (post(hook, body, sign, b"Content-Length: 1"), {400}),
        "negative length": (post(hook, body, sign, length=b"-5"), {400}),
        "a length of words": (post(hook, body, sign, length=b"many"), {400}),
        "huge length": (post(hook, body, sign, length=b"9" * 30), {400, 413}),
        "large length": (post(hook, body, sign, length=b"999999999"), {413}),
        "length and chunks": (post(hook, body, sign, b"Transfer-Encoding: chunked"), {400}),
        "no length": (good.replace(b"Content-Length: %d\r\n" % len(body), b"")[: -len(body)], {401}),
        "absolute target": (good.replace(b"POST /", b"POST http://evil.invalid/", 1), {200}),
        "forged host": (good.replace(b"Host: x", b"Host: evil.invalid"), {200}),
        "HTTP/1.0": (good.replace(b"HTTP/1.1", b"HTTP/1.0"), {200}),
        "encoded dots": (good.replace(hook.encode(), b"/hooks/%2e%2e/" + hook.rsplit("/", 1)[1].encode()), {404}),
        "encoded zero": (good.replace(hook.encode(), hook.encode() + b"%00"), {404}),
        "overlong UTF-8": (good.replace(hook.encode(), hook.encode() + b"%c0%af"), {404}),
        "header of 20 KB": (post(hook, body, sign, b"X-Long: " + b"x" * 20_000), {200, 400, 431}),
        "not HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, {400}),
        "a line of nothing": (b"GET\r\n\r\n", {400}),
        "a header without name": (good.replace(b"Host: x", b": x"), {400}),
        "gzip": (post(hook, b"\x1f\x8b\x08", tools.signed(b"\x1f\x8b\x08"), b"Content-Encoding: gzip"), {400}),
        "TRACE": (b"TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {404, 405}),
        "CONNECT": (b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", {0, 400, 404, 405}),
        "upgrade to what is not": (
            b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: h2c\r\n\r\n",
            {404},
        ),
    }
    for name, (request, allowed) in cases.items():
        answered = await said(served, request)
        assert status(answered) in allowed, name
        assert status(answered) != 400 or b"application/problem+json" in answered, name
    assert (await agency.post("whatsapp", body)).status_code == 200
    assert len(await agency.entries()) == 1


async def test_chunks_of_one_byte_and_a_pipeline(served: Any, tools: Any) -> None:
    agency = await served.agency()
    hook = await agency.integrate("whatsapp")
    body = json.dumps(tools.whatsapp("wamid.A")).encode()
    head = post(hook, b"", tools.signed(body)).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    chunks = [b"1\r\n" + body[i : i + 1] + b"\r\n" for i in range(len(body))]
    assert status(await said(served, head, *chunks, b"0\r\n\r\n")) == 200
    both = [json.dumps(tools.whatsapp(f"wamid.{i}")).encode() for i in range(5)]
    pipeline = [post(hook, each, tools.signed(each)).replace(b"Connection: close\r\n", b"") for each in both[:-1]]
    answers = await said(served, b"".join(pipeline) + post(hook, both[-1], tools.signed(both[-1])))
    assert answers.count(b"HTTP/1.1 200") == answers.count(b"\r\n\r\n") == 5
    assert answers.endswith(b"\r\n\r\n"), "a body would be a packet of its own"
    assert len(await agency.entries()) == 6


async def test_who_never_comes_to_the_point_is_not_waited_for(
    served: Any, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "HEAD_S", 0.2)
    monkeypatch.setattr(hooks, "BODY_S", 0.2)
    agency = await served.agency()
    hook = await agency.integrate("whatsapp")
    assert await said(served) == b""
    assert await said(served, b"POST " + hook.encode() + b" HTTP/1.1\r\nHost:") == b""
    slow = await said(served, post(hook, b"{", {}, length=b"100"))
    assert status(slow) == 408
    endless = [b"GET / HTTP/1.1\r\n", *(b"X-%d: %s\r\n" % (i, b"x" * 1000) for i in range(100))]
    assert status(await said(served, *endless)) in (0, 400)
    gone = await said(served, post(hook, b"{", {}, length=b"100"), end=True)
    assert status(gone) in (0, 400, 408)
    assert {each.get("reason") for each in await agency.deliveries()} <= {"body.too_slow", "body.incomplete"}
    assert (await agency.post("whatsapp", tools.whatsapp("wamid.A"))).status_code == 200


async def test_who_hangs_up_within_a_file_leaves_no_trace(
    served: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    agency = await served.agency()
    head = f"PUT /v1/media/{'ab' * 32} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {agency.token}\r\n"
    head += "Content-Type: audio/ogg\r\nContent-Length: 5000\r\nConnection: close\r\n\r\nOggS"
    for call in (head, head.replace("PUT /v1/media/" + "ab" * 32, "POST /operator")):
        assert status(await said(served, call.encode(), end=True)) in (0, 400, 401)
    assert (await agency.call("GET", "/v1/me")).status_code == 200
    assert "Exception" not in caplog.text
    assert not [path for path in tmp_path.rglob("media/*/*") if path.is_file()]


async def test_odd_websocket_frames(served: Any, tools: Any) -> None:
    agency = await served.agency()
    upgrade = (
        b"GET /v1/log?after=0 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Protocol: strato.v1\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
        b"Authorization: Bearer " + agency.token.encode() + b"\r\n\r\n"
    )
    mask = b"\0\0\0\0"
    frames = {
        "unmasked": b"\x81\x02{}",
        "reserved bits": b"\xf1\x82" + mask + b"{}",
        "reserved opcode": b"\x83\x82" + mask + b"{}",
        "64-bit length": b"\x81\xff\x7f" + b"\xff" * 7 + mask,
        "control frame over 125": b"\x89\xfe\x00\x7e" + mask + b"x" * 126,
        "fragmented control": b"\x09\x80" + mask,
        "continuation of nothing": b"\x80\x82" + mask + b"{}",
        "close without code": b"\x88\x80" + mask,
        "close with half a code": b"\x88\x81" + mask + b"\x03",
        "invalid UTF-8": b"\x81\x82" + mask + b"\xff\xfe",
    }
    for name, frame in frames.items():
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(upgrade)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101"), name
        assert b"permessage-deflate" not in answer
        writer.write(frame)
        async with asyncio.timeout(5):
            assert b"\x88" in await reader.read(), name  # it was closed, not left
        writer.close()
    async with served.console(agency) as console:
        assert (await tools.receive(console))["type"] == "welcome"
