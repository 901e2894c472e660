"""The states of a voice being prepared, without Qt."""

import pytest

from services.trouble import Trouble
from services.voice import Clip, Take, VoiceSettings, Wording
from widgets.composer.speech import Failed, Idle, Making, Option, Ready, Script, Speech
from widgets.composer.voice_look import look
from widgets.words import Words

HELLO = Script("Hola", "v0", "m")


def option(name: str, script: Script = HELLO, **fields: bool) -> Option:
    clip = Clip(name, "audio/ogg", 1000, 2.0, bytes(4))
    wording = Wording(script.text, script.voice, script.model, script.settings)
    return Option(Take(clip, wording, 4, "", "", ""), script, 0, **fields)


def made(*options: Option) -> Speech:
    speech = Speech(HELLO)
    for each in options:
        speech = speech.asked().made(each)
    return speech


def test_a_take_comes_to_the_table_unheard() -> None:
    speech = Speech(HELLO).asked().arriving(1.0)
    assert speech.phase == Making(1.0)
    speech = speech.made(option("a"))
    assert speech.phase == Ready(0)
    assert not speech.heard
    assert speech.played_to_end("a").heard


def test_only_the_bytes_that_were_played_count_as_heard() -> None:
    speech = made(option("a"), option("b")).played_to_end("a")
    assert speech.chosen == option("b")
    assert not speech.heard
    assert speech.chose(0).heard


@pytest.mark.parametrize(
    "other",
    [Script("Hola!", "v0", "m"), Script("Hola", "v1", "m"), Script("Hola", "v0", "m", VoiceSettings(speed=1.2))],
)
def test_another_script_drops_what_was_ready(other: Script) -> None:
    speech = made(option("a", heard=True)).written(other)
    assert speech.phase == Idle()
    assert speech.chosen is None
    assert not speech.heard


def test_a_text_that_comes_back_finds_its_take_as_heard_as_it_was() -> None:
    speech = made(option("a")).played_to_end("a").written(Script("Hola!", "v0", "m")).written(HELLO)
    assert speech.heard


def test_an_edit_and_another_try_go_on_from_the_take_that_was_chosen() -> None:
    edit, chosen = Script("Hola!", "v0", "m"), made(option("a"), option("b"), option("c")).chose(1)
    assert chosen.written(edit).base == "b"
    assert chosen.written(edit).written(HELLO).phase == Ready(1)
    assert chosen.asked().stopped().phase == chosen.asked().failed(Trouble("voice.busy")).stopped().phase == Ready(1)


def test_a_take_stands_on_the_table_again_when_another_one_fails() -> None:
    chosen = made(option("a", heard=True), option("b")).chose(0)
    failed = chosen.asked().arriving(1.0).failed(Trouble("voice.cut"))
    shown = look(failed, picked=True)
    assert (failed.chosen, failed.heard, shown.can_send) == (chosen.chosen, True, True)
    assert shown.trouble is not None
    assert shown.status == "Toma 1 oída entera: sale este audio"
    again = failed.asked().failed(Trouble("voice.busy"))
    assert again.trouble is not None
    assert again.trouble.code == "voice.busy"
    assert again.recalled((option("old"),)).chosen == chosen.chosen
    assert [x.trouble for x in (failed.asked(), failed.stopped(), failed.chose(1))] == [None] * 3
    gone = failed.failed(Trouble("clip.gone")).asked().failed(Trouble("voice.busy"))  # there is nothing to stand there
    assert isinstance(gone.phase, Failed)


def test_a_draft_finds_its_own_take_among_those_of_an_earlier_day() -> None:
    earlier = (option("a"), option("b"))
    speech = Speech(HELLO).recalled(earlier)
    assert speech.restored("a", True, "").phase == Ready(0)
    assert speech.restored("a", True, "").heard
    assert speech.restored("gone", True, "").phase == Idle()
    assert speech.restored("", False, "b").base == "b"
    assert speech.restored("", False, "b").phase == Idle()


def test_a_take_that_comes_too_late_is_kept_but_not_put_on_the_table() -> None:
    late = Speech(HELLO).asked().written(Script("Chau", "v0", "m")).made(option("a"))
    assert late.phase == Idle()
    assert [each.take.clip.sha256 for each in late.options] == ["a"]


def test_the_same_bytes_in_other_words_were_heard_already() -> None:
    same_said = Script("hola", "v0", "m")
    speech = made(option("a")).played_to_end("a").written(same_said).asked().made(option("a", same_said))
    assert speech.heard


def test_the_takes_of_a_text_in_any_voice_are_seen_together() -> None:
    other_voice = Script("Hola", "v1", "m")
    speech = made(option("a")).written(other_voice).asked().made(option("b", other_voice))
    assert [index for index, _ in speech.current] == [0, 1]
    assert speech.written(Script("Chau")).current == ()


class TestLook:
    def test_a_voice_can_be_listened_to_once_some_of_it_is_here(self) -> None:
        assert look(Speech(HELLO).asked(), picked=True).status == "Esperando la voz de ElevenLabs…"
        assert look(Speech(HELLO).asked().arriving(0.2), picked=True).status == "Ya la podés ir escuchando."

    def test_nothing_can_be_made_of_nothing(self) -> None:
        shown = look(Speech(), picked=True)
        assert (shown.can_make, shown.can_send, shown.bar) == (False, False, False)

    def test_without_a_voice_nothing_can_be_made(self) -> None:
        assert not look(Speech(HELLO), picked=False).can_make

    def test_a_known_take_says_that_it_is_free(self) -> None:
        shown = look(Speech(HELLO).knows(True), picked=True)
        assert shown.status == "Ya la tenías generada: no gasta créditos."
        assert shown.make == "Traer la voz"

    def test_an_unheard_take_says_why_it_cannot_go(self) -> None:
        shown = look(made(option("a")), picked=True)
        assert not shown.can_send
        assert shown.status == "Escuchala entera para poder enviarla."

    def test_a_heard_take_can_go(self) -> None:
        shown = look(made(option("a")).played_to_end("a"), picked=True)
        assert shown.can_send
        assert shown.status == "Toma oída entera: sale este audio"

    def test_of_several_takes_it_names_the_one_that_goes(self) -> None:
        shown = look(made(option("a"), option("b")).played_to_end("b"), picked=True)
        assert shown.status == "Toma 2 oída entera: sale este audio"

    def test_a_refusal_holds_even_a_heard_take(self) -> None:
        shown = look(made(option("a")).played_to_end("a"), picked=True, refused="whatsapp.window_closed")
        assert (shown.can_send, shown.can_make) == (False, False)

    def test_a_failure_is_told_and_can_be_tried_again(self) -> None:
        speech = Speech(HELLO).asked().failed(Trouble("voice.no_network"))
        assert isinstance(speech.phase, Failed)
        shown = look(speech, picked=True)
        assert shown.trouble is not None
        assert shown.can_make

    def test_an_account_that_cannot_be_read_is_told_at_once(self) -> None:
        shown = look(Speech(HELLO), Words("Falta la clave.", "Abrir Ajustes", "settings"), picked=False)
        assert shown.trouble == Words("Falta la clave.", "Abrir Ajustes", "settings")
