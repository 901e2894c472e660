"""The look: colours, fonts, sizes and icons of the tokens, for the scheme, density and text size in use."""

import sys
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetricsF,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from widgets import tokens
from widgets.stylesheet import stylesheet

Choice = Literal["system", "light", "dark"]

_UNKNOWN_FACES = {"", "sans", "sans serif", "sans-serif", "dejavu sans", "fixed", "helvetica"}
"""What fontconfig answers when no desktop chose a font."""


class Theme(QObject):
    """What every widget and delegate draws with. `changed` says that all of it may be different now."""

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        scheme: Choice = "system",
        density: tokens.Density = "comoda",
        text: int = 100,
        tenant: str = "terracota",
    ) -> None:
        super().__init__(app)
        self._app = app
        self.choice: Choice = scheme
        self.density: tokens.Density = density
        self.text = text
        self.tenant = tenant
        self.agency = ""
        """Whose name a send button tells besides its colour: of the agency, where this machine has several."""
        self._family = _family()
        self._fonts: dict[tuple[str, bool, int | None], QFont] = {}
        self._colors: dict[str, QColor] = {}
        self._pixmaps: dict[tuple[str, str, int], QPixmap] = {}
        self._icons: dict[tuple[str, str, int, int], QIcon] = {}
        self._sized: dict[tuple[str, int, int | None], QFont] = {}
        self._metrics: dict[tuple[str, bool, int | None], QFontMetricsF] = {}
        app.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def scheme(self) -> tokens.Scheme:
        """The scheme in use, the system's own if that was chosen."""
        if self.choice != "system":
            return self.choice
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "dark" if dark else "light"

    def choose(
        self,
        *,
        scheme: Choice | None = None,
        density: tokens.Density | None = None,
        text: int | None = None,
        tenant: str | None = None,
    ) -> None:
        """Change what is given; `text` is a percentage, held between 90 and 150."""
        before = (self.choice, self.density, self.text, self.tenant)
        self.choice = scheme or self.choice
        self.density = density or self.density
        self.text = min(150, max(90, text or self.text))
        self.tenant = tenant or self.tenant
        if before == (self.choice, self.density, self.text, self.tenant):
            return
        self._apply()
        self.changed.emit()

    def color(self, name: str) -> QColor:
        """A colour by its dotted name; `tenant` alone is the colour of the agency in use."""
        found = self._colors.get(name)
        if found is None:
            found = self._colors[name] = QColor(self.hex(name))
        return found

    def hex(self, name: str) -> str:
        """The same as `#RRGGBB`."""
        return tokens.color(self.scheme, f"tenant.{self.tenant}" if name == "tenant" else name)

    def pen(self, name: str, width: float = 1) -> QPen:
        """A round pen of a colour."""
        return QPen(self.color(name), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)

    def focus_pen(self) -> QPen:
        """The ring around what has the keyboard."""
        return self.pen("accent.focus", tokens.value("stroke.focus"))

    def font(self, role: str, *, tabular: bool = False, weight: int | None = None) -> QFont:
        """A font of the scale (micro, caption, body, reading, label, title, heading, display); tabular digits for
        times, money and counters."""
        key = (role, tabular, weight)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = QFont(self._family)
            found.setPixelSize(self.scaled(tokens.value(f"font.scale.{role}.size")))
            found.setWeight(QFont.Weight(weight or tokens.value(f"font.scale.{role}.weight")))
            found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            if tabular:
                found.setFeature(QFont.Tag("tnum"), 1)
        return QFont(found)  # what is done to it there stays there

    def sized(self, role: str, px: int, *, weight: int | None = None) -> QFont:
        """A font of the scale in another size, for letters that belong to a shape and not to the text."""
        key = (role, px, weight)
        found = self._sized.get(key)
        if found is None:
            found = self._sized[key] = QFont(self.font(role, weight=weight))
            found.setPixelSize(px)
        return found

    def line(self, role: str) -> int:
        """Line height of a font of the scale, in px."""
        return self.scaled(tokens.value(f"font.scale.{role}.line"))

    def scaled(self, px: int) -> int:
        """A size that grows with the text."""
        return round(px * self.text / 100)

    def size(self, name: str) -> int:
        """A size of the density in use: conversationRow, tableRow, navRow, control, toolbar, listHeader, avatar, …"""
        px = int(tokens.value(f"density.{self.density}.{name}"))
        return px if name.startswith("bubble") or name == "messageGap" else self.scaled(px)

    def pixmap(self, name: str, tint: str = "text.secondary", size: int = 16) -> QPixmap:
        """An icon of resources/icons, tinted, drawn for the densest screen."""
        key = (name, self.hex(tint), size)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = _tinted(name, self.hex(tint), size, self._app.devicePixelRatio())
        return found

    def icon(self, name: str, tint: str = "text.secondary", size: int = 16, gap: int = 0) -> QIcon:
        """The same for buttons and actions, grey where they are disabled; `gap` px are left free at its right."""
        key = (name, tint, size, gap)
        found = self._icons.get(key)
        if found is None:
            found = self._icons[key] = QIcon(_spaced(self.pixmap(name, tint, size), gap))
            found.addPixmap(_spaced(self.pixmap(name, "text.disabled", size), gap), QIcon.Mode.Disabled)
        return found

    def metrics(self, role: str, *, tabular: bool = False, weight: int | None = None) -> QFontMetricsF:
        """The measures of a font of the scale."""
        key = (role, tabular, weight)
        found = self._metrics.get(key)
        if found is None:
            found = self._metrics[key] = QFontMetricsF(self.font(role, tabular=tabular, weight=weight))
        return found

    def _system_changed(self) -> None:
        if self.choice == "system":
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        self._fonts.clear()
        self._metrics.clear()
        self._sized.clear()
        self._icons.clear()
        self._colors.clear()
        self._app.setFont(self.font("body"))
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(stylesheet(self.hex, self.scaled, self.size))

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, name in {
            roles.Window: "bg.canvas",
            roles.Base: "bg.canvas",
            roles.AlternateBase: "bg.list",
            roles.Button: "bg.raised",
            roles.ToolTipBase: "bg.raised",
            roles.WindowText: "text.primary",
            roles.Text: "text.primary",
            roles.ButtonText: "text.primary",
            roles.ToolTipText: "text.primary",
            roles.PlaceholderText: "text.muted",
            roles.Highlight: "accent.base",
            roles.HighlightedText: "text.onAccent",
            roles.Link: "accent.base",
            roles.Accent: "accent.base",
            roles.Mid: "border.default",
            roles.Dark: "border.control",
        }.items():
            palette.setColor(role, self.color(name))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("text.disabled"))
        return palette


def _family() -> str:
    """The desktop's own font; on a Linux without one, Inter or Noto Sans."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if not sys.platform.startswith("linux") or system.lower() not in _UNKNOWN_FACES:
        return system
    return next((name for name in ("Inter", "Noto Sans") if QFontInfo(QFont(name)).family() == name), system)


def _tinted(name: str, color: str, size: int, ratio: float) -> QPixmap:
    """Lucide strokes in one colour at the weight of the tokens."""
    svg = (tokens.RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    svg = svg.replace("currentColor", color)
    svg = svg.replace('stroke-width="2"', f'stroke-width="{tokens.value("stroke.icon")}"')
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _spaced(drawn: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return drawn
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(gap * ratio), drawn.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide
