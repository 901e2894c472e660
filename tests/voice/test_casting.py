"""Who speaks: favourites and settings of the desk, choices and rights of the agency, and a voice that is gone."""

from pathlib import Path

import pytest

from services.agency import Agency
from services.settings import VOICE, Settings
from services.store import Store
from services.trouble import Trouble
from services.voice import VoiceOption, VoiceSettings
from services.voice.account import listed_voice
from services.voice.casting import Casting

MARTIN = VoiceOption("m", "Martín", "cloned", labels={"gender": "male", "accent": "rioplatense", "language": "es"})
JULIAN = VoiceOption("j", "Julián", "premade", labels={"gender": "male", "accent": "rioplatense", "language": "es"})
SOFIA = VoiceOption("s", "Sofía", "premade", labels={"gender": "female", "accent": "rioplatense", "language": "es"})
ADAM = VoiceOption("a", "Adam", "premade", labels={"gender": "male", "accent": "american", "language": "en"})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def casting(tmp_path: Path, settings: Settings) -> Casting:
    store = Store.open(tmp_path, "desk", lambda changes: None, lambda: 1)
    made = Casting(Agency(store, "ana", "Ana"), settings, tmp_path / "voice" / "voices.json", "Ana")
    made.see([MARTIN, JULIAN, SOFIA, ADAM])
    return made


@pytest.mark.asyncio
async def test_a_channel_has_its_voice_else_the_purpose_has(casting: Casting) -> None:
    assert casting.default("whatsapp") == ""
    await casting.appoint("respuesta", "m")
    await casting.appoint("whatsapp", "s")
    assert (casting.default("whatsapp"), casting.default("uchat")) == ("s", "m")
    assert casting.default(purpose="campaña") == ""
    await casting.appoint("whatsapp", "")
    assert casting.default("whatsapp") == "m"


@pytest.mark.asyncio
async def test_a_cloned_voice_asks_for_its_right_once(casting: Casting) -> None:
    assert casting.lacks_right("m")
    assert not casting.lacks_right("s")
    for empty in ("", " … ", "x" * 301):
        with pytest.raises(Trouble, match=r"voice\.bad_right"):
            await casting.note_right("m", empty, 5)
    await casting.note_right("m", " Es  su voz ", 5)
    noted = casting.right("m")
    assert noted is not None
    assert (noted.by, noted.how, noted.at) == ("Ana", "Es su voz", 5)
    assert not casting.lacks_right("m")


@pytest.fixture
def two(tmp_path: Path, settings: Settings) -> list[Casting]:
    """Two desks; neither has read what the other wrote: of what is one value in the log, only the last would stay."""
    return [
        Casting(Agency(Store.open(tmp_path / each, each, lambda changes: None, lambda: 1), each, each), settings,
                tmp_path / f"{each}.json", each)
        for each in ("ana", "beto")
    ]  # fmt: skip


@pytest.mark.asyncio
async def test_two_desks_that_choose_a_voice_at_once_lose_none(two: list[Casting]) -> None:
    ana, beto = two
    await ana._agency.change(voices={"respuesta": "old", "uchat": "old", "visita": "j"})
    await beto._agency.change(**ana._agency.values())
    await ana.appoint("whatsapp", "m")
    await ana.appoint("visita", "")
    await beto.appoint("manychat", "s")
    await beto.recast("old", "a")
    await ana._agency.change(**beto._agency.values())
    assert ana.defaults() == {"respuesta": "a", "uchat": "a", "manychat": "s", "whatsapp": "m"}


@pytest.mark.asyncio
async def test_two_desks_that_note_a_right_at_once_lose_none(two: list[Casting]) -> None:
    ana, beto = two
    await ana._agency.change(voice_rights={"old": {"by": "Ana", "how": "Contrato", "at": 1}})
    await ana.note_right("m", "Es su voz", 5)
    await beto.note_right("s", "Contrato", 6)
    await ana._agency.change(**beto._agency.values())
    assert [found.at for voice in ("old", "m", "s") if (found := ana.right(voice))] == [1, 5, 6]


@pytest.mark.asyncio
async def test_a_voice_that_is_gone_is_cast_again_everywhere(casting: Casting, settings: Settings) -> None:
    await casting.appoint("whatsapp", "m")
    await casting.appoint("campaña", "a")
    casting.favour("m", True)
    settings.put(VOICE, "m")
    nearest = casting.nearest("m", [ADAM, SOFIA, JULIAN])
    assert nearest == JULIAN
    await casting.recast("m", "j")
    assert casting.defaults() == {"whatsapp": "j", "campaña": "a"}
    assert casting.favourites == ["j"]
    assert settings.get(VOICE) == "j"
    assert (
        casting.nearest("never seen", [ADAM, SOFIA]) == SOFIA
    )  # who nobody knows is replaced in the agency's language
    assert casting.nearest("m", []) is None


def test_settings_belong_to_a_voice_and_a_model(casting: Casting) -> None:
    calm = VoiceSettings(stability=0.9)
    casting.see([VoiceOption("s", "Sofía", settings=calm)])
    assert casting.settings_of("s", "v2") == calm  # as the account keeps it
    quick = VoiceSettings(speed=1.1)
    casting.tune("s", "v2", quick)
    assert casting.settings_of("s", "v2") == quick
    assert casting.settings_of("s", "v3") == calm
    casting.tune("s", "v2", calm)
    assert casting.settings_of("s", "v2") == calm


def test_what_was_seen_outlives_the_desk_and_a_damaged_file(casting: Casting, settings: Settings) -> None:
    again = Casting(casting._agency, settings, casting._file.path, "Ana")
    assert again.seen()["m"] == MARTIN
    casting._file.path.write_bytes(b"{")
    assert Casting(casting._agency, settings, casting._file.path, "Ana").seen() == {}


@pytest.mark.parametrize(
    ("sharing", "owned", "multiple"),
    [({"rate": 2}, False, 2.0), ({"rate": 0.05}, False, 1.0), ({"rate": 2}, True, 1.0), ("odd", False, 1.0)],
)
def test_what_a_voice_of_the_library_costs(sharing: object, owned: bool, multiple: float) -> None:
    voice = listed_voice({"voice_id": "v", "sharing": sharing, "is_owner": owned, "settings": {"speed": True}})
    assert voice is not None
    assert voice.multiple == multiple
    assert voice.settings == VoiceSettings()
