"""A voice that waits for the lead's answer: what sets it free, what ends it, and that every desk comes to the same."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.entries import Draft, Welcome
from services.records import Outgoing
from services.store import agency, files, reads, replies
from services.store.waits import says_no
from tests.store.logs import ACCOUNT, EPOCH, Replica, dump, fact, log, place, said, value
from tests.store.logs import hook as provided

ANA = "5491155550101"
VOICE, OTHER = "a" * 32, "b" * 32
DAY = 24 * 3_600_000
Told = tuple[str, Draft]


def voice(device: str = "desk", *, days: int = 3, seen: int = 10, message: str = VOICE) -> Told:
    body = {"message": message, "conversation": place(ANA), "channel": "whatsapp", "account": ACCOUNT, "hands": "own"}
    body |= {"kind": "audio", "text": "hola", "at": EPOCH + 20_000, "not_before": EPOCH + 30_000}
    waits = {"until": EPOCH + days * DAY, "seen": EPOCH + seen * 1000}
    return fact(device, "message.queued", f"q{message}", **body, waits=waits)


def text(device: str = "other") -> Told:
    body = {"message": OTHER, "conversation": place(ANA), "channel": "whatsapp", "account": ACCOUNT, "hands": "own"}
    return fact(device, "message.queued", f"q{OTHER}", **body, kind="text", text="va", at=EPOCH + 25_000, not_before=0)


def echo(seconds: int) -> Told:
    found = {"from": "54", "to": ANA, "id": "e1", "timestamp": str(EPOCH // 1000 + seconds), "type": "text"}
    return provided("e:e1", value(message_echoes=[{**found, "text": {"body": "soy yo"}}]))


HELLO = said(ANA, "w1", "hola", 10)
YES = said(ANA, "w2", "Dale, mandame", 40)


@pytest.fixture
def fold(tmp_path: Path) -> Callable[..., Outgoing | tuple[str | None, str | None]]:
    """The voice as the outbox sees it after these entries; or, when it has come to rest, its state and why."""

    def folded(*told: Told) -> Outgoing | tuple[str | None, str | None]:
        replica = Replica(tmp_path / "r")
        replica.writer.welcome(Welcome("e", 0))
        replica.apply(log(told))
        replica.writer.settle()
        db = files.connect_to_read(tmp_path / "r" / files.REPLICA)
        found = reads.outgoing(db, VOICE)
        message = reads.message(db, VOICE)
        return found[0] if found else (message.state, message.trouble) if message else (None, None)

    return folded


Fold = Callable[..., Outgoing | tuple[str | None, str | None]]


def test_it_waits_and_counts_as_no_answer(fold: Fold, tmp_path: Path) -> None:
    found = fold(HELLO, voice())
    assert isinstance(found, Outgoing)
    assert (found.state, found.waits_until) == ("queued", EPOCH + 3 * DAY)
    db = files.connect_to_read(tmp_path / "r" / files.REPLICA)
    [row] = reads.conversations(db, [place(ANA)])
    assert (row.unanswered, row.last_text) == (True, "hola")


def test_an_answer_sets_it_free_behind_itself(fold: Fold, tmp_path: Path) -> None:
    found = fold(HELLO, voice(), YES)
    assert isinstance(found, Outgoing)
    assert found.waits_until is None
    assert found.not_before == EPOCH + 3000  # the relay's clock, when the answer came
    db = files.connect_to_read(tmp_path / "r" / files.REPLICA)
    assert [each.text for each in reads.messages(db, place(ANA), None, 9)] == ["hola", "Dale, mandame", "hola"]
    assert not reads.conversations(db, [place(ANA)])[0].unanswered


def test_an_opt_out_that_an_agent_wrote_down_ends_it(fold: Fold, tmp_path: Path) -> None:
    fold(HELLO, voice())
    [row] = reads.conversations(files.connect_to_read(tmp_path / "r" / files.REPLICA), [place(ANA)])
    asked = fact("desk", "contact.consent", "c", contact=row.contact, given=False, at=EPOCH, how="por teléfono")
    replica = Replica(tmp_path / "again")
    replica.writer.welcome(Welcome("e", 0))
    replica.apply(log([HELLO, voice(), asked]))
    replica.writer.settle()
    found = reads.message(files.connect_to_read(tmp_path / "again" / files.REPLICA), VOICE)
    assert found is not None
    assert (found.state, found.trouble) == ("failed", "wait.declined")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ((HELLO, voice(), said(ANA, "w2", "Ahora no", 40)), "wait.declined"),
        ((HELLO, voice(), said(ANA, "w2", "BAJA!!", 40)), "wait.declined"),
        ((HELLO, voice(days=0), YES), "wait.expired"),
        ((HELLO, voice(), text()), "wait.outrun"),
        ((HELLO, voice(), echo(30), YES), "wait.outrun"),
        ((HELLO, voice(), YES, text()), "wait.outrun"),
        ((HELLO, said(ANA, "w3", "una cosa más", 15), voice()), "wait.crossed"),
        ((HELLO, voice(), voice("other", message=OTHER)), "wait.outrun"),
    ],
)
def test_what_ends_it(fold: Fold, told: tuple[Told, ...], code: str) -> None:
    assert fold(*told) == ("failed", code)


def test_nobody_outruns_one_that_has_begun(fold: Fold) -> None:
    begun = fact("desk", "message.begun", "b", message=VOICE, attempt=1)
    found = fold(HELLO, voice(), YES, begun, text())
    assert isinstance(found, Outgoing)
    assert found.state == "sending"


def test_an_old_message_that_comes_late_is_no_answer(fold: Fold) -> None:
    found = fold(HELLO, voice(), said(ANA, "w0", "de antes", -120))
    assert isinstance(found, Outgoing)
    assert found.waits_until is not None


def test_an_expiry_told_after_the_answer_is_too_late(fold: Fold) -> None:
    late = fact("desk", "message.failed", "f", message=VOICE, attempt=0, code="wait.expired", again=False)
    assert isinstance(fold(HELLO, voice(), YES, late), Outgoing)


def test_it_expires_and_is_taken_back(fold: Fold) -> None:
    end = fact("desk", "message.failed", "f", message=VOICE, attempt=0, code="wait.expired", again=False)
    assert fold(HELLO, voice(), end, YES) == ("failed", "wait.expired")


def test_taken_back_it_does_not_come_again(fold: Fold) -> None:
    assert fold(HELLO, voice(), fact("desk", "message.withdrawn", "w", message=VOICE), YES) == (None, None)


def test_one_entry_at_a_time_or_all_at_once_is_the_same(tmp_path: Path) -> None:
    entries = log([HELLO, voice(), YES, text()])
    whole, slow = Replica(tmp_path / "a"), Replica(tmp_path / "b")
    for replica in (whole, slow):
        replica.writer.welcome(Welcome("e", 0))
    whole.apply(entries)
    whole.writer.settle()
    for each in entries:
        slow.apply([each])
        slow.reopen()
    assert dump(tmp_path / "a") == dump(tmp_path / "b")


@pytest.mark.parametrize("no", ["Ahora no", "ahora nó.", "BAJA", "baja por favor", "No, gracias", "STOP"])
def test_what_refuses(no: str) -> None:
    assert says_no(no)


@pytest.mark.parametrize("other", ["", "No sé, contame", "¿es planta baja?", "Escuchar audio", "no puedo el viernes"])
def test_what_does_not(other: str) -> None:
    assert not says_no(other)


CLIP = "c" * 64
LINE = fact("desk", "agency.changed", "line", values={"voice_line": "Voz generada"})
REWORDED = fact("desk", "agency.changed", "line2", values={"voice_line": "Es una voz generada"})
MADE = fact("desk", "voice.made", "made", clip=CLIP, kind="speech")
FREED = fact("desk", "message.queued", "q", **voice()[1].body, media={"sha256": CLIP, "mime": "audio/ogg"})
LEFT = (
    fact("desk", "message.begun", "b1", message=VOICE, attempt=1),
    fact("desk", "message.sent", "s1", message=VOICE, attempt=1, provider_id="wamid.v"),
)
TELLS = fact(
    "desk", "message.queued", "t1", message=OTHER, conversation=place(ANA), channel="whatsapp", account=ACCOUNT,
    hands="any", kind="text", text="Voz generada", at=EPOCH + 50_000, not_before=0, content={"disclosure": True},
)  # fmt: skip
LOST = fact("desk", "message.failed", "f1", message=OTHER, attempt=0, code="outbox.stale", again=False)


@pytest.mark.parametrize(
    ("told", "owed"),
    [
        ((LINE, MADE, HELLO, FREED, YES, *LEFT), True),
        ((LINE, MADE, HELLO, FREED, YES, *LEFT, REWORDED), True),
        ((LINE, MADE, HELLO, FREED, YES), False),
        ((LINE, HELLO, FREED, YES, *LEFT), False),
        ((MADE, HELLO, FREED, YES, *LEFT), False),
        ((MADE, HELLO, FREED, YES, *LEFT, LINE), False),
        ((LINE, MADE, HELLO, FREED, YES, *LEFT, TELLS), False),
        ((LINE, MADE, HELLO, FREED, YES, *LEFT, TELLS, LOST), False),
        ((LINE, MADE, HELLO, TELLS, LOST, FREED, YES, *LEFT), True),
    ],
)
def test_a_line_is_owed_where_a_generated_voice_left_by_itself(fold: Fold, told: tuple[Told, ...], owed: bool,
                                                               tmp_path: Path) -> None:  # fmt: skip
    fold(*told)
    db = files.connect_to_read(tmp_path / "r" / files.REPLICA)
    assert agency.untold(db, EPOCH) == ([place(ANA)] if owed else [])
    assert agency.untold(db, EPOCH + DAY) == []


def test_quick_replies_are_the_last_that_was_saved(tmp_path: Path) -> None:
    replica = Replica(tmp_path)
    replica.writer.welcome(Welcome("e", 0))
    media = {"sha256": "c" * 64, "mime": "audio/ogg", "size": 9, "seconds": 3.5, "wave": "AAEC", "voice": True}
    replica.apply(
        log(
            [
                fact("desk", "reply.saved", "1", reply="r1", name="hola", text="Hola {nombre}"),
                fact("other", "reply.saved", "2", reply="r1", name="hola", text="Buenas {nombre}"),
                fact("desk", "reply.saved", "3", reply="r2", name="Audio", text="", media=media),
                fact("desk", "reply.saved", "4", reply="r3", name="fuera", text="x"),
                fact("desk", "reply.removed", "5", reply="r3"),
                fact("desk", "reply.saved", "6", reply="r4", name="", text="sin nombre"),
            ]
        )
    )
    replica.writer.settle()
    found = replies.read(files.connect_to_read(tmp_path / files.REPLICA))
    assert [(each.name, each.text) for each in found] == [("Audio", ""), ("hola", "Buenas {nombre}")]
    assert found[0].media is not None
    assert (found[0].media.seconds, found[0].media.wave, found[0].media.voice) == (3.5, b"\0\1\2", True)
