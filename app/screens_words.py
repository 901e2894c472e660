"""The pictures of how words are said: one that is corrected while it is heard, and the agency's dictionary."""

from collections.abc import Awaitable, Callable
from typing import Final

from app.hands import until
from app.office import Office
from services.agency_records import DictionaryWord
from widgets.settings.page import SettingsPage

Take = Callable[[Office, str], Awaitable[None]]
_WORDS: Final = (
    DictionaryWord("Núñez", "Nuñes"),
    DictionaryWord("PH", "pe hache"),
    DictionaryWord("amb.", "ambientes"),
)


async def saying(office: Office, take: Take) -> None:
    """What P does while a voice is heard: it pauses at the word and asks how that is said."""
    panel = office.composer.booth.panel
    await office.house.agency.say_all(_WORDS)
    office.actions.run("player.correct")
    await until(panel.saying.isVisible)
    await take(office, "voice-saying")
    panel.saying.close_bar()


async def words(office: Office, page: SettingsPage, take: Take) -> None:
    """The dictionary's own page."""
    page.open_section("voices", "dictionary")
    await take(office, "dictionary")
    page.open_section("voices", "voices")
