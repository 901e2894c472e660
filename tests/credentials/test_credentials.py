"""Secrets go to a trusted keyring or nowhere, are bound to a tenant, and are asked for once."""

from collections.abc import Callable
from typing import Any

import keyring
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from services.credentials import MAX_LENGTH, Credentials, MemoryCredentials
from services.pasted import secret
from services.trouble import Trouble

pytestmark = pytest.mark.asyncio
Use = Callable[..., Any]


async def test_a_secret_is_kept_per_tenant_and_read_once(use: Use) -> None:
    ring = use()
    await Credentials(now=lambda: 1000).set("a", "whatsapp", "token", "  secreto-9 \n")

    later = Credentials(now=lambda: 4000)
    assert await later.get("a", "whatsapp", "token") == "secreto-9"
    assert await later.get("b", "whatsapp", "token") is None
    assert await later.known("a", "whatsapp") == {"token": 1000}
    assert await later.age("a", "whatsapp", "token") == 3000
    assert later.cached("a", "whatsapp", "token") == "secreto-9"
    assert ring.asked == ["set", "get", "get"]


async def test_deleting_forgets_here_and_there(use: Use) -> None:
    ring, credentials = use(), Credentials()
    await credentials.set("a", "uchat", "token", "x")
    await credentials.delete("a", "uchat", "token")
    await credentials.delete("a", "uchat", "token")
    assert await credentials.get("a", "uchat", "token") is None
    assert ring.kept == {}


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyring.backends.SecretService", "GNOME Keyring"),
        ("keyring.backends.kwallet", "KWallet"),
        ("keyring.backends.Windows", "Windows Credential Manager"),
        ("keyring.backends.macOS", "Llavero de macOS"),
    ],
)
async def test_a_trusted_keyring_is_named_as_people_know_it(use: Use, module: str, name: str) -> None:
    use(module)
    assert await Credentials().backend() == name


@pytest.mark.parametrize("module", ["keyrings.alt.file", "keyring.backends.null", "somebody.elses"])
async def test_a_keyring_that_forgets_or_writes_plain_text_is_refused(use: Use, module: str) -> None:
    ring = use(module)
    with pytest.raises(Trouble, match=r"keyring\.refused") as refused:
        await Credentials().set("a", "whatsapp", "token", "canary-secret")
    assert refused.value.facts["backend"] == f"{module}.Keyring"
    assert ring.asked == []
    assert "canary" not in str(refused.value)


async def test_no_keyring_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    with pytest.raises(Trouble, match=r"keyring\.none"):
        await Credentials().get("a", "whatsapp", "token")


async def test_of_a_chain_the_first_trusted_ring_is_taken_and_only_that(
    use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, trusted = use("keyrings.alt.file"), use("keyring.backends.kwallet")

    class Chain(keyring.backends.chainer.ChainerBackend):
        backends = [plain, trusted]  # noqa: RUF012

    monkeypatch.setattr(keyring, "get_keyring", Chain)
    credentials = Credentials()
    await credentials.set("a", "whatsapp", "token", "x")
    assert await credentials.backend() == "KWallet"
    assert (len(plain.kept), len(trusted.kept)) == (0, 1)


async def test_an_empty_chain_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    class Chain(keyring.backends.chainer.ChainerBackend):
        backends: list[Any] = []  # noqa: RUF012

    monkeypatch.setattr(keyring, "get_keyring", Chain)
    with pytest.raises(Trouble, match=r"keyring\.none"):
        await Credentials().backend()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (keyring.errors.KeyringLocked("no"), "keyring.locked"),
        (keyring.errors.InitError("prompt dismissed"), "keyring.locked"),
        (keyring.errors.PasswordSetError("no"), "keyring.refused"),
        (ConnectionRefusedError("the session's bus is gone"), "keyring.refused"),
    ],
)
async def test_what_a_keyring_refuses_is_told_and_kept_nowhere(use: Use, error: Exception, code: str) -> None:
    ring = use()
    ring.error = error
    credentials = Credentials()
    with pytest.raises(Trouble, match=code):
        await credentials.set("a", "whatsapp", "token", "x")
    assert credentials.cached("a", "whatsapp", "token") is None


async def test_a_locked_keyring_stays_known_until_a_load_succeeds(use: Use) -> None:
    ring, credentials = use(), Credentials()
    ring.error = keyring.errors.KeyringLocked("no")
    with pytest.raises(Trouble):
        await credentials.load("a")
    assert credentials.trouble == "keyring.locked"
    assert ring.asked == ["get"], "a person is not asked again for every secret"
    ring.error = None
    await credentials.load("a")
    assert credentials.trouble is None


async def test_an_entry_of_another_program_is_as_good_as_none(use: Use) -> None:
    ring = use()
    ring.kept["strato-console:a", "whatsapp.token"] = "not ours"
    assert await Credentials().get("a", "whatsapp", "token") is None


@pytest.mark.parametrize("value", ["", "  ", "x" * (MAX_LENGTH + 1)])
async def test_a_secret_has_a_length_that_every_system_keeps(value: str) -> None:
    with pytest.raises(Trouble, match=r"credential\.bad_length"):
        await MemoryCredentials().set("a", "whatsapp", "token", value)


@pytest.mark.parametrize(
    "pasted",
    ["  sk_4be1c9\n", "sk_4b\r\n  e1c9", "sk_4be1\u200bc9\ufeff", "“sk_4be1c9”", "Bearer sk_4be1c9", "sk_4be1\u2028c9",
     "xi-api-key: sk_4be1c9", 'Authorization: Bearer "sk_4be1c9"', "sk_4b\xa0e1c9"],
)  # fmt: skip
async def test_of_a_pasted_key_the_key_is_kept(pasted: str) -> None:
    credentials = MemoryCredentials()
    await credentials.set("a", "elevenlabs", "api_key", pasted)
    assert await credentials.get("a", "elevenlabs", "api_key") == "sk_4be1c9"


async def test_what_no_header_carries_is_refused_before_it_is_kept_or_told() -> None:
    """A call with it would stop half way, with the key in the words of the error."""
    credentials = MemoryCredentials()
    with pytest.raises(Trouble, match=r"credential\.not_a_key") as refused:
        await credentials.set("a", "elevenlabs", "api_key", "sk_4be1ñc9")
    assert "sk_4be1" not in f"{refused.value!r}{refused.value.facts}"
    assert await credentials.get("a", "elevenlabs", "api_key") is None
    assert secret(" mi secreto\u200b largo\n") == "mi secreto largo", "one that a person chose may have spaces"
