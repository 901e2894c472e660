"""Ajustes: its sections at the left, the one chosen at the right."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from services.credentials import Credentials
from services.relay_client import Member, RelayClient, Tenant
from services.settings import Settings
from services.store import Store
from services.voice import Voice
from widgets.controls import Label, hairline
from widgets.feed import Feed
from widgets.settings.appearance import Appearance
from widgets.settings.computer import Computer
from widgets.settings.integrations import Integrations
from widgets.settings.sections import sections
from widgets.theme import Theme
from widgets.words import tr


class SettingsPage(QWidget):
    """`more` are sections made elsewhere, by their key among `sections()`; what is not given has no place here."""

    def __init__(
        self,
        theme: Theme,
        store: Store,
        credentials: Credentials,
        settings: Settings,
        relay: RelayClient,
        voice: Callable[[], Voice],
        feed: Feed,
        tenant: Tenant,
        member: Member,
        device: str,
        more: Mapping[str, QWidget] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.integrations = Integrations(theme, store, credentials, relay, voice, feed, tenant, member)
        self.appearance = Appearance(theme, settings)
        self.computer = Computer(theme, store, credentials, feed, device, settings)
        self._sections: dict[str, QWidget] = {
            "integrations": self.integrations,
            "appearance": self.appearance,
            "computer": self.computer,
            **(more or {}),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_nav(tenant.name))
        row.addWidget(hairline(vertical=True, parent=self))
        self._stack = QStackedWidget(self)
        for section in self._sections.values():
            section.setProperty("surface", "canvas")
            section.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._stack.addWidget(section)
        row.addWidget(self._stack, 1)
        theme.changed.connect(self._tint)
        self._tint()
        self.open_section("integrations")

    def open_section(self, section: str, provider: str = "") -> None:
        """Show a section; in the integrations, the panel of `provider`."""
        self.nav[section].setChecked(True)
        self._stack.setCurrentWidget(self._sections[section])
        if section == "integrations":
            self.integrations.refresh()
            if provider in self.integrations.panels:
                self.integrations.open_provider(provider)
        elif section == "computer":
            self.computer.refresh()
        self._tint()

    def _make_nav(self, agency: str) -> QWidget:
        nav = QWidget(self)
        nav.setProperty("surface", "list")
        nav.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        nav.setMinimumWidth(192)
        nav.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)  # as wide as its longest name
        column = QVBoxLayout(nav)
        column.setContentsMargins(8, 16, 8, 16)
        column.setSpacing(2)
        title = Label(tr("Ajustes"), "title", parent=nav)
        title.setContentsMargins(8, 0, 0, 10)
        column.addWidget(title)
        self.nav: dict[str, QPushButton] = {}
        group = QButtonGroup(nav)
        for heading, entries in (
            (agency, [each for each in sections() if each.of == "agency"]),
            (tr("Esta computadora"), [each for each in sections() if each.of == "computer"]),
        ):
            caption = Label(heading, "caption", "muted", elide=True, parent=nav)
            caption.setContentsMargins(8, 6, 0, 4)
            column.addWidget(caption)
            for entry in (each for each in entries if each.key in self._sections):
                button = self.nav[entry.key] = QPushButton(entry.name, nav)
                button.setCheckable(True)
                button.setProperty("kind", "nav")
                button.setIconSize(QSize(16, 16))
                button.setProperty("section", entry.key)
                button.clicked.connect(self._go)
                group.addButton(button)
                column.addWidget(button)
        column.addStretch(1)
        return nav

    def _go(self) -> None:
        self.open_section(str(self.sender().property("section")))

    def _tint(self) -> None:
        for entry in (each for each in sections() if each.key in self.nav):
            button = self.nav[entry.key]
            tone = "text.primary" if button.isChecked() else "text.secondary"
            button.setIcon(self._theme.icon(entry.icon, tone))
