"""Canaries: secrets made up for one run, every shape in which one could leak, and where they are looked for."""

import json
import re
import secrets
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QLineEdit, QWidget

_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
_TEXTS = (
    "text", "toPlainText", "title", "placeholderText", "toolTip", "statusTip", "whatsThis", "windowTitle",
    "accessibleName", "accessibleDescription", "prefix", "suffix",
)  # fmt: skip
_HEARD = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def canary(name: str, tricky: str = '"/+') -> str:
    """A secret as nobody else has one; `tricky` are characters that URLs, JSON and base64 write in another way."""
    return f"{name}{tricky}{secrets.token_hex(16)}"


@cache
def shapes(secret: str) -> frozenset[bytes]:
    """How `secret` may be written: plain, in a URL, in JSON, in hex, in base64 (at whichever of its three places it
    begins), in UTF-16. Its end is made of hex digits and looks alike in most; it is looked for alone as well."""
    found = set[bytes]()
    for each in {secret, secret[-32:]}:
        plain = each.encode()
        found |= {
            plain, quote(each).encode(), quote(each, safe="").encode(), json.dumps(each)[1:-1].encode(),
            json.dumps(json.dumps(each))[3:-3].encode(), plain.hex().encode(), plain.hex().upper().encode(),
            each.encode("utf-16-le"),
        }  # fmt: skip
        for before in range(3):
            # The letters at either end depend on what stands beside it.
            encoded = b64encode(b"\0" * before + plain)[(0, 2, 3)[before] :].rstrip(b"=")[:-1]
            found |= {encoded, encoded.replace(b"+", b"-").replace(b"/", b"_")}
    return frozenset(found)


@dataclass
class Cage:
    """The canaries of a run by name, and what was seen where."""

    birds: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    looked: int = 0

    def keep(self, name: str, secret: str) -> str:
        self.birds[name] = secret
        return secret

    def look(self, where: str, hay: bytes | str) -> None:
        """Remember which canaries are in `hay`."""
        told = hay.encode("utf-8", "surrogatepass") if isinstance(hay, str) else hay
        self.looked += len(told)
        for name, secret in self.birds.items():
            if any(each in told for each in shapes(secret)):
                self.seen.append(f"{name} in {where}")

    def look_at_files(self, root: Path) -> None:
        """Every file below `root`, its name and its bytes; what a PDF compresses is read."""
        for path in (each for each in root.rglob("*") if each.is_file()):
            data = path.read_bytes()
            inside = b"\n".join(_inflated(data)) if path.suffix == ".pdf" else b""
            self.look(str(path.relative_to(root)), str(path).encode() + b"\n" + data + inside)

    def look_at_screens(self, step: str) -> None:
        """Every widget that there is, hidden ones too, and the clipboard."""
        self.look(f"the window: {step}", "\n".join(_said()))
        self.look(f"the clipboard: {step}", QApplication.clipboard().text())


def _inflated(data: bytes) -> Iterator[bytes]:
    for found in _PDF_STREAM.finditer(data):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:  # not a compressed one
            yield found[1]


def _said() -> Iterator[str]:
    """All words of all widgets; of a line whose letters are covered, what it shows."""
    for widget in QApplication.allWidgets():
        covered = isinstance(widget, QLineEdit) and widget.echoMode() != QLineEdit.EchoMode.Normal
        yield from _own_words(widget, covered)
        if isinstance(widget, QLineEdit):
            yield widget.displayText()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _rows(widget, QModelIndex())
        if (heard := QAccessible.queryAccessibleInterface(widget)) is not None:
            yield from (heard.text(each) for each in _HEARD)


def _own_words(widget: QWidget, covered: bool) -> Iterable[str]:
    for name in _TEXTS:
        told = getattr(widget, name, None)
        if callable(told) and not (covered and name == "text"):
            yield str(told())
    for name in (found.data().decode() for found in widget.dynamicPropertyNames()):
        if not name.startswith("_"):  # Qt's own
            yield str(widget.property(name))
    for action in widget.actions():
        if isinstance(action, QAction):
            yield f"{action.text()} {action.toolTip()}"


def _rows(view: QAbstractItemView, parent: QModelIndex) -> Iterator[str]:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield from (str(index.data(role) or "") for role in _ROLES)
