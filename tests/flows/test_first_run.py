"""From a clean machine: an admin connects the agency, a second desk joins in a minute, and nothing crosses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.drafts import Draft as Written
from services.entries import Draft
from services.invitations import link
from tests.flows.agencies import Machine, operate, serving
from widgets.onboarding.choices import Choices
from widgets.onboarding.copying import Copying
from widgets.trouble_words import sentence

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
        qtbot.waitUntil(lambda: "Al día" in office.window.status.link.accessibleName())
        code = first.run(office.house.relay.invite("agent")).invitation
        second = machine("ventas")
        second.start()
        second.join(link(url, code), person="Bruno")
        theirs = second.office()
        assert theirs.house.desk.member.role == "agent"
        note = {"conversation": "c1", "text": "hola", "author": "Ana"}
        first.run(office.house.store.publish(Draft("n1", "note.added", note)))
        qtbot.waitUntil(lambda: theirs.house.store.position().seq >= 1)
        replayed = machine("otra")
        replayed.start()
        joining = replayed.join(link(url, code), person="Nadie")
        qtbot.waitUntil(lambda: sentence("invitation.used").text in joining.invitation.said)
        for garbage in (f"{url}/join#{code[::-1]}", "http://[", "javascript:alert(1)"):
            joining.invitation.line.setText(garbage)
            joining.relay.line.setText(url)
            joining.start()
            qtbot.waitUntil(lambda: sentence("invitation.unknown").text in joining.invitation.said)


def test_a_copy_comes_from_another_computer_and_a_new_invitation_opens_it(
    machine: Callable[[str], Machine], ring: Any, qtbot: Any, tmp_path: Path
) -> None:
    sur = operate(tmp_path / "relay", "tenant", "add", "Propiedades del Sur")
    with serving(tmp_path / "relay") as url:
        old = machine("vieja")
        old.start()
        old.join(sur["invitation"], url, person="Ana Ruiz", first=True)
        office = old.connected()
        office.house.drafts.keep("c1", Written("borrador que viaja"))
        office.house.drafts.save()
        code = old.run(office.house.relay.invite("admin")).invitation
        copy, phrase = tmp_path / "sur.strato", "una frase bien larga"
        old.run(office.house.copying.write(copy, phrase, media=True, progress=lambda *_: None))
        old.end()
        ring.kept.clear()
        new = machine("nueva")
        new.start()
        qtbot.waitUntil(lambda: new.page() is not None)
        page = new.page()
        assert page is not None
        (copying,) = page.findChildren(Copying)
        (choices,) = page.findChildren(Choices)
        choices.choose("copy")
        page.go_on.click()
        copying.file.line.setText(str(copy))
        copying.phrase.line.setText(phrase)
        page.go_on.click()
        qtbot.waitUntil(lambda: page.page is not None and "ya está acá" in page.page.title)
        new.join(code, url, person="Ana Ruiz")
        here = new.office(sur["tenant"])
        kept = here.house.drafts.get("c1")
        assert kept is not None
        assert kept.text == "borrador que viaja"


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]
