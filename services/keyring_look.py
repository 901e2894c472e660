"""How the system's keyring stands, without asking anybody to unlock it."""

import sys
from contextlib import closing
from typing import Any, Final

_DEFAULT: Final = "/org/freedesktop/secrets/aliases/default"


def look(ring: Any) -> str:
    """ "" where it would answer, else "keyring.locked" or "keyring.gone". Blocking. Only a Secret Service can be asked
    without a prompt; of the keyrings of Windows and macOS, whose own login opens them, "" is said."""
    made = sys.modules.get("keyring.backends.SecretService")  # what made none of it is not worth loading it
    if made is None or not isinstance(ring, made.Keyring):
        return ""
    import secretstorage
    from secretstorage.exceptions import ItemNotFoundException, LockedException

    try:
        with closing(secretstorage.dbus_init()) as bus:
            return "keyring.locked" if secretstorage.Collection(bus, _DEFAULT).is_locked() else ""
    except ItemNotFoundException:
        return ""  # made, with a password of the person's choice, when the first secret is kept
    except LockedException:
        return "keyring.locked"
    except Exception:  # noqa: BLE001  (each bus and each daemon fails in its own way: all of it is "it is gone")
        return "keyring.gone"
