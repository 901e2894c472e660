"""What people decide about conversations, as the views of the inbox: each view a picture after each fact."""

from pathlib import Path

import msgspec
import pytest

from services.entries import Draft, Welcome
from services.records import UNTIL_REPLY, Query
from services.store import files, history, reads, views
from tests.store.logs import ACCOUNT, EPOCH, Replica, fact, log, place, said, status, value
from tests.store.logs import hook as update

ANA, BEA, CAM = "5491155550101", "5491155550102", "5493515550103"
HOUR = 3_600_000
NAMES = {place(ANA): "ana", place(BEA): "bea", place(CAM): "cam"}


class Inbox:
    """A replica, its views by name, and the member "me"."""

    def __init__(self, path: Path) -> None:
        self.replica = Replica(path)
        self.replica.writer.welcome(Welcome("e", 0))
        self.db = files.connect_to_read(path / files.REPLICA)
        self._drafts: list[tuple[str, Draft]] = []

    def takes(self, *drafts: tuple[str, Draft]) -> None:
        known = len(self._drafts)
        self._drafts += drafts
        self.replica.apply(log(self._drafts)[known:])

    def does(self, kind: str, who: str = "", /, **body: object) -> None:
        about = {"conversation": place(who)} if who else {}
        self.takes(fact("desk", kind, f"f{len(self._drafts)}", **about, **body))

    def view(self, view: str, at: int = EPOCH, **how: str) -> str:
        query = msgspec.convert({"view": view, "member": "me", **how}, Query)
        keys = views.keys(self.db, query, at)
        assert keys == sorted(keys), "the parts of a key say its place"
        assert views.keys(self.db, query, at, [key[-1] for key in keys]) == keys
        if set(how) <= {"order"}:
            assert views.counts(self.db, "me", at)[view] == len(keys)
        return " ".join(NAMES[key[-1]] for key in keys)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    made = Inbox(tmp_path)
    made.takes(said(ANA, "a1", "hola", 1), said(BEA, "b1", "hola", 2), said(CAM, "c1", "hola", 3))
    return made


def test_what_is_closed_stays_closed_until_the_lead_writes(inbox: Inbox) -> None:
    inbox.does("conversation.closed", ANA)
    assert (inbox.view("unanswered"), inbox.view("closed"), inbox.view("all")) == ("cam bea", "ana", "cam bea ana")
    inbox.takes(said(ANA, "a2", "¿siguen ahí?", 9))
    assert (inbox.view("unanswered"), inbox.view("closed")) == ("ana cam bea", "")
    inbox.does("conversation.closed", ANA)
    inbox.does("conversation.reopened", ANA)
    assert inbox.view("closed") == ""


def test_who_closed_without_having_seen_the_last_line_closed_nothing(inbox: Inbox) -> None:
    """A desk without a network closes; the lead had written meanwhile: nobody would ever see it."""
    inbox.takes(said(ANA, "a2", "¿y hoy?", 60))
    inbox.does("conversation.closed", ANA, upto=EPOCH + 1000)
    inbox.does("conversation.snoozed", ANA, until="reply", upto=EPOCH + 1000)
    assert inbox.view("unanswered") == "ana cam bea"
    inbox.does("conversation.closed", ANA, upto=EPOCH + 60_000)
    assert inbox.view("closed") == "ana"


def test_put_off_until_a_time_wakes_by_the_clock(inbox: Inbox) -> None:
    inbox.does("conversation.snoozed", ANA, until=EPOCH + HOUR)
    inbox.does("conversation.snoozed", BEA, until=EPOCH + HOUR // 2)
    assert (inbox.view("unanswered"), inbox.view("snoozed", order="waking")) == ("cam", "bea ana")
    later = EPOCH + HOUR // 2
    assert (inbox.view("unanswered", later), inbox.view("snoozed", later)) == ("cam bea", "ana")
    inbox.takes(said(ANA, "a2", "hola?", 9))
    assert inbox.view("snoozed") == "ana bea", "a time is a time"


def test_put_off_until_the_answer_wakes_by_it(inbox: Inbox) -> None:
    inbox.does("conversation.snoozed", ANA, until="reply")
    assert inbox.view("snoozed", EPOCH + 10**12) == "ana"
    (row,) = reads.conversations(inbox.db, [place(ANA)])
    assert row.snoozed == UNTIL_REPLY
    assert row.put_off(EPOCH)
    inbox.takes(said(ANA, "a2", "hola?", 9))
    assert inbox.view("snoozed") == ""


def test_whose_it_is(inbox: Inbox) -> None:
    inbox.does("colleague.introduced", member="me", name="Martín Acuña")
    inbox.does("conversation.assigned", ANA, member="me")
    inbox.does("conversation.assigned", BEA, member="other")
    assert (inbox.view("mine"), inbox.view("unassigned")) == ("ana", "cam")
    (row,) = reads.conversations(inbox.db, [place(ANA)])
    assert (row.member, row.member_name) == ("me", "Martín Acuña")
    assert views.colleagues(inbox.db) == [("me", "Martín Acuña")]
    inbox.does("conversation.assigned", ANA, member=None)
    assert (inbox.view("mine"), inbox.view("unassigned")) == ("", "cam ana")


def test_tags(inbox: Inbox) -> None:
    for who, tag in ((ANA, "Venta"), (ANA, "Visita"), (BEA, " Venta "), (ANA, "Visita")):
        inbox.does("conversation.tagged", who, tag=tag)
    assert views.tags(inbox.db) == ["Venta", "Visita"]
    assert (inbox.view("all", tag="Venta"), inbox.view("all", tag="Visita")) == ("bea ana", "ana")
    (row,) = reads.conversations(inbox.db, [place(ANA)])
    assert row.tags == ("Venta", "Visita")
    inbox.does("conversation.untagged", ANA, tag="Venta")
    assert inbox.view("all", tag="Venta") == "bea"
    changes = inbox.replica.writer.publish(
        [Draft("t", "conversation.tagged", {"conversation": place(CAM), "tag": "Z"})]
    )
    assert place(CAM) in changes.conversations


def test_orders_and_channels(inbox: Inbox) -> None:
    day = 24 * HOUR
    inbox.takes(update("m", {"id": "7", "last_input_text": "hola", "name": "Dora"}, "manychat"))
    NAMES.update({row: "dora" for row in reads.conversation_ids(inbox.db, "all", EPOCH) if row not in NAMES})
    assert inbox.view("all", channel="manychat") == "dora"
    late = EPOCH + day - HOUR
    assert inbox.view("all", late, order="urgent", channel="whatsapp") == "ana bea cam"
    assert inbox.view("all", late, channel="whatsapp") == "cam bea ana"
    assert inbox.view("closing", EPOCH + day + 1500, order="window", channel="whatsapp") == "bea cam"
    assert inbox.view("all", EPOCH + day + 1500, order="window", channel="whatsapp") == "bea cam ana"


def test_who_heard_and_said_nothing(inbox: Inbox) -> None:
    own = "a" * 32
    voice = {"mime": "audio/ogg", "voice": True}
    inbox.does("message.queued", ANA, message=own, kind="audio", text="hola", media=voice, at=EPOCH + 5000)
    inbox.takes(fact("desk", "message.begun", "b", message=own, attempt=1))
    inbox.takes(status("w", "read", 6, own))
    assert inbox.view("heard") == ""
    inbox.takes(status("w", "played", 7, own))
    assert inbox.view("heard") == "ana"
    inbox.takes(said(ANA, "a2", "lo escuché", 8))
    assert inbox.view("heard") == ""


def test_views_of_ones_own(inbox: Inbox) -> None:
    inbox.does("conversation.tagged", ANA, tag="Venta")
    query = {"view": "unanswered", "tag": "Venta", "order": "urgent"}
    inbox.does("view.saved", view="v1", member="me", name="Ventas", query=query)
    inbox.does("view.saved", view="v2", member="other", name="Suya", query={})
    inbox.does("view.saved", view="v3", member="me", name="De mañana", query={"view": "by_moonlight"})
    (own,) = views.saved(inbox.db, "me")
    assert (own.key, own.name, own.query) == ("saved:v1", "Ventas", Query("unanswered", "urgent", tag="Venta"))
    assert views.counts(inbox.db, "me", EPOCH)["saved:v1"] == 1
    inbox.does("view.saved", view="v1", member="me", name="Ventas 2", query=query)
    assert [each.name for each in views.saved(inbox.db, "me")] == ["Ventas 2"]
    inbox.does("view.removed", view="v1")
    assert views.saved(inbox.db, "me") == []


def test_conversations_that_prove_to_be_one(inbox: Inbox) -> None:
    """Two conversations of one lead, both tagged, one of them closed: the one that is left is open and has all tags."""
    about = {"profile": {"name": "Ana"}, "user_id": "AR.77"}
    item = {"from_user_id": "AR.77", "id": "u1", "timestamp": "1790000000", "type": "text", "text": {"body": "yo"}}
    inbox.takes(update("u", value(contacts=[about], messages=[item])))
    (other,) = [each for each in reads.conversation_ids(inbox.db, "all", EPOCH) if each not in NAMES]
    inbox.takes(fact("desk", "conversation.tagged", "t1", conversation=other, tag="Alquiler"))
    inbox.takes(fact("desk", "conversation.assigned", "t2", conversation=other, member="me"))
    inbox.does("conversation.tagged", ANA, tag="Venta")
    inbox.does("conversation.closed", ANA)
    both = {**item, "from": ANA, "id": "u2", "timestamp": "1789999000"}
    inbox.takes(update("p", value(contacts=[{**about, "wa_id": ANA}], messages=[both])))
    (row,) = [
        each for each in reads.conversations(inbox.db, reads.conversation_ids(inbox.db, "all", EPOCH)) if each.tags
    ]
    assert (row.tags, row.member, row.closed) == (("Alquiler", "Venta"), "me", False)
    told = [each.kind for each in history.read(inbox.db, row.contact, 9)]
    assert sorted(told) == [
        "conversation.assigned", "conversation.closed", "conversation.tagged", "conversation.tagged",
    ]  # fmt: skip
    assert row.account == ACCOUNT
