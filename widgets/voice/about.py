"""What a voice that is played is: whose, and where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """A voice of `conversation`: the message that carries it, "" for one in the editor; `wave` are its peaks, `seconds`
    its length, as far as they are known."""

    conversation: str
    message: str = ""
    wave: bytes = b""
    seconds: float = 0.0
