"""A clip made in another format: what was heard goes out on a channel that wants it otherwise, and is heard as that."""

from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from services.trouble import Trouble
from services.voice.clips import Clip, Clips, Take
from services.voice.playback import pieces_of
from services.voice.recorded import note
from services.voice.times import moved


class Reshaped(NamedTuple):
    """The clip, and by how many ms everything is said later in it than in the one it was made from."""

    clip: Clip
    later_ms: int


def reshaped(clips: Clips, clip: Clip, mime: str) -> Reshaped:
    """The same sound in `mime`, levelled as every clip is; asked for again, or back, it is the same file as before, so
    that who heard it has heard it. Blocks: some ms for each second. Raises Trouble("clip.gone"),
    ("audio.unreadable"), ("clip.disk_full")."""
    known = clips.counterpart(clip, mime)
    if known is not None:
        return Reshaped(*known)
    try:
        made = note(pieces_of(clips.read(clip), clip.mime), mime)
    except Trouble as trouble:
        if trouble.code == "microphone.empty":
            raise Trouble("audio.unreadable", mime=clip.mime, why="empty") from trouble
        raise
    other = clips.keep(made.data, made.sound)
    clips.pair(clip, other, -made.lead_ms)
    return Reshaped(other, -made.lead_ms)


def take_of(clips: Clips, take: Take, mime: str) -> Take:
    """The same reading in `mime`: it costs nothing. It is found again as a take of its wording."""
    clip, later_ms = reshaped(clips, take.clip, mime)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    words = moved(take.words, later_ms)
    found = msgspec.structs.replace(take, clip=clip, credits=0, created=created, words=words)
    if take.wording.voice and all(each.clip != clip for each in clips.takes(take.wording)):
        clips.add(found)
    return found
