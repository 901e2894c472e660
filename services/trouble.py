"""Trouble: what a person can be told. Everything else that is raised is a bug, and loud."""


class Trouble(Exception):  # noqa: N818  (what a person can be told; not an error of the program)
    """A known difficulty, named by a stable dotted code ("whatsapp.window_closed", "voice.quota") and its facts.

    The words a person reads are in `widgets/words.py`, one sentence and one action per code; facts are what those words
    need (numbers, names, seconds), never a secret, a token, a URL with one, or a phone number.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return self.code if not self.facts else f"{self.code} {self.facts}"
