"""What a log makes of conversations: their lines, the list, what is unread, who waits, when the window closes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.entries import Draft, Welcome
from services.records import Conversation, Message
from services.store import around, files, reads, views
from services.store.timeline import AHEAD_MS
from services.store.views import CLOSING_MS, WINDOW_MS
from tests.store.logs import ACCOUNT, EPOCH, Replica, fact, hook, log, message_id, place, said, status, value

ANA, BRUNO = "5491155550101", "5491155550102"
OWN = "a" * 32

Drafts = tuple[str, Draft]


class Desk:
    """A replica that is given one draft after the other."""

    def __init__(self, path: Path) -> None:
        self.replica = Replica(path)
        self.replica.writer.welcome(Welcome("e", 0))
        self.db = files.connect_to_read(path / files.REPLICA)
        self._drafts: list[Drafts] = []

    def takes(self, *drafts: Drafts) -> None:
        known = len(self._drafts)
        self._drafts += drafts
        self.replica.apply(log(self._drafts)[known:])

    def rows(self, view: str = "all", now: int = EPOCH) -> list[Conversation]:
        return reads.conversations(self.db, reads.conversation_ids(self.db, view, now))

    def lines(self, number: str = ANA) -> list[Message]:
        return reads.messages(self.db, place(number), None, 60)

    def line(self, identifier: str) -> Message:
        found = reads.message(self.db, identifier)
        assert found is not None
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def item(kind: str, wamid: str, seconds: int, number: str = ANA, **more: object) -> Drafts:
    found = {"from": number, "id": wamid, "timestamp": str(EPOCH // 1000 + seconds), "type": kind, **more}
    return hook(f"i:{wamid}", value(messages=[found]))


def echo(wamid: str, text: str, seconds: int) -> Drafts:
    found = {"from": "54", "to": ANA, "id": wamid, "timestamp": str(EPOCH // 1000 + seconds), "type": "text"}
    return hook(f"e:{wamid}", value(message_echoes=[{**found, "text": {"body": text}}]))


def queued(text: str = "va", seconds: int = 5, device: str = "desk", **more: object) -> Drafts:
    body = {"message": OWN, "conversation": place(ANA), "channel": "whatsapp", "account": ACCOUNT, "kind": "text"}
    body |= {"text": text, "hands": "own", "at": EPOCH + seconds * 1000, "not_before": EPOCH, "author": "Fabián"}
    return fact(device, "message.queued", f"q{OWN}", **{**body, **more})


def step(kind: str, n: int = 0, device: str = "desk", **more: object) -> Drafts:
    return fact(device, f"message.{kind}", f"{kind}{n}{device}", message=OWN, **more)


def picture(desk: Desk) -> list[str]:
    return [f"{each.name} {each.unread} {'!' if each.unanswered else '-'} {each.last_text}" for each in desk.rows()]


def test_the_list_is_in_the_order_of_the_providers_clock(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "uno", 10), said(BRUNO, "2", "dos", 30), said(ANA, "3", "tarde", 20))
    assert picture(desk) == ["Ana 1 ! dos", "Ana 2 ! tarde"]
    desk.takes(said(ANA, "4", "el más viejo", 1))
    assert picture(desk) == ["Ana 1 ! dos", "Ana 3 ! tarde"]
    assert [each.text for each in desk.lines()] == ["el más viejo", "uno", "tarde"]


def test_pages_of_a_timeline_meet(desk: Desk) -> None:
    desk.takes(*(said(ANA, f"w{n}", str(n), n // 3) for n in range(20)))
    found: list[Message] = []
    before = None
    while page := reads.messages(desk.db, place(ANA), before, 7):
        found = page + found
        before = (page[0].at, page[0].seq)
    assert [each.text for each in found] == [str(n) for n in range(20)]


def test_the_same_message_again_changes_nothing(desk: Desk) -> None:
    first = said(ANA, "w", "uno", 1)
    desk.takes(first, ("whatsapp", Draft("again", first[1].kind, first[1].body)))
    assert picture(desk) == ["Ana 1 ! uno"]


def test_reading_and_answering(desk: Desk) -> None:
    read = fact("other", "conversation.read", "r", conversation=place(ANA), upto=EPOCH + 10_000)
    desk.takes(said(ANA, "1", "uno", 10), said(ANA, "2", "dos", 20), read)
    assert picture(desk) == ["Ana 1 ! dos"]
    desk.takes(fact("other", "conversation.read", "older", conversation=place(ANA), upto=EPOCH))
    assert picture(desk) == ["Ana 1 ! dos"], "reading never goes back"
    desk.takes(echo("3", "del teléfono", 30))
    assert picture(desk) == ["Ana 0 - del teléfono"], "who answers from the phone has read"
    desk.takes(item("reaction", "4", 40, reaction={"message_id": "3", "emoji": "👍"}))
    assert picture(desk) == ["Ana 0 - del teléfono"], "a reaction is nobody's turn"


def test_a_failed_answer_is_no_answer(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "uno", 1), queued(), step("begun", attempt=1))
    assert desk.rows("unanswered") == []
    desk.takes(step("failed", attempt=1, code="whatsapp.window_closed", again=False))
    assert [each.last_text for each in desk.rows("unanswered")] == ["va"]
    desk.takes(step("retried", not_before=EPOCH))
    assert desk.rows("unanswered") == []


@pytest.mark.parametrize("proof", [step("sent", attempt=1, provider_id="w9"), status("w9", "delivered", 9, OWN)])
def test_what_was_taken_back_too_late_is_seen(desk: Desk, proof: Drafts) -> None:
    """Its desk, off the line, had called already: its facts come behind the withdrawal in the log."""
    desk.takes(said(ANA, "1", "uno", 1), queued(text="perdón"), step("withdrawn"), step("begun", attempt=1))
    assert picture(desk) == ["Ana 0 ! uno"]
    desk.takes(proof)
    assert picture(desk) == ["Ana 0 - perdón"]
    assert desk.line(OWN).state == ("sent" if proof[1].kind == "message.sent" else "delivered")
    assert reads.outgoing(desk.db) == []


def test_what_was_taken_back_was_never_there(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "uno", 1), queued(text="perdón"))
    assert picture(desk) == ["Ana 0 - perdón"]
    desk.takes(step("withdrawn"))
    assert picture(desk) == ["Ana 0 ! uno"]
    assert [each.text for each in desk.lines()] == ["uno"]
    assert reads.message(desk.db, OWN) is None
    assert reads.outgoing(desk.db) == []
    desk.takes(step("begun", attempt=1))
    assert reads.first_begun(desk.db, OWN, 1) is None, "nobody may begin what was taken back before"


def test_too_late_to_take_back(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "uno", 1), queued(), step("begun", attempt=1), step("withdrawn"))
    assert desk.line(OWN).state == "sending"


def test_the_first_to_begin_in_log_order_wins(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "uno", 1), queued(hands="any"))
    desk.takes(step("begun", device="other", attempt=1), step("begun", attempt=1))
    (way,) = reads.outgoing(desk.db)
    assert (reads.first_begun(desk.db, OWN, 1), way.begun_by, way.attempt) == ("other", "other", 1)
    desk.takes(step("begun", n=2, attempt=2))
    assert reads.first_begun(desk.db, OWN, 2) is None, "the attempt under way has no outcome yet"


def test_only_the_confirmed_log_names_the_first(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "uno", 1), queued(hands="any"))
    desk.replica.writer.publish([step("begun", attempt=1)[1]])
    assert (desk.line(OWN).state, reads.first_begun(desk.db, OWN, 1)) == ("sending", None)
    desk.takes(step("begun", device="other", attempt=1))
    (way,) = reads.outgoing(desk.db)
    assert (reads.first_begun(desk.db, OWN, 1), way.begun_by) == ("other", "other")


@pytest.mark.parametrize(
    ("ends", "state", "rests"),
    [
        ([], "sending", False),
        ([step("sent", attempt=1, provider_id="w")], "sent", True),
        ([step("sent", attempt=1, provider_id="w"), status("w", "played"), status("w", "read")], "played", True),
        ([status("w", "delivered"), step("sent", attempt=1, provider_id="w")], "delivered", True),
        ([step("failed", attempt=1, code="net.unreachable", again=True)], "failed", False),
        ([step("failed", attempt=1, code="whatsapp.template", again=False)], "failed", True),
        ([step("sent", attempt=1, provider_id="w"), status("w", "failed"), status("w", "sent")], "failed", False),
        ([step("unknown", attempt=1)], "uncertain", False),
        ([step("unknown", attempt=1), status("w", "sent", ours=OWN)], "sent", True),
        ([step("unknown", attempt=1), status("w", "read", ours=OWN), status("w", "sent", ours=OWN)], "read", True),
        ([step("unknown", attempt=1), step("settled", sent=True)], "sent", True),
        ([step("unknown", attempt=1), step("settled", sent=False)], "failed", False),
        ([step("unknown", attempt=1), step("sent", attempt=1, provider_id="w")], "sent", True),
        ([step("sent", attempt=1, provider_id="w"), step("failed", attempt=1, code="x")], "sent", True),
        ([step("sent", attempt=1, provider_id="w"), step("retried", not_before=1)], "sent", True),
        ([step("failed", attempt=1, code="x", again=True), step("retried", not_before=1)], "queued", False),
    ],
)
def test_the_way_of_a_message(desk: Desk, ends: list[Drafts], state: str, rests: bool) -> None:
    desk.takes(said(ANA, "1", "uno", 1), queued(), step("begun", attempt=1), *ends)
    assert desk.line(OWN).state == state
    assert (reads.outgoing(desk.db) == []) is rests
    assert views.counts(desk.db, "", EPOCH)["outbox"] == (not rests)


def test_the_status_of_an_attempt_given_up_says_nothing_of_the_next(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "uno", 1), queued(), step("begun", attempt=1), step("sent", attempt=1, provider_id="w1"))
    desk.takes(status("w1", "failed"), step("retried", not_before=1), status("w1", "sent"))
    assert desk.line(OWN).state == "queued"
    desk.takes(step("begun", n=2, attempt=2), step("sent", n=2, attempt=2, provider_id="w2"))
    desk.takes(("whatsapp", Draft("late", *_parts(status("w1", "failed")))))
    assert (desk.line(OWN).state, desk.line(OWN).provider_id) == ("sent", "w2")
    desk.takes(status("w2", "delivered"))
    assert desk.line(OWN).state == "delivered"


def test_each_state_keeps_its_time(desk: Desk) -> None:
    """The provider's clock where it tells; a status that comes late or twice moves nothing."""
    desk.takes(said(ANA, "1", "uno", 1), queued(), step("begun", attempt=1), step("sent", attempt=1, provider_id="w"))
    desk.takes(status("w", "read", 30), status("w", "delivered", 20), status("w", "read", 40))
    times = desk.line(OWN).times
    assert (times["delivered"], times["read"]) == (EPOCH + 20_000, EPOCH + 30_000)
    assert set(times) == {"queued", "sent", "delivered", "read"}
    assert desk.line(OWN).state == "read"


def test_a_new_attempt_starts_its_times_anew(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "uno", 1), queued(), step("begun", attempt=1), step("sent", attempt=1, provider_id="w1"))
    desk.takes(status("w1", "failed", 9), step("retried", not_before=1), status("w1", "sent", 5))
    assert set(desk.line(OWN).times) == {"queued"}


def test_places_in_a_conversation(desk: Desk) -> None:
    desk.takes(*(said(ANA, f"{n}", f"Línea número {n}", n * 60) for n in range(10)), said(BRUNO, "b", "línea", 5))
    place = desk.lines()[0].conversation
    fifth = desk.lines()[5]
    assert [each.text[-1] for each in around.after(desk.db, place, (fifth.at, fifth.seq), 2)] == ["6", "7"]
    assert around.first_since(desk.db, place, fifth.at - 1) == fifth.id
    assert around.first_since(desk.db, place, fifth.at + 86_400_000) == desk.lines()[-1].id
    assert around.first_since(desk.db, "of nobody", 0) is None
    assert around.found(desk.db, place, "numero casa", 3) == []
    assert around.found(desk.db, place, "LINEA num", 3) == [each.id for each in desk.lines()[:-4:-1]]
    assert around.found(desk.db, place, '"*()', 3) == []


def _parts(draft: Drafts) -> tuple[str, dict[str, object]]:
    return draft[1].kind, draft[1].body


def test_a_failure_says_why(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "uno", 1), queued(), step("begun", attempt=1), step("sent", attempt=1, provider_id="w"))
    desk.takes(status("w", "failed"))
    assert (desk.line(OWN).trouble, desk.line(OWN).detail) == (
        "whatsapp.window_closed",
        "131047 Re-engagement message",
    )
    desk.takes(step("retried", not_before=1))
    assert (desk.line(OWN).trouble, desk.line(OWN).detail) == (None, None)


@pytest.mark.parametrize("echo_first", [True, False])
def test_an_echo_of_ours_is_ours(desk: Desk, echo_first: bool) -> None:
    """UChat posts what was sent through its API as well; it may come before the answer that names it."""
    live = {"meta": {"user_ns": "f1u2"}, "message": {"mid": "m1", "type": "in", "msg_type": "text", "content": "hola"}}
    agent = {"mid": "m2", "type": "agent", "msg_type": "text", "content": "va", "username": "F", "agent_id": 3}
    desk.takes(hook("in", live, "uchat"))
    (row,) = desk.rows()
    ways = [step("sent", attempt=1, provider_id="m2"), hook("out", {**live, "message": agent}, "uchat")]
    desk.takes(queued(conversation=row.id), step("begun", attempt=1), *(reversed(ways) if echo_first else ways))
    assert [(each.id == OWN, each.text) for each in reads.messages(desk.db, row.id, None, 9)] == [
        (False, "hola"),
        (True, "va"),
    ]
    assert desk.line(OWN).state == "sent"
    assert [each.last_text for each in desk.rows()] == ["va"]


@pytest.mark.parametrize(
    ("what", "opens"),
    [
        (said(ANA, "2", "hola", 100), True),
        (item("audio", "2", 100, audio={"id": "9", "voice": True}), True),
        (item("unsupported", "2", 100), True),
        (item("from_the_future", "2", 100, from_the_future={"x": 1}), True),
        (item("reaction", "2", 100, reaction={"message_id": "1", "emoji": "👍"}), False),
        (
            item(
                "edit", "2", 100, edit={"original_message_id": "1", "message": {"type": "text", "text": {"body": "x"}}}
            ),
            False,
        ),
        (item("revoke", "2", 100, revoke={"original_message_id": "1"}), False),
        (item("system", "2", 100, system={"type": "customer_identity_changed"}), False),
        (item("text", "2", 100, text={"body": "x"}, group_id="g"), False),
        (echo("2", "x", 100), False),
        (
            hook(
                "c", value(calls=[{"id": "2", "from": ANA, "timestamp": str(EPOCH // 1000 + 100), "event": "connect"}])
            ),
            True,
        ),
    ],
)
def test_what_opens_the_window(desk: Desk, what: Drafts, opens: bool) -> None:
    """24 h from the lead's last message or call; what is done to a message is neither."""
    desk.takes(said(ANA, "1", "uno", 0), what)
    (row,) = desk.rows()
    assert row.window_closes_at == EPOCH + WINDOW_MS + (100_000 if opens else 0)


def test_a_time_in_the_future_keeps_no_window_open(desk: Desk) -> None:
    """A flow whose clock, or zone, is wrong."""
    desk.takes(said(ANA, "w1", "hola", 20 * 3600))
    (row,) = desk.rows()
    assert row.window_closes_at == EPOCH + 1_000 + AHEAD_MS + WINDOW_MS


def test_the_window_of_a_lead_who_never_wrote(desk: Desk) -> None:
    desk.takes(echo("1", "hola, soy de la inmobiliaria", 0))
    (row,) = desk.rows()
    assert (row.window_closes_at, row.unanswered, row.unread) == (None, False, 0)


def test_the_windows_that_close_first_come_first(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "a", 60), said(BRUNO, "2", "b", 0), said("5491155550103", "3", "c", 50_000))
    now = EPOCH + WINDOW_MS - CLOSING_MS + 60_000
    assert [each.last_text for each in desk.rows("closing", now)] == ["b", "a"]
    counts = views.counts(desk.db, "", now)
    assert {each: counts[each] for each in ("all", "unanswered", "closing")} == {
        "all": 3,
        "unanswered": 3,
        "closing": 2,
    }
    assert [each.last_text for each in desk.rows("closing", EPOCH + WINDOW_MS)] == ["a", "c"], "b is closed"


def test_what_is_done_to_a_message(desk: Desk) -> None:
    edit = {"original_message_id": "1", "message": {"type": "text", "text": {"body": "quise decir dos"}}}
    desk.takes(
        said(ANA, "1", "uno", 0),
        item("reaction", "2", 1, reaction={"message_id": "1", "emoji": "👍"}),
        item("edit", "3", 2, edit=edit),
    )
    line = desk.line(message_id("1"))
    assert (line.text, line.edited, line.deleted, line.reactions) == ("quise decir dos", True, False, ("👍",))
    assert (line.original, line.reacted_by) == ("uno", ("in",))
    desk.takes(
        item("reaction", "4", 3, reaction={"message_id": "1"}),
        item("revoke", "5", 4, revoke={"original_message_id": "1"}),
    )
    line = desk.line(message_id("1"))
    assert (line.deleted, line.reactions) == (True, ())


def test_what_is_done_to_a_message_may_come_before_it(desk: Desk) -> None:
    edit = {"original_message_id": "1", "message": {"type": "text", "text": {"body": "dos"}}}
    older = {"original_message_id": "1", "message": {"type": "text", "text": {"body": "uno y medio"}}}
    desk.takes(item("edit", "3", 2, edit=edit), item("edit", "2", 1, edit=older))
    desk.takes(item("reaction", "4", 9, reaction={"message_id": "1", "emoji": "👍"}), said(ANA, "1", "uno", 0))
    assert [(each.text, each.reactions) for each in desk.lines()] == [("dos", ("👍",))]


def test_an_answer_shows_what_it_answers(desk: Desk) -> None:
    desk.takes(said(ANA, "1", "¿precio?", 0), queued(reply_to=message_id("1")))
    (way,) = reads.outgoing(desk.db)
    assert way.reply_to == "1", "the provider knows the message by its own id"
    assert (desk.line(OWN).reply_to, desk.line(OWN).reply_text) == (message_id("1"), "¿precio?")
    assert (desk.line(OWN).reply_kind, desk.line(OWN).reply_direction) == ("text", "in")
    desk.takes(step("begun", attempt=1), said(ANA, "2", "¿eh?", 9, context={"id": "w"}))
    desk.takes(step("sent", attempt=1, provider_id="w"))
    assert (desk.lines()[-1].reply_to, desk.lines()[-1].reply_text) == (OWN, "va"), "named only after it was answered"


def test_history_is_no_news(desk: Desk) -> None:
    """Old lines of a number that moved here; a file that was missing comes later under the same id."""
    old = {"from": ANA, "id": "h1", "timestamp": str(EPOCH // 1000), "type": "media_placeholder"}
    thread = {
        "id": ANA,
        "messages": [old, {**old, "from": "54", "to": ANA, "id": "h2", "type": "text", "text": {"body": "sí"}}],
    }
    desk.takes(hook("h", value(history=[{"threads": [thread]}])))
    assert [(each.kind, each.direction) for each in desk.lines()] == [("unknown", "in"), ("text", "out")]
    voice = {**old, "type": "audio", "audio": {"id": "77", "mime_type": "audio/ogg; codecs=opus", "voice": True}}
    desk.takes(hook("f", value(messages=[voice])), hook("again", value(history=[{"threads": [thread]}])))
    (row,) = desk.rows()
    assert ([each.kind for each in desk.lines()], row.unread) == (["audio", "text"], 0)
    media = desk.lines()[0].media
    assert media is not None
    assert (media.provider_id, media.voice) == ("77", True)


def test_notes_are_nobodys_turn(desk: Desk) -> None:
    note = fact(
        "desk", "note.added", "n", note="n" * 32, conversation=place(ANA), text="llamar", at=EPOCH + 9000, author="F"
    )
    desk.takes(said(ANA, "1", "uno", 0), note)
    assert picture(desk) == ["Ana 1 ! uno"]
    assert [(each.kind, each.text, each.author) for each in desk.lines()][-1] == ("note", "llamar", "F")


def test_the_configuration_is_the_last_one_in_the_log(desk: Desk) -> None:
    change = {"provider": "whatsapp", "active": True, "config": {"phone_number_id": "1"}}
    desk.takes(fact("d", "integration.changed", "1", **change))
    desk.takes(fact("d", "integration.changed", "2", **{**change, "config": {"phone_number_id": "2"}}))
    assert reads.integration(desk.db, "whatsapp") == {"active": True, "phone_number_id": "2"}
    assert reads.integration(desk.db, "uchat") is None


def test_kinds_of_tomorrow_are_kept(desk: Desk) -> None:
    desk.takes(fact("d", "visit.planned", "1", visit="x"), hook("t", {"x": 1}, "telegram"), said(ANA, "1", "uno", 0))
    assert reads.position(desk.db, 0).seq == 3
    assert desk.db.execute("SELECT kind FROM entry ORDER BY seq LIMIT 2").fetchall() == [
        ("visit.planned",),
        ("hook.telegram",),
    ]


HOSTILE: list[Callable[[], str]] = [
    lambda: "\ud800 half a pair",
    lambda: "NUL\0 in the middle",
    lambda: "x" * 1_000_000,
    lambda: "‮abc‬",
    lambda: "<img src=x onerror=alert(1)>",
    lambda: "\x1b[31m",
    lambda: "a" + "́" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_strangers_is_kept_as_it_is(desk: Desk, text: Callable[[], str]) -> None:
    desk.takes(said(ANA, "1", text(), 0), queued(text=text()))
    stored = text().encode("utf-8", "replace").decode()
    assert [each.text for each in desk.lines()] == [stored, stored]
    entries = desk.db.execute("SELECT body FROM entry WHERE seq = 1").fetchone()
    assert entries[0].startswith(b"{")


def test_a_gap_is_loud_and_nothing_of_its_frame_is_kept(desk: Desk) -> None:
    entries = log([said(ANA, "1", "uno", 0), said(ANA, "2", "dos", 1), said(ANA, "3", "tres", 2)])
    with pytest.raises(ValueError, match="a gap in the log"):
        desk.replica.apply(entries[1:])
    desk.replica.apply(entries[:1])
    with pytest.raises(ValueError, match="a gap in the log"):
        desk.replica.apply([entries[0], entries[2]])
    assert reads.position(desk.db, 0).seq == 1
    desk.replica.apply(entries)
    assert (reads.position(desk.db, 0).seq, reads.position(desk.db, 0).gaps) == (3, 0)
