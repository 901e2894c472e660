"""The floor of starting and of memory: PySide6 imported and an empty main window painted. Runs until it is ended."""

from typing import Any

from PySide6.QtWidgets import QApplication, QMainWindow


class EmptyWindow(QMainWindow):
    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        print("usable", flush=True)


if __name__ == "__main__":
    application = QApplication([])
    window = EmptyWindow()
    window.resize(1440, 900)
    window.show()
    application.exec()
