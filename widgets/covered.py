"""A window over whose panes a whole page can lie: the first run, or what to do about a lost key."""

from PySide6.QtWidgets import QMainWindow, QWidget


class Covered(QMainWindow):
    """`cover` and `uncover`; what lies beneath stays as it was."""

    _beneath: QWidget | None = None

    def cover(self, page: QWidget) -> None:
        """Put `page` over everything; the one before goes."""
        self.uncover()
        self._beneath = self.takeCentralWidget()
        self.setCentralWidget(page)

    def uncover(self) -> None:
        """Show again what lies beneath."""
        if self._beneath is None:
            return
        page = self.takeCentralWidget()
        if page is not None:
            page.hide()
            page.deleteLater()
        self.setCentralWidget(self._beneath)
        self._beneath.show()
        self._beneath = None

    @property
    def covered(self) -> bool:
        """Whether a page lies over the panes: their keys are not for now."""
        return self._beneath is not None
