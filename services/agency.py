"""What the agency decides about itself: its values and its dictionary, shared with every desk through the log."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from services.agency_records import DictionaryWord
from services.entries import Draft
from services.store import Store
from services.store.agency import MOST_SAID, MOST_WORD
from services.trouble import Trouble


class Agency:
    """The agency as one member sees and changes it.

    Values: "name", "zone", "hours", "holidays"; "voice_line", the line that tells a generated voice ("" for none);
    "voice_for:" and a channel or purpose, its voice; "voice_budget" {"agency": credits, "person": credits} a month,
    0 for none; "voice_right:" and a voice {"by", "how", "at"}; "transcribe_minutes", up to how long an arriving voice
    is written down unasked (none for never).
    """

    def __init__(self, store: Store, member: str, name: str) -> None:
        self._store, self.member, self._name = store, member, name

    def values(self) -> dict[str, Any]:
        """Those that somebody set."""
        return self._store.agency()

    async def change(self, **values: Any) -> None:
        """Set these values; None takes one away."""
        await self._store.publish(self._draft("agency.changed", values=values))

    def dictionary(self) -> list[DictionaryWord]:
        """The agency's words and this member's own, by word; of one word, the member's own comes last."""
        return self._store.dictionary(self.member)

    def words(self) -> dict[str, str]:
        """How this member has words said: {word: saying}; the member's own saying comes before the agency's."""
        kept = {each.word.casefold(): each for each in self.dictionary()}
        return {each.word: each.said for each in kept.values()}

    async def say(self, word: str, said: str | None, whole_agency: bool) -> None:
        """Have `word` said so, by everybody or by this member alone; None forgets it. Raises Trouble
        "dictionary.bad_word", "dictionary.bad_saying" (empty, or too long)."""
        owner = None if whole_agency else self.member
        if said is None:
            await self._store.publish(self._word(word, None, owner))
        else:
            check(word, said)
            await self.say_all([DictionaryWord(word, said, owner)])

    async def say_all(self, words: Sequence[DictionaryWord]) -> None:
        """Have all of these said so, or none of them; a word without a saying is forgotten. Raises as `say` does."""
        for each in words:
            if each.said:
                check(each.word, each.said)
        await self._store.publish(*(self._word(each.word, each.said or None, each.member) for each in words))

    def _word(self, word: str, said: str | None, member: str | None) -> Draft:
        return self._draft("dictionary.changed", word=word, said=said, member=member)

    def _draft(self, kind: str, **body: Any) -> Draft:
        return Draft(uuid4().hex, kind, {**body, "author": self._name})


def check(word: str, said: str) -> None:
    """Raises Trouble "dictionary.bad_word" or "dictionary.bad_saying" for what the dictionary does not take."""
    if not any(each.isalnum() for each in word) or len(word) > MOST_WORD:
        raise Trouble("dictionary.bad_word", most=MOST_WORD)
    if not any(each.isalnum() for each in said) or len(said) > MOST_SAID:
        raise Trouble("dictionary.bad_saying", most=MOST_SAID)
