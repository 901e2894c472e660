"""/sandbox: switch faults on, make a lead write, and see what the providers accepted."""

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox.faults import Faults, faults_page
from services.sandbox.manychat import read
from services.sandbox.people import People
from services.sandbox.practice import Agency, Line
from services.sandbox.received import Received
from services.sandbox.state import State

_KINDS = ("text", "voice", "image", "location", "button", "reaction", "contact", "quick", "unsupported", "unknown")
_SAMPLES = {
    "text": "Hola, ¿sigue disponible?",
    "voice": "Hola, ¿cómo andás? Quería saber si el departamento sigue disponible y si aceptan mascotas.",
    "image": "Este es el que te decía",
    "location": "-34.5614 | -58.4566 | Cabildo 2340 | Av. Cabildo 2340, CABA",
    "button": "confirmar | Confirmo la visita",
    "reaction": "👍",
    "contact": "Marcela Duarte | +54 9 11 5555-0188",
    "quick": "Sí, me interesa",
    "unsupported": "",
    "unknown": "Visita a Cabildo 2340",
}


class Control:
    """What a test, or a person showing the console, may do to the practice agency."""

    def __init__(self, agency: Agency, state: State, people: People, faults: Faults, received: Received) -> None:
        self._agency = agency
        self._state = state
        self._people = people
        self._faults = faults
        self._received = received

    async def faults(self, request: Request) -> Response:
        return await faults_page(request, self._faults)

    def leads(self, _: Request) -> Response:
        """Everybody, with the channel's address and whether the window is open."""
        rows = [
            {
                "id": lead.id,
                "channel": lead.channel,
                "via": lead.via,
                "name": lead.name,
                "address": lead.address,
                "manner": lead.manner,
                "last_inbound": self._state.memory.last_inbound.get(lead.id),
                "window_open": self._state.window_open(lead.id),
            }
            for lead in self._agency.leads
        ]
        return JSONResponse({"leads": rows})

    async def write(self, request: Request) -> Response:
        """POST {"kind", "text"?}: the lead writes at once; 200 when the relay has taken it."""
        lead, body = self._agency.lead(request.path_params["lead"]), await read(request)
        kind = body.get("kind", "text")
        if lead is None or kind not in _KINDS:
            return JSONResponse({"error": f"no such lead, or kind not one of {', '.join(_KINDS)}"}, 404)
        line = Line("lead", kind, str(body.get("text") or _SAMPLES[kind]))
        await self._people.write(lead, line)
        return JSONResponse({"lead": lead.id, "kind": kind, "text": line.text})

    def received(self, request: Request) -> Response:
        """GET ?after=n&provider=: the rows after n, and the counts of all."""
        after, provider = int(request.query_params.get("after", 0)), request.query_params.get("provider")
        rows = [x for x in self._received.rows[after:] if provider in (None, x["provider"])]
        sent = {id_: [name for name, _ in x.statuses] for id_, x in self._state.memory.sent.items()}
        body = {"received": rows, "counts": self._received.counts(), "statuses": sent}
        return Response(msgspec.json.encode(body), media_type="application/json")
