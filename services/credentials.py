"""Secrets in the operating system's keyring: write-only for people, bound to a tenant, never anywhere else."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from time import time
from typing import Any, Final, Protocol

import msgspec

from services import pasted
from services.trouble import Trouble

SERVICE: Final = "strato-console"
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "strato": ("device_token", "seal_key", "taken"),
    "whatsapp": ("token",),
    "manychat": ("token",),
    "uchat": ("token",),
    "leadgen": ("token",),
    "elevenlabs": ("api_key",),
}
"""What each provider needs, by the names under which it is kept. "strato" is this desk's own: its token for the relay,
the private key that opens what is sealed for it, and which sealed keys it took (see services/shared_keys.py)."""

MAX_LENGTH: Final = 1000
"""Windows keeps at most 2,560 bytes of UTF-16 per entry."""

_NAMES: Final = {
    "keyring.backends.SecretService": "GNOME Keyring",
    "keyring.backends.libsecret": "GNOME Keyring",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.Windows": "Windows Credential Manager",
    "keyring.backends.macOS": "Llavero de macOS",
}
"""The only keyrings that are used, by module, with the name that people know. All others are refused: some forget,
some keep plain text."""


class Kept(msgspec.Struct, frozen=True):
    """What an entry of the keyring holds: the secret, and when it was set (ms since 1970 UTC)."""

    value: str
    set_at: int

    def __repr__(self) -> str:
        return f"Kept(set_at={self.set_at})"


class Ring(Protocol):
    """The part of a keyring that is used. Blocking."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def _now() -> int:
    return int(time() * 1000)


class Credentials:
    """Secrets of this machine. What was read once stays in memory until the program ends.

    Every method raises Trouble: "keyring.none" (the system offers no keyring), "keyring.locked" (it stayed locked), or
    "keyring.refused" (`backend` names one that is not trusted, or `why` says what it refused). Nothing is ever kept
    elsewhere instead. After a failure of `load` the code stays in `trouble` until a `load` succeeds.
    """

    def __init__(self, now: Callable[[], int] = _now) -> None:
        self._now = now
        self._found: dict[tuple[str, str, str], Kept | None] = {}
        self._lock = threading.Lock()
        self._forgone = False
        self._ring: tuple[Ring, str] | None = None
        self._watching: list[Callable[[str, str, str], None]] = []
        self.trouble: str | None = None

    def watch(self, changed: Callable[[str, str, str], None]) -> None:
        """Call `changed` (tenant, provider, field) on the loop's thread whenever a secret was set or deleted."""
        self._watching.append(changed)

    def _tell(self, tenant: str, provider: str, field: str) -> None:
        for each in self._watching:
            each(tenant, provider, field)

    async def backend(self) -> str:
        """The keyring's name, as its users know it."""
        return await asyncio.to_thread(lambda: self._open()[1])

    async def look(self) -> str:
        """How the keyring stands now, "" for well, else a code of Trouble. Asks nobody to unlock it."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> str:
        from services.keyring_look import look

        try:
            ring, _ = self._open()
        except Trouble as trouble:
            return trouble.code
        return "" if self._forgone else look(ring)

    @property
    def forgone(self) -> bool:
        """Whether nothing is stored: what is given lives until the program ends."""
        return self._forgone

    def forgo(self) -> None:
        """Go on without a keyring: from now on secrets live in memory, and are asked for again at each start."""
        if not self._forgone:
            self._forgone, self._ring, self.trouble = True, (_Memory(), "memoria"), None

    async def load(self, tenant: str) -> None:
        """Read all that is known of `tenant` into memory; the system may ask the person to unlock the keyring."""
        try:
            for provider, fields in FIELDS.items():
                for field in fields:
                    await self.get(tenant, provider, field)
        except Trouble as trouble:
            self.trouble = trouble.code
            raise
        self.trouble = None

    def cached(self, tenant: str, provider: str, field: str) -> str | None:
        """The secret if it was read or set before; never asks the keyring."""
        kept = self._found.get((tenant, provider, field))
        return kept.value if kept is not None else None

    def holds(self, tenant: str, provider: str) -> bool:
        """Whether everything that opens `provider` was read or set before; never asks the keyring."""
        return all(self.cached(tenant, provider, field) is not None for field in FIELDS[provider])

    def read(self) -> list[str]:
        """All secrets that were read or set: for who keeps them out of what is written down."""
        return [kept.value for kept in list(self._found.values()) if kept is not None]

    async def get(self, tenant: str, provider: str, field: str) -> str | None:
        """The secret, or None where it was never set."""
        kept = await self._kept(tenant, provider, field)
        return kept.value if kept is not None else None

    async def set(self, tenant: str, provider: str, field: str, value: str) -> None:
        """Keep `value`, without what a paste brings along. Raises Trouble "credential.not_a_key" as well."""
        value = value.strip() if (provider, field) == ("strato", "taken") else pasted.key(value)
        if not value or len(value) > MAX_LENGTH:
            raise Trouble("credential.bad_length", provider=provider, field=field, limit=MAX_LENGTH)
        kept = Kept(value, self._now())
        secret = msgspec.json.encode(kept).decode()
        await asyncio.to_thread(
            self._ask, lambda ring: ring.set_password(_service(tenant), _user(provider, field), secret)
        )
        self._found[tenant, provider, field] = kept
        self._tell(tenant, provider, field)

    async def delete(self, tenant: str, provider: str, field: str) -> None:
        """Forget the secret; forgetting one that is not there is no trouble."""
        if await self._kept(tenant, provider, field) is not None:
            await asyncio.to_thread(
                self._ask, lambda ring: ring.delete_password(_service(tenant), _user(provider, field))
            )
            self._found[tenant, provider, field] = None
            self._tell(tenant, provider, field)

    async def known(self, tenant: str, provider: str) -> dict[str, int | None]:
        """For each field of `provider`: when it was set (ms since 1970 UTC), None where it was not."""
        kept = {field: await self._kept(tenant, provider, field) for field in FIELDS[provider]}
        return {field: found.set_at if found is not None else None for field, found in kept.items()}

    async def age(self, tenant: str, provider: str, field: str) -> int | None:
        """Milliseconds since the secret was set."""
        kept = await self._kept(tenant, provider, field)
        return self._now() - kept.set_at if kept is not None else None

    async def _kept(self, tenant: str, provider: str, field: str) -> Kept | None:
        key = (tenant, provider, field)
        if key not in self._found:
            secret = await asyncio.to_thread(
                self._ask, lambda ring: ring.get_password(_service(tenant), _user(provider, field))
            )
            self._found[key] = _read(secret)
        return self._found[key]

    def _ask(self, question: Callable[[Ring], Any]) -> Any:
        """Put `question` to the keyring, one at a time: two prompts to unlock it would confuse."""
        import keyring.errors

        with self._lock:
            ring, name = self._open()
            try:
                return question(ring)
            except (keyring.errors.KeyringLocked, keyring.errors.InitError) as error:
                raise Trouble("keyring.locked", backend=name) from error
            except Exception as error:  # each system has errors of its own: a bus that is gone, a DLL
                raise Trouble("keyring.refused", backend=name, why=type(error).__name__) from error

    def _open(self) -> tuple[Ring, str]:
        if self._ring is None:
            self._ring = trusted()
        return self._ring


def trusted() -> tuple[Ring, str]:
    """The system's keyring and its name. Raises Trouble "keyring.none" or "keyring.refused".

    The library's own choice may be a chain of several keyrings, where a secret lands in one and is read from another;
    then the first trusted one of them is taken, and only that.
    """
    import keyring
    import keyring.backend
    import keyring.backends.chainer
    import keyring.backends.fail
    import keyring.core

    chosen = keyring.get_keyring()
    if (found := _among(chosen)) is None:
        # The library looks once and keeps to it: a keyring that was installed or started since is not seen.
        with contextlib.suppress(KeyError):  # it did not look yet
            keyring.backend.get_all_keyring.reset()
        keyring.core.init_backend()
        chosen = keyring.get_keyring()
        found = _among(chosen)
    if found is not None:
        return found
    if isinstance(chosen, keyring.backends.chainer.ChainerBackend) and not list(chosen.backends):
        raise Trouble("keyring.none")
    if isinstance(chosen, keyring.backends.fail.Keyring):
        raise Trouble("keyring.none")
    raise Trouble("keyring.refused", backend=f"{type(chosen).__module__}.{type(chosen).__name__}", why="untrusted")


def _among(chosen: Any) -> tuple[Ring, str] | None:
    """The first trusted keyring of what the library chose, and its name."""
    import keyring.backends.chainer

    rings = list(chosen.backends) if isinstance(chosen, keyring.backends.chainer.ChainerBackend) else [chosen]
    return next(((ring, name) for ring in rings if (name := _NAMES.get(type(ring).__module__))), None)


class MemoryCredentials(Credentials):
    """Secrets of the practice agency and of tests: they end with the program."""

    def __init__(self, now: Callable[[], int] = _now) -> None:
        super().__init__(now)
        self._ring = (_Memory(), "memoria")

    def _ask(self, question: Callable[[Ring], Any]) -> Any:
        """Nothing of it can be locked: the library of the system's keyrings is not needed."""
        return question(self._open()[0])


class _Memory:
    def __init__(self) -> None:
        self._secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._secrets[service, username]


def _service(tenant: str) -> str:
    return f"{SERVICE}:{tenant}"


def _user(provider: str, field: str) -> str:
    return f"{provider}.{field}"


def _read(secret: str | None) -> Kept | None:
    """An entry that another program wrote there is as good as none."""
    if secret is None:
        return None
    try:
        return msgspec.json.decode(secret, type=Kept)
    except msgspec.DecodeError:
        return None
