"""Shows a lead of WhatsApp that what was written has been read."""

import httpx

from services.channels.calls import call
from services.channels.sending import Access, Refused, Unknowable
from services.channels.whatsapp import graph
from services.connections import Http


async def tell_read(http: Http, access: Access, account: str, message: str) -> None:
    """The message with this wamid, and all before it, were read. Raises Refused."""
    account = account or str(access.config.get("phone_number_id", ""))
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": message}
    request = httpx.Request("POST", graph.url(access, account, "messages"), headers=graph.headers(access), json=body)
    try:
        graph.accepted(await call(http, request, harmless=True))
    except Unknowable as error:
        raise Refused("channel.no_answer", detail=str(error), again=True) from error
