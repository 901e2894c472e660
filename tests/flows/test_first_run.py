"""From a clean machine: an admin connects the agency, a second desk joins in a minute, and nothing crosses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.entries import Draft
from services.invitations import link
from tests.flows.agencies import Machine, operate, serving
from widgets.words import sentence

pytestmark = pytest.mark.timeout(120)


def test_an_agency_is_connected_and_an_invited_desk_joins(
    machine: Callable[[str], Machine], ring: Any, qtbot: Any, tmp_path: Path
) -> None:
    sur = operate(tmp_path / "relay", "tenant", "add", "Propiedades del Sur")
    with serving(tmp_path / "relay") as url:
        first = machine("recepción")
        first.start()
        first.join(sur["invitation"], url, person="Ana Ruiz", first=True)
        office = first.connected()
        assert (office.house.desk.tenant.name, office.house.desk.member.role) == ("Propiedades del Sur", "admin")
        assert not any(path.read_bytes().count(ring.kept[next(iter(ring.kept))].encode()) for path in files(first.root))
        qtbot.waitUntil(lambda: "Al día" in office.window.status.link.accessibleName(), timeout=20_000)
        code = first.run(office.house.relay.invite("agent"))
        second = machine("ventas")
        second.start()
        second.join(link(url, code), person="Bruno")
        theirs = second.office()
        assert theirs.house.desk.member.role == "agent"
        note = {"conversation": "c1", "text": "hola", "author": "Ana"}
        first.run(office.house.store.publish(Draft("n1", "note.added", note)))
        qtbot.waitUntil(lambda: theirs.house.store.position().seq >= 1, timeout=20_000)
        replayed = machine("otra")
        replayed.start()
        joining = replayed.join(link(url, code), person="Nadie")
        qtbot.waitUntil(lambda: sentence("invitation.used").text in joining.invitation.said)
        for garbage in (f"{url}/join#{code[::-1]}", "http://[", "javascript:alert(1)"):
            joining.invitation.line.setText(garbage)
            joining.relay.line.setText(url)
            joining.start()
            qtbot.waitUntil(lambda: sentence("invitation.unknown").text in joining.invitation.said)


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]
