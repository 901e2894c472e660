"""A voice that was made before and costs nothing: found as it is, or made in the format that its channel wants."""

from services import voice as voices
from widgets.composer.speech import Option, Script


async def on_disk(voice: voices.Voice, script: Script, now: int) -> Option | None:
    """The newest take of it. One that there is only in another format is made in the one that is wanted: other bytes,
    which are to be heard before they go. Raises Trouble "clip.gone", "audio.unreadable", "clip.disk_full"."""
    take = await voice.find(*script.asked, mime=script.mime)
    if take is not None:
        return Option(take, script, now, free=True)
    others = await voice.takes(*script.asked)
    return await reshaped(voice, others[-1], script, now) if others else None


async def reshaped(voice: voices.Voice, take: voices.Take, script: Script, now: int) -> Option:
    """A take as it goes out to a channel that wants the format of `script`."""
    if take.clip.mime == script.mime:
        return Option(take, script, now, free=True)
    other = await voice.reshaped(take, script.mime)
    return Option(other, script, now, free=True, remade="format", source=take.clip.sha256)
