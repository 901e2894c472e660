"""Drafts survive a restart, a crash while they are written, and a file that something else spoilt."""

import subprocess
import sys
from pathlib import Path

from services.drafts import Draft, DraftFile, Drafts, DraftVoice


def test_what_was_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path, lambda: 7)
    drafts.keep("ana", Draft("Hola 🙌", mode="voice"))
    drafts.save()
    assert Drafts(tmp_path).get("ana") == Draft("Hola 🙌", mode="voice", at=7)


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


def test_all_of_an_answer_is_kept(tmp_path: Path) -> None:
    whole = Draft(
        "Hola", "voice", "no decirlo", (DraftFile("a" * 64, "image", "image/png", 9, "plano.png"),),
        DraftVoice("v1", "m1", "b" * 64, heard=True), "m7", "aviso es_AR", {"body.1": "Ana"}, 7,
    )  # fmt: skip
    drafts = Drafts(tmp_path, lambda: 7)
    drafts.keep("ana", whole)
    drafts.save()
    assert Drafts(tmp_path).get("ana") == whole


def test_drafts_of_the_first_version_are_read(tmp_path: Path) -> None:
    (tmp_path / "drafts.json").write_text('{"ana": {"text": "Hola", "voice": null, "at": 3}}', encoding="utf-8")
    assert Drafts(tmp_path).get("ana") == Draft("Hola", at=3)


def test_what_is_written_survives_a_kill(tmp_path: Path) -> None:
    """A program that is killed with no warning, right after it kept a draft."""
    program = (
        "import sys, time; from pathlib import Path; from services.drafts import Draft, DraftFile, Drafts\n"
        "drafts = Drafts(Path(sys.argv[1]))\n"
        "drafts.keep('ana', Draft('Hola', 'voice', files=(DraftFile('a' * 64, 'image', 'image/png', 9),)))\n"
        "drafts.save(); print('kept', flush=True); time.sleep(600)"
    )
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as child:  # it sleeps to be killed
        assert child.stdout is not None
        assert child.stdout.readline() == "kept\n"
        child.kill()
    found = Drafts(tmp_path).get("ana")
    assert found is not None
    assert (found.text, found.mode, [each.kind for each in found.files]) == ("Hola", "voice", ["image"])
