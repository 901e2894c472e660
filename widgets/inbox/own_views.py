"""Views of one's own: the filter of the list kept under a name, renamed, taken away; and how dense the list is."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog

from services.decisions import Decisions
from services.settings import DENSITY, THEME, Settings
from widgets.feed import Feed
from widgets.inbox.pane import InboxPane
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr


class OwnViews(QObject):
    """Does what the menu of the list's filter offers."""

    def __init__(self, theme: Theme, feed: Feed, decisions: Decisions, settings: Settings, inbox: InboxPane) -> None:
        super().__init__(inbox)
        self._theme, self._decisions, self._settings, self._inbox = theme, decisions, settings, inbox
        self._tasks = Tasks(self, feed.report)
        inbox.header.asked.connect(self._asked)

    def save(self) -> None:
        """Ask for a name, keep what the list shows now under it, and go there."""
        query = self._inbox.query

        async def keep(name: str) -> None:
            view = await self._decisions.save_view(name, query)
            self._inbox.choose_view(f"saved:{view}")

        self._name(tr("Guardar esta vista"), "", lambda name: self._tasks.start(keep(name)))

    def rename(self) -> None:
        """Another name for the view that is shown; what the list is held to now is kept with it."""
        view, query = self._inbox.saved, self._inbox.query
        work = self._decisions.save_view
        name = self._inbox.view_name
        self._name(tr("Cambiar el nombre"), name, lambda name: self._tasks.start(work(name, query, view)))

    def remove(self) -> None:
        """Take the view away; no conversation is touched."""
        self._tasks.start(self._decisions.remove_view(self._inbox.saved))

    def is_own(self) -> bool:
        return bool(self._inbox.saved)

    def toggle_density(self) -> None:
        """Rows of three lines, or of two."""
        self._theme.choose(density="comoda" if self._theme.density == "compacta" else "compacta")
        self._settings.put(DENSITY, self._theme.density)

    def toggle_scheme(self) -> None:
        """Light or dark, whatever it is now."""
        self._theme.choose(scheme="light" if self._theme.scheme == "dark" else "dark")
        self._settings.put(THEME, self._theme.scheme)

    def _asked(self, what: str) -> None:
        known = {"save": self.save, "rename": self.rename, "remove": self.remove, "density": self.toggle_density}
        known[what]()

    def _name(self, title: str, text: str, take: Callable[[str], None]) -> None:
        dialog = QInputDialog(self._inbox.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(tr("Nombre de la vista"))
        dialog.setTextValue(text)
        dialog.setOkButtonText(tr("Guardar"))
        dialog.setCancelButtonText(tr("Cancelar"))
        dialog.textValueSelected.connect(lambda name: take(name.strip()) if name.strip() else None)
        dialog.open()
