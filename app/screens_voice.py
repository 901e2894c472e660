"""The pictures around a voice: the list of voices, a voice whose right of use is asked for, and two takes compared."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.hands import click, until
from app.office import Office

TakePart = Callable[[QWidget, str], None]
_SOMEBODYS = "soFiaBianChiCloned03"


async def voices(office: Office, take: TakePart) -> None:
    """With two takes of the text on the table, the second one not heard yet."""
    composer, booth = office.composer, office.composer.booth
    await until(booth.panel.make_button.isEnabled)
    click(booth.panel.make_button)
    await until(lambda: len(booth.speech.current) > 1 and booth.speech.chosen is not None)
    office.player.pause()
    composer.comparing.open()
    if (comparison := composer.comparing.shown) is not None:
        comparison.seek(4000)
        take(comparison, "voice-compare")
        comparison.reject()
    booth.cast.casting.favour(booth.panel.voices.key, True)
    booth.cast.summon()
    if (listing := booth.cast.list) is not None:
        take(listing, "voice-list")
        listing.mark(_SOMEBODYS)
        listing.card.ask()
        take(listing, "voice-right")
        listing.close()
        booth.cast.casting.favour(booth.panel.voices.key, False)
    booth.choose(booth.speech.current[0][0], plays=False)
