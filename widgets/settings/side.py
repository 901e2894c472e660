"""The panels of the providers, one at a time, each with what its trial found, and their common foot."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from widgets.controls import hairline
from widgets.health_words import CHANNELS
from widgets.settings.connection import Connection
from widgets.settings.panel_foot import PanelFoot
from widgets.settings.provider_panel import ProviderPanel
from widgets.settings.trial import TrialSection
from widgets.theme import Theme
from widgets.words import Words

_ANY: Final = (1 << 24) - 1
"""What Qt takes for no limit."""


class Side(QWidget):
    """`tried` (provider) asks for a trial, `cancelled` ends it, `wanted` (does) leads away from here,
    `message_wanted` (provider) asks for a message to oneself."""

    tried = Signal(str)
    cancelled = Signal()
    wanted = Signal(str)
    message_wanted = Signal(str)

    def __init__(
        self, theme: Theme, connections: Mapping[str, Connection], agency: str, *, admin: bool,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self.open, self._free = theme, "", False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._stack = QStackedWidget(self)
        self.panels: dict[str, ProviderPanel] = {}
        self.trials: dict[str, TrialSection] = {}
        for provider, connection in connections.items():
            panel = self.panels[provider] = ProviderPanel(theme, connection.form, agency, admin=admin, parent=self)
            trial = self.trials[provider] = TrialSection(theme, provider, connection.form.title, agency, panel)
            trial.acted.connect(self._act)
            panel.add_section(trial)
            self._stack.addWidget(panel)
        scroll = self._scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._stack)
        aside = scroll.horizontalScrollBar()  # what is brought into view is brought up or down, never to a side
        aside.valueChanged.connect(lambda: aside.setValue(0))
        self.foot = PanelFoot(theme, self)
        self.foot.tried.connect(lambda: self.tried.emit(self.open))
        self.foot.cancelled.connect(self.cancelled)
        self.foot.asked_message.connect(lambda: self.message_wanted.emit(self.open))
        column.addWidget(scroll, 1)
        column.addWidget(hairline(parent=self))
        column.addWidget(self.foot)
        self._fit()
        theme.changed.connect(self._fit)

    def show_panel(self, provider: str) -> None:
        self.open = provider
        self._stack.setCurrentWidget(self.panels[provider])
        for name, panel in self.panels.items():  # a stack is as tall as its tallest page that counts
            how = QSizePolicy.Policy.Preferred if name == provider else QSizePolicy.Policy.Ignored
            panel.setSizePolicy(QSizePolicy.Policy.Preferred, how)
        self._scroll.verticalScrollBar().setValue(0)

    def show_connections(
        self, connections: Mapping[str, Connection], place: str, trouble: Words | None, now: int
    ) -> None:
        """Every panel as its provider stands; `place` and `trouble` are of the keyring."""
        for provider, connection in connections.items():
            self.panels[provider].show_connection(connection, place, trouble, now)
            self.trials[provider].show_report(connection.report, now, running=connection.trying)
        self.show_foot(connections[self.open])

    def show_foot(self, connection: Connection) -> None:
        """What can be done with the open one."""
        self.foot.show_state(
            running=connection.trying, tried=connection.report is not None, ready=connection.complete,
            why=connection.chip()[2],
            messages=connection.form.provider in CHANNELS and connection.config is not None,
        )  # fmt: skip

    def show_ending(self, provider: str) -> None:
        """A trial has ended: what it found is said and brought into view, where its panel is open."""
        if provider == self.open and self.isVisible():
            self.trials[provider].tell()
            self._scroll.ensureWidgetVisible(self.trials[provider])

    def _act(self, does: str) -> None:
        """What a finding proposes, where the person can do it."""
        panel = self.panels[self.open]
        if does == "retry":
            self.tried.emit(self.open)
        elif does in ("key", "settings"):
            panel.edit_secret()
        elif does == "hook" and panel.hook is not None:
            self._scroll.ensureWidgetVisible(panel.hook)
            panel.hook.url.setFocus()
        elif does in ("config", "voices"):
            panel.focus_config()
        elif does == "switch":
            panel.switch.setFocus()
        else:
            self.wanted.emit(does)

    def free(self) -> None:
        """Take whatever room there is: it stands alone on a page."""
        self._free = True
        self.setMinimumWidth(0)
        self.setMaximumWidth(_ANY)

    def _fit(self) -> None:
        """The panel grows with the text, and gives way to the cards before they are cut."""
        if not self._free:
            wide = min(self._theme.scaled(388), 520)
            self.setMinimumWidth(wide * 7 // 8)
            self.setMaximumWidth(wide)

    def sizeHint(self) -> QSize:
        """As wide as it may be where there is room."""
        hint = super().sizeHint()
        return hint if self._free else QSize(self.maximumWidth(), hint.height())
