"""The list of the inbox, in a window of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.inbox.leads import Inbox
from widgets.theme import Theme


@pytest.fixture
def inbox(qapp: QApplication, qloop: Any, qtbot: Any, tmp_path: Path) -> Iterator[Inbox]:
    theme = Theme(qapp, scheme="light")
    made = Inbox(theme, tmp_path, qtbot, qloop)
    qtbot.waitExposed(made.host)
    yield made
    made.feed.stop()
    made.run(made.store.close())
    made.host.hide()
    for each in (made.host, made.feed, theme):
        each.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
