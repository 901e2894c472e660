"""Around the making of a voice: what it costs, who may speak, what was lost, and takes of an earlier day."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from services.settings import VOICE, Settings
from services.voice.office import VoiceOffice
from tests.voice.rehearsal import HEADERS, speech, spoken_as
from tests.widgets.composer.conftest import SECONDS, Account, FakeOutbox, press
from tests.widgets.composer.test_composer_voice import TEXT, booth, heard  # noqa: F401  (the fixture)
from tests.widgets.conftest import FakeShelf
from widgets.composer.booth import Booth
from widgets.composer.composer import Composer
from widgets.composer.speech import Speech
from widgets.composer.voice_list import VoiceList
from widgets.composer.voice_look import look, whose
from widgets.trouble_words import sentence
from widgets.voice.player import Player

# ruff: noqa: F811


def facts(shelf: FakeShelf, kind: str) -> list[dict[str, Any]]:
    return [each.body for each in shelf.published if each.kind == kind]


def kept_as_heard(voice_office: VoiceOffice, qtbot: Any) -> None:
    """The last that is written down of a voice: a restart knows it as heard from here on."""
    qtbot.waitUntil(lambda: [each.heard for each in voice_office.reels._there("ana")] == [True])


def summoned(booth: Booth) -> VoiceList:
    booth.panel.voices.showPopup()
    assert booth.cast.list is not None
    return booth.cast.list


def test_what_was_made_and_heard_is_booked_once(
    open_composer: Callable[[], Composer], booth: Booth, shelf: FakeShelf, voice_office: VoiceOffice, qtbot: Any
) -> None:
    heard(booth, qtbot)
    kept_as_heard(voice_office, qtbot)
    qtbot.waitUntil(lambda: len(facts(shelf, "voice.heard")) == len(facts(shelf, "voice.made")) == 1)
    (made,) = facts(shelf, "voice.made")
    assert (made["credits"], made["member"], made["conversation"], made["voice"]) == (12, "m1", "ana", "v0")
    again = open_composer()
    again.set_mode("voice")
    qtbot.waitUntil(lambda: bool(again.booth.speech.options))
    again.booth.panel.editor.setPlainText(TEXT)
    qtbot.waitUntil(lambda: again.booth.speech.heard)
    assert len(facts(shelf, "voice.made")) == 1  # from the disk it costs nothing


def test_takes_of_an_earlier_day_come_back_with_their_text(
    open_composer: Callable[[], Composer], booth: Booth, voice_office: VoiceOffice, qtbot: Any
) -> None:
    heard(booth, qtbot)
    kept_as_heard(voice_office, qtbot)
    booth.panel.editor.setPlainText("Otra cosa.")
    again = open_composer()
    again.set_mode("voice")
    qtbot.waitUntil(lambda: bool(again.booth.speech.options))
    again.booth.panel.editor.setPlainText("Algo más.")
    ((index, option),) = again.booth.speech.older
    assert option.heard
    again.booth.choose(index)
    assert again.booth.panel.text == TEXT
    assert again.booth.speech.heard


def test_what_was_sent_can_be_said_again_at_once_and_for_nothing(
    composer: Composer, booth: Booth, account: Account, outbox: FakeOutbox, qtbot: Any
) -> None:
    heard(booth, qtbot)
    press(booth.panel.send_button)
    qtbot.waitUntil(lambda: booth.panel.text == "" and bool(outbox.voices))
    ((index, option),) = booth.speech.older
    booth.choose(index)
    assert (booth.panel.text, booth.speech.chosen) == (TEXT, option)
    assert len(account.spoken) == 1


def test_a_budget_stops_it_and_an_admin_may_go_on(
    booth: Booth, shelf: FakeShelf, account: Account, voice_office: VoiceOffice, qtbot: Any
) -> None:
    shelf.values["voice_budget"] = {"person": 20, "agency": 0}
    press(booth.panel.make_button)
    qtbot.waitUntil(booth.panel.notice.isVisible)
    assert "presupuesto del mes" in booth.panel.notice.accessibleName()
    assert not booth.panel.notice.button.isVisible()
    assert account.spoken == []
    voice_office.ledger.admin = True
    press(booth.panel.make_button)
    qtbot.waitUntil(booth.panel.notice.button.isVisible)
    press(booth.panel.notice.button)
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert len(account.spoken) == 1
    press(booth.panel.make_button)  # the click was good for one
    qtbot.waitUntil(lambda: booth.speech.trouble is not None)
    assert booth.speech.heard  # and the one that was made goes on standing there
    assert len(account.spoken) == 1


@pytest.mark.parametrize("admin", [False, True])
def test_what_passes_a_budget_is_said_before_it_is_asked_for(
    booth: Booth, shelf: FakeShelf, account: Account, voice_office: VoiceOffice, qtbot: Any, *, admin: bool
) -> None:
    voice_office.ledger.admin = admin
    qtbot.waitUntil(lambda: booth.speech.price is not None and booth.panel.make_button.isEnabled())
    shelf.values["voice_budget"] = {"person": 10, "agency": 0}
    booth.till.count()
    assert booth.panel._left.text() == "quedan 10 del presupuesto"
    assert "presupuesto del mes" in booth.panel.notice.accessibleName()
    assert not booth.panel.make_button.isEnabled()
    assert booth.panel.notice.button.isVisible() is admin
    assert account.spoken == []
    if admin:
        press(booth.panel.notice.button)
        qtbot.waitUntil(lambda: booth.speech.heard)
        assert len(account.spoken) == 1
        return
    shelf.values["voice_budget"] = {"person": 1_000, "agency": 0}
    booth.till.count()
    assert booth.panel.make_button.isEnabled()
    assert not booth.panel.notice.isVisible()


def test_near_the_end_of_a_budget_it_says_what_is_left(booth: Booth, shelf: FakeShelf, qtbot: Any) -> None:
    shelf.values["voice_budget"] = {"person": 15, "agency": 0}
    shelf.values["voice_budget"]["person"] = 55
    heard(booth, qtbot)
    qtbot.waitUntil(lambda: bool(facts(shelf, "voice.made")))
    shelf.values["voice_budget"]["person"] = 15
    booth.till.count()
    assert booth.panel._left.text() == "quedan 3 del presupuesto"


def test_what_was_paid_and_lost_is_fetched_and_not_paid_again(
    booth: Booth, shelf: FakeShelf, account: Account, qtbot: Any
) -> None:
    account.speaks = spoken_as(speech(SECONDS), httpx.ReadError("cut"))
    account.history = [
        {"history_item_id": "hist-1", "text": "x", "voice_id": "v0", "output_format": "pcm_24000", "state": "created"}
    ]
    account.lost = speech(SECONDS * 2)
    press(booth.panel.make_button)
    qtbot.waitUntil(booth.panel.notice.button.isVisible)
    assert booth.panel.notice.button.text() == "Traer lo que ya se pagó"
    qtbot.waitUntil(
        lambda: [each["credits"] for each in facts(shelf, "voice.made")] == [int(HEADERS["character-cost"])]
    )
    press(booth.panel.notice.button)
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert len(account.spoken) == 1
    assert booth.speech.chosen is not None
    assert booth.speech.chosen.free
    assert sum(each["credits"] for each in facts(shelf, "voice.made")) == 12


def test_a_connection_that_broke_before_any_sound_says_so_and_what_it_may_have_cost(
    booth: Booth, account: Account, qtbot: Any
) -> None:
    good, (text, button) = account.speaks, (booth.panel.notice.accessibleName, booth.panel.notice.button)

    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("reset", request=request)

    account.speaks = broken
    press(booth.panel.make_button)
    qtbot.waitUntil(button.isVisible)
    assert "por la mitad" not in text()
    assert "no llegó nada y no quedó nada guardado" in text()
    assert "Puede que ElevenLabs la haya cobrado." in text()
    assert button.text() == "Ver si ya se pagó"
    account.is_down = True
    press(button)
    qtbot.waitUntil(lambda: "No hay conexión" in text())
    assert button.text() == "Ver si ya se pagó"  # nobody could look: there is no other way on yet
    account.is_down = False
    account.speaks = spoken_as(httpx.ReadError("reset"))
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: "ElevenLabs cobró 12 créditos." in text())
    assert "no llegó nada" in text()
    assert button.text() == "Traer lo que ya se pagó"
    account.speaks = good
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.heard)


def test_a_file_that_is_gone_comes_from_the_history(
    booth: Booth, account: Account, voice_office: VoiceOffice, player: Player, qtbot: Any
) -> None:
    heard(booth, qtbot)
    option = booth.speech.chosen
    assert option is not None
    voice_office.history._clips.path(option.take.clip).unlink()
    account.history = [{"history_item_id": "hist-1", "text": "x", "output_format": "pcm_24000"}]
    account.lost = speech(SECONDS)
    player.stop()
    booth.toggle()
    qtbot.waitUntil(booth.panel.notice.button.isVisible)
    press(booth.panel.notice.button)
    qtbot.waitUntil(lambda: booth.speech.chosen is not None)
    assert len(account.spoken) == 1


def test_a_voice_that_is_gone_is_said_and_the_nearest_takes_its_place(
    open_composer: Callable[[], Composer], settings: Settings, shelf: FakeShelf, qtbot: Any
) -> None:
    shelf.values["voices"] = {"whatsapp": "withdrawn"}
    composer = open_composer()
    composer.to_voice()
    panel = composer.booth.panel
    panel.editor.setPlainText(TEXT)
    qtbot.waitUntil(panel.notice.isVisible)
    assert "ya no está en la cuenta" in panel.notice.accessibleName()
    assert not panel.make_button.isEnabled()
    press(panel.notice.button)
    qtbot.waitUntil(lambda: shelf.values.get("voice_for:whatsapp") == panel.voices.key)
    assert panel.voices.key in ("v0", "v1")
    assert settings.get(VOICE) == panel.voices.key
    qtbot.waitUntil(panel.make_button.isEnabled)


def test_the_provider_may_say_that_a_voice_is_gone(booth: Booth, account: Account, qtbot: Any) -> None:
    gone = {"detail": {"status": "voice_not_found", "message": "x"}}
    account.speaks = lambda request: httpx.Response(404, json=gone)
    press(booth.panel.make_button)
    qtbot.waitUntil(booth.panel.notice.button.isVisible)
    press(booth.panel.notice.button)
    qtbot.waitUntil(lambda: booth.panel.notice.button.text() == "Usar Sofía")
    press(booth.panel.notice.button)
    assert booth.panel.voices.currentText() == "Sofía"


def test_a_key_that_may_not_list_voices_speaks_all_the_same(
    open_composer: Callable[[], Composer], account: Account, shelf: FakeShelf, qtbot: Any
) -> None:
    account.hides = "voices_read"
    shelf.integration = lambda provider: {"voice_id": "v9"}  # type: ignore[method-assign]
    composer = open_composer()
    composer.to_voice()
    panel = composer.booth.panel
    panel.editor.setPlainText(TEXT)
    qtbot.waitUntil(panel.make_button.isEnabled)
    assert panel.voices.currentText() == "La de Integraciones"
    press(panel.make_button)
    qtbot.waitUntil(lambda: composer.booth.speech.heard)
    assert composer.booth.speech.script.voice == "v9"


def test_a_key_that_may_not_list_and_knows_no_voice_says_so(
    open_composer: Callable[[], Composer], account: Account, qtbot: Any
) -> None:
    account.hides = "voices_read"
    composer = open_composer()
    composer.to_voice()
    qtbot.waitUntil(composer.booth.panel.notice.isVisible)
    assert "voices_read" in composer.booth.panel.notice.accessibleName()


@pytest.mark.qt_log_ignore("This plugin does not support")
class TestList:
    def test_it_finds_by_anything_and_enter_chooses(self, booth: Booth, qtbot: Any) -> None:
        listing = summoned(booth)
        listing.field.setText("sof")
        assert [listing.marked, listing.list.count()] == ["v1", 2]  # the head of its kind, and itself
        listing.field.returnPressed.emit()
        assert booth.panel.voices.currentText() == "Sofía"
        assert booth.speech.script.voice == "v1"
        qtbot.waitUntil(lambda: booth.cast.list is None)

    def test_nothing_found_is_said(self, booth: Booth) -> None:
        listing = summoned(booth)
        listing.field.setText("zzz")
        assert listing.none.isVisible()
        listing.field.returnPressed.emit()
        assert listing.isVisible()

    def test_favourites_come_first_and_stay(
        self, booth: Booth, voice_office: VoiceOffice, settings: Settings, qtbot: Any
    ) -> None:
        listing = summoned(booth)
        listing._act("v1", "like")
        assert voice_office.casting.favourites == ["v1"]
        assert listing.list.item(0).text() == "Favoritas"
        assert listing.marked == "v1"
        listing._act("v1", "like")
        assert voice_office.casting.favourites == []

    def test_a_voice_may_speak_for_a_channel(self, booth: Booth, shelf: FakeShelf, qtbot: Any) -> None:
        listing = summoned(booth)
        listing.card._actions["whatsapp"].trigger()
        qtbot.waitUntil(lambda: shelf.values.get("voice_for:whatsapp") == "v0")

    def test_a_sample_is_heard_and_costs_nothing(
        self, booth: Booth, account: Account, player: Player, qtbot: Any
    ) -> None:
        listing = summoned(booth)
        listing.card.play.click()
        qtbot.waitUntil(lambda: player.key == "sample:v0" and player.total_ms > 0)
        assert account.spoken == []
        assert listing.card.play.text() == "Detener la muestra"
        listing.close()
        assert player.key == ""

    def test_a_persons_voice_asks_why_it_may_be_used(
        self, open_composer: Callable[[], Composer], account: Account, shelf: FakeShelf, qtbot: Any
    ) -> None:
        account.category = "cloned"
        composer = open_composer()
        composer.to_voice()
        panel = composer.booth.panel
        panel.editor.setPlainText(TEXT)
        qtbot.waitUntil(panel.make_button.isEnabled)
        qtbot.waitUntil(lambda: bool(composer.booth.cast.casting.seen()))
        press(panel.make_button)
        qtbot.waitUntil(panel.notice.button.isVisible)
        assert account.spoken == []
        press(panel.notice.button)
        listing = composer.booth.cast.list
        assert listing is not None
        listing.card.why.setText("  ")
        listing.card.note.click()
        qtbot.waitUntil(listing.card._trouble.isVisible)
        listing.card.why.setText("Es su voz y dijo que sí.")
        listing.card.note.click()
        qtbot.waitUntil(lambda: bool(shelf.values.get("voice_right:v0")))
        noted = shelf.values["voice_right:v0"]
        assert (noted["by"], noted["how"]) == ("Martín", "Es su voz y dijo que sí.")
        qtbot.waitUntil(lambda: composer.booth.cast.list is None)
        press(panel.make_button)
        qtbot.waitUntil(lambda: composer.booth.speech.heard)


def test_settings_are_kept_for_the_voice_and_the_model(booth: Booth, settings: Settings, qtbot: Any) -> None:
    from services.voice import VoiceSettings

    calm = VoiceSettings(stability=0.9)
    booth.tune(calm)
    assert booth.speech.script.settings == calm
    booth.panel.voices.setCurrentIndex(1)
    booth.panel.voices.activated.emit(1)
    assert booth.speech.script.settings == VoiceSettings()
    booth.panel.voices.setCurrentIndex(0)
    booth.panel.voices.activated.emit(0)
    assert booth.speech.script.settings == calm


def stopped(booth: Booth, account: Account, qtbot: Any) -> None:
    """A voice that was asked for, and given up before it came."""
    good, account.speaks = account.speaks, spoken_as(asyncio.Event())
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: bool(account.spoken))
    press(booth.panel.make_button)
    account.speaks = good
    press(booth.panel.make_button)
    qtbot.waitUntil(booth.panel.notice.isVisible)
    assert "puede estar paga" in booth.panel.notice.accessibleName()
    assert len(account.spoken) == 1


def test_what_was_stopped_may_be_paid_and_is_fetched(booth: Booth, account: Account, qtbot: Any) -> None:
    stopped(booth, account, qtbot)
    spoken = "Sale ciento ochenta y cinco mil dólares."
    account.history = [{"history_item_id": "h9", "text": spoken, "output_format": "pcm_24000"}]
    account.lost = speech(SECONDS)
    press(booth.panel.notice.button)
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert len(account.spoken) == 1


def test_what_was_stopped_and_never_spoken_is_made_with_another_click(
    booth: Booth, account: Account, qtbot: Any
) -> None:
    stopped(booth, account, qtbot)
    press(booth.panel.notice.button)
    qtbot.waitUntil(lambda: "nada pagado" in booth.panel.notice.accessibleName())
    press(booth.panel.notice.button)
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert len(account.spoken) == 2


def test_who_saw_that_it_may_be_paid_may_pay_again(booth: Booth, account: Account, qtbot: Any) -> None:
    stopped(booth, account, qtbot)
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.heard)
    assert len(account.spoken) == 2


def test_what_was_surely_not_charged_is_simply_asked_again(booth: Booth, account: Account, qtbot: Any) -> None:
    good = account.speaks
    account.speaks = lambda request: httpx.Response(401, json={"detail": {"status": "quota_exceeded", "message": "x"}})
    press(booth.panel.make_button)
    qtbot.waitUntil(booth.panel.notice.isVisible)
    account.speaks = good
    press(booth.panel.make_button)
    qtbot.waitUntil(lambda: booth.speech.heard)


def test_credits_left_do_not_wait_for_the_accounts_own_count(booth: Booth, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: booth.panel._left.text() == "quedan 61.240")
    heard(booth, qtbot)  # it cost 12, and the account still tells what it told
    qtbot.waitUntil(lambda: booth.panel._left.text() == "quedan 61.228")


@pytest.mark.parametrize(("admin", "told"), [(True, "Abrir Ajustes"), (False, "Pedile a quien administra")])
def test_who_may_enter_no_key_is_told_whom_to_ask(admin: bool, told: str) -> None:
    trouble = sentence("voice.no_key")
    shown = whose(look(Speech(), trouble, picked=True), lambda: admin).trouble
    assert shown is not None
    assert shown.text == trouble.text
    assert shown.action.startswith(told)
    assert bool(shown.does) is admin
