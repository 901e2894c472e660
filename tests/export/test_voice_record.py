"""The record of voices, from the log to the table: each line says what kind of voice it was and whom it was for."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.entries import Draft, Entries, Welcome
from services.export import rows
from services.export.export import export_voices
from services.store import Store
from tests.store.logs import EPOCH, fact, log, place, said

ANA = "5491155550101"
SPOKEN, RECORDED = "a" * 64, "b" * 64


def sent(message: str, clip: str) -> list[tuple[str, Draft]]:
    """A voice that this desk sent Ana."""
    media = {"mime": "audio/ogg", "sha256": clip, "size": 9}
    queued = {"message": message, "conversation": place(ANA), "kind": "audio", "at": EPOCH + 5_000, "media": media}
    return [
        fact("desk", "message.queued", f"q{message}", **queued),
        fact("desk", "message.begun", f"b{message}", message=message, attempt=1),
        fact("desk", "message.sent", f"s{message}", message=message, attempt=1, provider_id=f"wamid.{message}"),
    ]


def done(what: str, clip: str, who: str, **more: object) -> tuple[str, Draft]:
    """Somebody made or heard a clip; who hears it says neither its kind nor whom it is for."""
    return fact("desk", f"voice.{what}", f"{what} {clip[0]} {who}", clip=clip, author=who, member=who, **more)


@pytest.mark.asyncio
async def test_kind_and_lead_of_a_voice_are_those_it_was_made_with(tmp_path: Path) -> None:
    lead = place(ANA)
    entries = log(
        [
            said(ANA, "w1", "hola", 1),
            done("made", SPOKEN, "Martín", conversation=lead, kind="speech", credits=12, at=EPOCH + 2_000),
            done("made", RECORDED, "Sofía", conversation=lead, kind="recording", at=EPOCH + 3_000),
            done("heard", SPOKEN, "Sofía", at=EPOCH + 4_000),
            done("heard", RECORDED, "Martín", at=EPOCH + 4_001),
            *sent("1" * 32, SPOKEN),
            *sent("2" * 32, RECORDED),
        ]
    )
    store = Store.open(tmp_path / "tenant", "desk", lambda changes: None, now=lambda: EPOCH + 60_000)
    await store.apply(Welcome("e", 0))
    await store.apply(Entries(entries, len(entries)))
    path, moment = tmp_path / "voces.csv", lambda at: datetime.fromtimestamp(at / 1000, UTC)
    count = await export_voices(store, 0, EPOCH + 99_000, rows.VOICES, path, moment, lambda done, of: None)
    await store.close()
    table = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert count == len(table) == 6
    assert {(row["what"], row["clip"], row["kind"]) for row in table} == {
        (what, clip, kind)
        for what in ("made", "heard", "sent")
        for clip, kind in ((SPOKEN, "speech"), (RECORDED, "recording"))
    }
    assert {row["lead"] for row in table} == {"Ana"}
    assert [row["credits"] for row in table if row["what"] == "made"] == ["12", "0"]
