"""The second and third step: a provider's panel by itself, filled in and tried."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.trouble import Trouble
from widgets.controls import CHANNELS, button
from widgets.onboarding.field import Said
from widgets.onboarding.means import SetupMeans
from widgets.pieces.segments import Segments
from widgets.settings.connection import value_of
from widgets.settings.integrations import Integrations
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

HIGH: Final = 420


class PanelStep(QWidget):
    """Shows the panel of `provider`; once all of it is filled in it is tried by itself. `changed` when `done` may be
    different."""

    changed = Signal()

    def __init__(self, integrations: Integrations, provider: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._integrations, self.provider = integrations, provider
        self.providers: tuple[str, ...] = (provider,)
        self._tried: set[str] = set()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(2, 2, 2, 2)
        self.column.setSpacing(10)
        integrations.moved.connect(self._moved)

    @property
    def done(self) -> bool:
        """Whether a trial found nothing wrong."""
        return any(self._fine(provider) for provider in self.providers)

    @property
    def filled(self) -> bool:
        """Whether there is something to go on with."""
        return self._filled(self.provider)

    def _filled(self, provider: str) -> bool:
        known = self._integrations.connection(provider)
        return known.complete and all(value_of(known.config, name) for name in known.form.needed)

    def _fine(self, provider: str) -> bool:
        report = self._integrations.connection(provider).report
        return self._filled(provider) and report is not None and not _failed(report)

    def take_panel(self) -> None:
        """The one panel of the page comes here."""
        side = self._integrations.side
        side.free()
        side.setMinimumHeight(HIGH)
        self.column.insertWidget(1, side, 1)
        side.show()
        self._integrations.open_part(self.provider)
        self._integrations.refresh()

    def _moved(self) -> None:
        for provider in self.providers:
            known = self._integrations.connection(provider)
            if provider not in self._tried and self._filled(provider) and not known.trying:
                self._tried.add(provider)
                self._integrations.try_quietly(provider)
        self.changed.emit()


class ChannelStep(PanelStep):
    """WhatsApp, ManyChat or UChat."""

    def __init__(self, theme: Theme, integrations: Integrations, parent: QWidget | None = None) -> None:
        super().__init__(integrations, "whatsapp", parent)
        self.providers = tuple(CHANNELS)
        self.choice = Segments(theme, {key: (name, "") for key, name in CHANNELS.items()}, parent=self)
        self.choice.setAccessibleName(tr("Canal"))
        self.choice.choose(self.provider)
        for each in self.choice.buttons.values():
            each.setMinimumWidth(each.sizeHint().width() + 16)  # the chosen one is bolder, and may have the focus
        self.choice.chosen.connect(self.choose)
        self.column.insertWidget(0, self.choice, 0, Qt.AlignmentFlag.AlignLeft)

    def choose(self, provider: str) -> None:
        self.provider = provider
        self.choice.choose(provider)
        self._integrations.open_part(provider)
        self.changed.emit()


class VoiceStep(PanelStep):
    """The account, the agency's voice, and how it sounds."""

    def __init__(
        self, theme: Theme, integrations: Integrations, means: SetupMeans, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(integrations, "elevenlabs", parent)
        self._means, self._tasks = means, tasks
        row = QHBoxLayout()
        self.listen = button(tr("Oír la voz elegida"), parent=self)
        self.listen.clicked.connect(self._listen)
        self.said = Said(theme, self)
        row.addWidget(self.listen)
        row.addWidget(self.said, 1)
        row.addStretch()
        self.column.insertLayout(0, row)
        self.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        there, hint = bool(self._voice()), tr("Cargá la clave y elegí una voz: acá la oís sin gastar créditos.")
        self.listen.setEnabled(there)
        if not there or self.said.text == hint:
            self.said.say("" if there else hint)

    def _voice(self) -> str:
        return self._integrations.panels[self.provider].picked("voice_id")

    def _listen(self) -> None:
        self._tasks.start(self._play(self._voice()), key="sample")

    async def _play(self, voice: str) -> None:
        self.said.say(tr("Buscando la muestra…"))
        try:
            found = {each.id: each for each in await self._means.voice().voices()}
            sample = found[voice].preview_url if voice in found else None
            self.said.say(tr("Sonando: {name}").format(name=found[voice].name) if voice in found else "")
            await self._means.player.follow(self._means.samples().listen(sample), f"sample:{voice}")
        except Trouble as trouble:
            self.said.say(sentence(trouble.code, trouble.facts).text, "danger")


def _failed(report: object) -> bool:
    findings = getattr(report, "findings", ())
    return any(each.outcome == "failed" for each in findings)
