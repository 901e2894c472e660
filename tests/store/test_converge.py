"""Replicas of one log are equal, however its entries came: cut, doubled, late, pushed from here or read from there."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.entries import Draft, Entry, Reset, Result, Welcome
from tests.store.logs import (
    ACCOUNT,
    EPOCH,
    Replica,
    as_sent,
    contact_id,
    directory,
    fact,
    hook,
    log,
    message_id,
    place,
    replayed,
    said,
    status,
    value,
)

NUMBERS = ("5491155550101", "5491155550102", "5493515550103")
SPELLINGS = ("+54 9 11 5555-0101", "011 15 5555-0102", "54 351 5550103")
PLACES = [place(number) for number in NUMBERS]
CONTACTS = [contact_id(number) for number in NUMBERS]
WAMIDS = [f"wamid.{n}" for n in range(6)]
OURS = [f"{n:032x}" for n in range(1, 5)]
DEVICES = ("desk", "other")

SETTINGS = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))

small = st.integers(0, 5)
who = st.integers(0, len(NUMBERS) - 1)
ours = st.sampled_from(OURS)
wamid = st.sampled_from(WAMIDS)
contact = st.sampled_from(CONTACTS)


@st.composite
def provider_fact(draw: st.DrawFn, n: int) -> tuple[str, Draft]:
    """An update of a provider, under an id of its own."""
    seconds, lead = draw(st.integers(0, 40)), draw(who)
    number = NUMBERS[lead]
    match draw(st.integers(0, 9)):
        case 0 | 1 | 2:
            by, made = said(number, draw(wamid), draw(st.sampled_from(("hola", "¿Cuánto?", "José"))), seconds)
        case 3:
            state = draw(st.sampled_from(("sent", "delivered", "read", "played", "failed")))
            by, made = status(draw(wamid), state, seconds, draw(st.none() | ours))
        case 4:
            item = {"from": number, "id": f"r{n}", "timestamp": str(EPOCH // 1000 + seconds), "type": "reaction"}
            item["reaction"] = {"message_id": draw(wamid), "emoji": draw(st.sampled_from(("👍", "")))}  # type: ignore[assignment]
            by, made = hook("", value(messages=[item]))
        case 5:
            kind = draw(st.sampled_from(("edit", "revoke")))
            act: dict[str, Any] = {"original_message_id": draw(wamid)}
            act |= {"message": {"type": "text", "text": {"body": f"edit {n}"}}} if kind == "edit" else {}
            item = {"from": number, "id": f"e{n}", "timestamp": str(EPOCH // 1000 + seconds), "type": kind}
            by, made = hook("", value(messages=[{**item, kind: act}]))
        case 6:
            item = {"from": ACCOUNT, "to": number, "id": draw(wamid), "timestamp": str(EPOCH // 1000 + seconds)}
            by, made = hook("", value(message_echoes=[{**item, "type": "text", "text": {"body": "echo"}}]))
        case 7:
            body = {"id": str(lead), "last_input_text": f"m{n}", "name": "Ana", "whatsapp_phone": SPELLINGS[draw(who)]}
            by, made = hook("", body, "manychat")
        case 8:
            profile = {"profile": {"name": "Ana"}, "wa_id": number, "user_id": f"AR.{draw(who)}"}
            item = {"from": number, "id": f"b{n}", "timestamp": str(EPOCH // 1000 + seconds), "type": "text"}
            by, made = hook("", value(contacts=[profile], messages=[{**item, "text": {"body": "con nombre"}}]))
        case _:
            item = {"from": number, "id": f"y{n}", "timestamp": str(EPOCH // 1000 + seconds), "type": "system"}
            item["system"] = {"type": "user_changed_number", "wa_id": NUMBERS[draw(who)]}  # type: ignore[assignment]
            by, made = hook("", value(messages=[item]))
    return by, Draft(f"h{n}", made.kind, made.body)


Facts = tuple[tuple[str, dict[str, Any]], ...]


def of_a_message(draw: st.DrawFn, where: str, moment: int) -> Facts:
    attempt = draw(st.integers(1, 2))
    queued = {"conversation": where, "at": moment}
    media = {"mime": "audio/ogg", "sha256": "ab" * 32, "size": 9}
    return (
        ("message.queued", {**queued, "text": "va", "not_before": moment, "hands": "any"}),
        ("message.queued", {**queued, "kind": "audio", "media": media}),
        ("message.withdrawn", {}),
        ("message.begun", {"attempt": attempt}),
        ("message.sent", {"attempt": attempt, "provider_id": draw(wamid)}),
        ("message.failed", {"attempt": attempt, "code": "net.unreachable", "again": True}),
        ("message.unknown", {"attempt": attempt}),
        ("message.settled", {"sent": draw(st.booleans())}),
        ("message.handed", {}),
        ("message.retried", {"not_before": moment}),
    )


def of_a_conversation(draw: st.DrawFn, where: str, moment: int) -> Facts:
    return (
        ("conversation.read", {"conversation": where, "upto": moment}),
        ("conversation.unread", {"conversation": where}),
        ("conversation.closed", {"conversation": where, "upto": moment}),
        ("conversation.reopened", {"conversation": where}),
        ("conversation.snoozed", {"conversation": where, "until": draw(st.sampled_from((moment, "reply")))}),
        ("conversation.assigned", {"conversation": where, "member": draw(st.none() | st.just("me"))}),
        ("conversation.tagged", {"conversation": where, "tag": draw(st.sampled_from(("Venta", "Visita")))}),
        ("conversation.untagged", {"conversation": where, "tag": "Venta"}),
    )


def of_a_note(draw: st.DrawFn, n: int, where: str, moment: int) -> Facts:
    """Notes of one name each, and notes that more than one entry may write and somebody is called in."""
    note = {"conversation": where, "at": moment}
    called = {"text": "@Ana ojo", "mentions": ["me", "ana"], "called": ["Yo", "Ana"]}
    return (
        ("note.added", {**note, "note": f"note{n}", "text": "ojo"}),
        ("note.added", {**note, **called, "note": f"note{draw(small)}"}),
        ("mention.seen", {"notes": [f"note{draw(small)}"], "member": draw(st.sampled_from(("me", "ana")))}),
    )


def of_a_contact(draw: st.DrawFn, n: int) -> Facts:
    zone = draw(st.sampled_from((None, "Sur")))
    refused = {"field": "zona", "value": "Sur", "again": draw(st.booleans())}
    return (
        ("lead.changed", {"contact": draw(contact), "fields": {"name": f"N{n}", "zona": zone}}),
        ("lead.refused", {"contact": draw(contact), **refused}),
        ("contact.merged", {"contact": draw(contact), "into": draw(contact)}),
        ("contact.unmerged", {"contact": draw(contact)}),
        ("contact.consent", {"contact": draw(contact), "channel": "whatsapp", "given": draw(st.booleans())}),
    )


def of_the_agency(draw: st.DrawFn, n: int) -> Facts:
    return (
        ("integration.changed", {"provider": "whatsapp", "active": draw(st.booleans()), "config": {"n": n}}),
        ("view.saved", {"view": "v", "member": "me", "name": f"V{n}", "query": {"tag": "Venta"}}),
        ("view.removed", {"view": "v"}),
        ("colleague.introduced", {"member": "me", "name": f"N{n}"}),
        ("media.shared", {}),
        ("voice.transcribed", {"message": message_id(draw(wamid)), "text": f"oí {n}", "words": [[0, n, "oí"]]}),
        ("voice.asked", {"message": message_id(draw(wamid))}),
        ("library.saved", {"entry": "e", "name": f"Saludo {n}", "shelf": "greeting", "text": "{nombre}"}),
        ("library.removed", {"entry": "e"}),
        ("visit.planned", {"visit": "later"}),
    )


@st.composite
def desk_fact(draw: st.DrawFn, n: int) -> tuple[str, Draft]:
    """A fact of one of the desks: any kind is as likely as any other, about whatever place and message."""
    device, message = draw(st.sampled_from(DEVICES)), draw(ours)
    where, moment = draw(st.sampled_from(PLACES)), EPOCH + 1000 * draw(st.integers(0, 40))
    facts = (
        *of_a_message(draw, where, moment),
        *of_a_conversation(draw, where, moment),
        *of_a_note(draw, n, where, moment),
        *of_a_contact(draw, n),
        *of_the_agency(draw, n),
    )
    kind, body = draw(st.sampled_from(facts))
    about = {"message": message} if kind.startswith("message.") else {}
    return fact(device, kind, f"d{n}", **about, **body)


@st.composite
def a_log(draw: st.DrawFn) -> list[Entry]:
    """Entries of providers and of two desks; any of them may be about what is not there, or not there yet."""
    size = draw(st.integers(1, 40))
    drafts = [draw(provider_fact(n) if draw(st.booleans()) else desk_fact(n)) for n in range(size)]
    return as_sent(log(drafts))


@given(a_log(), st.data())
@SETTINGS
def test_however_the_log_is_cut(entries: list[Entry], data: st.DataObject) -> None:
    """Frames of any size, sent twice, between restarts, told as a catch-up or as news: all rows are the same."""
    with directory() as path:
        whole = replayed(path / "whole", entries)
        replica = Replica(path / "cut")
        replica.writer.welcome(Welcome("e", data.draw(st.sampled_from((0, len(entries))))))
        done = 0
        while done < len(entries):
            upto = data.draw(st.integers(done + 1, len(entries)))
            replica.apply(entries[data.draw(st.integers(0, done)) : upto], data.draw(st.integers(upto, len(entries))))
            done = upto
            if data.draw(st.integers(0, 4)) == 0:
                replica.reopen()
        assert replica.dump() == whole
        replica.writer.close()


def test_a_summary_that_was_taken_back_counts_before_the_next_entry() -> None:
    """A lead's line proves to be ours: whether it is closed afterwards must not depend on where the log was cut."""
    entries = as_sent(
        log(
            [
                said(NUMBERS[0], WAMIDS[2], "¿Cuánto?", 33),
                status(WAMIDS[2], "sent", 19, OURS[3]),
                fact("other", "conversation.closed", "c", conversation=PLACES[0], upto=EPOCH + 9000),
            ]
        )
    )
    with directory() as path:
        whole = replayed(path / "whole", entries)
        replica = Replica(path / "cut")
        replica.writer.welcome(Welcome("e", 0))
        for each in entries:
            replica.apply([each])
        assert replica.dump() == whole
        replica.writer.close()


@given(a_log(), st.data())
@SETTINGS
def test_whoever_wrote_it(entries: list[Entry], data: st.DataObject) -> None:
    """A desk shows its own facts before the log has them; in the end its rows are those of a desk that only read."""
    with directory() as path:
        whole = replayed(path / "whole", entries)
        replica = Replica(path / "desk")
        replica.writer.welcome(Welcome("e", 0))
        own = [each for each in entries if each.by == "desk"]
        done = 0
        while done < len(entries):
            for _ in range(data.draw(st.integers(0, 2))):
                if own:
                    replica.writer.publish([Draft(own[0].id, own[0].kind, own.pop(0).body)])
            upto = data.draw(st.integers(done + 1, len(entries)))
            if data.draw(st.booleans()):
                answers = [Result(each.id, each.seq, each.at) for each in entries[done:upto] if each.by == "desk"]
                replica.writer.confirm(answers)
            replica.apply(entries[done:upto])
            own = [each for each in own if each.seq > upto]
            done = upto
            if data.draw(st.integers(0, 4)) == 0:
                replica.reopen()
        assert replica.dump() == whole
        assert replica.writer._pending.all() == []
        replica.writer.close()


@given(a_log(), a_log(), st.data())
@SETTINGS
def test_what_is_refused_leaves_no_trace(entries: list[Entry], refused: list[Entry], data: st.DataObject) -> None:
    with directory() as path:
        whole = replayed(path / "whole", entries)
        replica = Replica(path / "desk")
        replica.writer.welcome(Welcome("e", 0))
        drafts = [Draft(f"x{each.id}", each.kind, each.body) for each in refused if each.kind[:5] != "hook."]
        cut = data.draw(st.integers(0, len(entries)))
        if cut:
            replica.apply(entries[:cut])
        replica.writer.publish(drafts)
        if cut < len(entries):
            replica.apply(entries[cut:])
        replica.writer.confirm([Result(each.id, code="entry.kind_refused") for each in drafts])
        assert replica.dump() == whole
        replica.writer.close()


@given(a_log(), a_log(), st.booleans())
@SETTINGS
def test_another_log_is_read_from_its_start(old: list[Entry], new: list[Entry], told: bool) -> None:
    """After a reset, or a log restored under another epoch, nothing is left of the old one."""
    with directory() as path:
        whole = replayed(path / "whole", new, "second")
        replica = Replica(path / "desk")
        replica.writer.welcome(Welcome("first", len(old)))
        replica.apply(old)
        if told:
            replica.writer.forget(Reset("epoch"))
        assert replica.writer.welcome(Welcome("second", len(new))).everything or told
        replica.apply(new)
        assert replica.dump() == whole
        replica.writer.close()


@given(st.permutations([*((s, None) for s in ("sent", "delivered", "read", "played")), ("queued", 1), ("begun", 2)]))
@SETTINGS
def test_statuses_in_every_order(order: list[tuple[str, int | None]]) -> None:
    """The statuses of a message whose answer was lost come before it, after it, or between: it was heard."""
    own = OURS[0]
    desk = {
        "queued": fact("desk", "message.queued", "q", message=own, conversation=PLACES[0], text="va", at=EPOCH),
        "begun": fact("desk", "message.begun", "b", message=own, attempt=1),
    }
    drafts = [said(NUMBERS[0], "wamid.lead", "hola", 0)]
    drafts += [desk[what] if what in desk else status("wamid.x", what, 0, own) for what, _ in order]
    with directory() as path:
        found = replayed(path / "whole", log(drafts))
        rows = {row[0]: row for row in found["message"]}
        assert "played" in rows[own]
        assert message_id("wamid.x") not in rows
        assert found["early"] == []
