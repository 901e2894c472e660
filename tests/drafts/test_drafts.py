"""Drafts survive a restart, a crash while they are written, and a file that something else spoilt."""

from pathlib import Path

from services.drafts import Draft, Drafts


def test_what_was_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path, lambda: 7)
    drafts.keep("ana", Draft("Hola 🙌", voice=True))
    drafts.save()
    assert Drafts(tmp_path).get("ana") == Draft("Hola 🙌", voice=True, at=7)


def test_an_empty_draft_is_forgotten(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("ana", Draft("Hola"))
    assert drafts.keep("ana", Draft(" \n")) is None
    drafts.save()
    assert Drafts(tmp_path).get("ana") is None


def test_the_same_text_keeps_its_time(tmp_path: Path) -> None:
    times = iter((1, 2))
    drafts = Drafts(tmp_path, lambda: next(times))
    drafts.keep("ana", Draft("Hola"))
    again = drafts.keep("ana", Draft("Hola"))
    assert again is not None
    assert again.at == 1


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "drafts.json").write_text("{nonsense", encoding="utf-8")
    assert Drafts(tmp_path).get("ana") is None
    assert (tmp_path / "drafts.damaged").read_text(encoding="utf-8") == "{nonsense"


def test_a_half_written_file_is_never_read(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("ana", Draft("Hola"))
    drafts.save()
    (tmp_path / "drafts.new").write_text("{", encoding="utf-8")
    assert Drafts(tmp_path).get("ana") is not None
