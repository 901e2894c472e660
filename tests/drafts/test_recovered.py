"""What a start finds of recordings that were not sent: among the drafts again, and told of where it was cut off."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.furnish import _recovered
from app.office import Office
from services.drafts import Draft, Drafts
from services.voice.recordings import Recording


@pytest.mark.parametrize("kept", [True, False])
def test_a_recording_stands_among_the_drafts_again(tmp_path: Path, kept: bool) -> None:
    drafts, told = Drafts(tmp_path), list[str]()
    drafts.keep("bruno", Draft(text="Hola", mode="text"))
    window = SimpleNamespace(notice=SimpleNamespace(say=told.append))
    office = cast(Office, cast(Any, SimpleNamespace(house=SimpleNamespace(drafts=drafts), window=window)))
    _recovered(office, [Recording("r1", "ana", 1, kept=kept), Recording("r2", "bruno", 2, kept=True)])
    ana, bruno = drafts.get("ana"), drafts.get("bruno")
    assert ana is not None
    assert bruno is not None
    assert (ana.mode, ana.recording) == ("voice", "r1")
    assert (bruno.text, bruno.recording) == ("Hola", "r2")
    assert len(told) == (0 if kept else 1)
