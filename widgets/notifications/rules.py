"""When a person is told of a message, and in which words: pure rules over the settings of this desk."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from services.plain import line
from services.records import Conversation, Message
from services.settings import (
    MUTED,
    NOTIFY,
    NOTIFY_CONTENT,
    NOTIFY_IN_FRONT,
    NOTIFY_SOUND,
    QUIET_HOURS,
    QUIET_UNTIL,
    Settings,
)
from widgets import words
from widgets.conversation.message_words import what_words
from widgets.words import tr

LONGEST: Final = 180
HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class Notice:
    """What is shown. `conversation` is what a click opens, and what a later notice of the same one replaces; "" where
    it speaks of several."""

    conversation: str
    title: str
    body: str


def wanted(settings: Settings, now: int) -> bool:
    """Whether anything is told at this moment."""
    quiet = now < settings.get(QUIET_UNTIL) or within(settings.get(QUIET_HOURS), now)
    return settings.get(NOTIFY) and not quiet


def audible(settings: Settings, now: int) -> bool:
    """Whether it may also be heard."""
    return wanted(settings, now) and settings.get(NOTIFY_SOUND)


def speaks_of(settings: Settings, conversation: str, in_front: bool, opened: str | None) -> bool:
    """Whether a message in `conversation` is told: never the one that is being looked at, nor a muted one."""
    if conversation in muted(settings):
        return False
    return not in_front or (settings.get(NOTIFY_IN_FRONT) and conversation != opened)


def muted(settings: Settings) -> set[str]:
    """The conversations that are not told of."""
    try:
        kept = json.loads(settings.get(MUTED))
    except ValueError:
        return set()
    return {each for each in kept if isinstance(each, str)} if isinstance(kept, list) else set()


def mute(settings: Settings, conversation: str, silent: bool) -> None:
    """Tell of a conversation no more, or again."""
    others = muted(settings) - {conversation}
    settings.put(MUTED, json.dumps(sorted(others | ({conversation} if silent else set()))))


def within(hours: str, now: int) -> bool:
    """Whether the agency's clock stands within "22:00-08:00", over midnight too; "" and nonsense are never."""
    ends = parsed(hours)
    if ends is None:
        return False
    begin, end = ends
    here = words.local(now).time()
    return begin <= here < end if begin <= end else here >= begin or here < end


def parsed(hours: str) -> tuple[time, time] | None:
    """Both ends of "22:00-08:00"."""
    begin, _, end = hours.partition("-")
    try:
        ends = time.fromisoformat(begin), time.fromisoformat(end)
    except ValueError:
        return None
    return ends if ends[0] != ends[1] else None


def notice(settings: Settings, conversation: Conversation, messages: Sequence[Message]) -> Notice:
    """One notice for all that came in one conversation since it was last seen, the newest words in it."""
    if not settings.get(NOTIFY_CONTENT):
        named = any(each.kind == "note" for each in messages)
        return Notice(conversation.id, "STRATO", tr("Te mencionaron en una nota") if named else _counted(len(messages)))
    said = line(_said(messages[-1]), LONGEST)
    if len(messages) > 1:
        said = f"{_counted(len(messages))} · {said}"
    return Notice(conversation.id, line(conversation.name, LONGEST), said)


def summary(conversations: int, messages: int) -> Notice:
    """One notice for many conversations at once."""
    told = tr("{messages} mensajes nuevos en {conversations} conversaciones")
    return Notice("", "STRATO", told.format(messages=words.number(messages), conversations=words.number(conversations)))


def _said(message: Message) -> str:
    """Of a note, which is here because it names who reads it, by whom."""
    if message.kind != "note":
        return what_words(message)
    return tr("{author} te mencionó: {text}").format(author=message.author or tr("Alguien"), text=message.text)


def _counted(count: int) -> str:
    return tr("1 mensaje nuevo") if count == 1 else tr("{count} mensajes nuevos").format(count=words.number(count))
