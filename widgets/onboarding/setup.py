"""The steps after an agency was connected: its channel, its voice, and a trial on one's own phone."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from services.settings import SETUP
from widgets.onboarding.channel_step import ChannelStep, VoiceStep
from widgets.onboarding.frame import Frame, Page
from widgets.onboarding.means import SetupMeans
from widgets.onboarding.self_step import SelfStep
from widgets.settings.integrations import Integrations
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr

LATER = "later "


class Setup(QObject):
    """`left` when somebody goes to work, with all done or not; where it stands is kept, and can be taken up again."""

    left = Signal()

    def __init__(
        self, theme: Theme, frame: Frame, integrations: Integrations, means: SetupMeans,
        report: Callable[[BaseException], None],
    ) -> None:  # fmt: skip
        super().__init__(frame)
        self._frame, self._means = frame, means
        tasks = Tasks(self, report)
        integrations.setParent(frame)
        integrations.hide()
        self.channel = ChannelStep(theme, integrations, frame)
        self.voice = VoiceStep(theme, integrations, means, tasks, frame)
        self.self_step = SelfStep(theme, means, tasks, frame)
        for part in (self.channel, self.voice, self.self_step):
            part.hide()
            part.changed.connect(self._moved)
        frame.step_asked.connect(self.show_step)
        integrations.refresh()

    def start(self) -> None:
        """Where it was left."""
        kept = self._means.settings.get(SETUP).removeprefix(LATER)
        self.show_step(int(kept) if kept in ("2", "3", "4") else 2)

    def show_step(self, number: int) -> None:
        """One of the three; the first was taken when the agency was connected."""
        if number not in (2, 3, 4):
            return
        self._means.settings.put(SETUP, str(number))
        self._frame.show_page((self._channel_page, self._voice_page, self._self_page)[number - 2]())
        self._moved()

    def leave(self) -> None:
        """To work; what is missing can be done later."""
        done = self._done() >= {2, 3, 4}
        self._means.settings.put(SETUP, "" if done else f"{LATER}{self._means.settings.get(SETUP).removeprefix(LATER)}")
        self._means.player.stop()
        self.left.emit()

    def _done(self) -> set[int]:
        steps = {1: True, 2: self.channel.done, 3: self.voice.done, 4: self.self_step.done}
        return {number for number, taken in steps.items() if taken}

    def _moved(self) -> None:
        self._frame.panorama.show_done(frozenset(self._done()))
        self._frame.refresh()

    def _channel_page(self) -> Page:
        self.channel.take_panel()
        return Page(
            body=self.channel, step=2, tall=True, title=tr("¿Por dónde te escriben?"),
            about=tr("Elegí un canal y cargá su clave. Los otros se suman cuando quieras, en Ajustes."),
            does=lambda: tr("Seguir") if self.channel.filled else tr("Saltar este paso"),
            go=lambda: self.show_step(3), aside=(tr("Completar más tarde"), self.leave),
            focus=lambda: self.channel.choice.buttons[self.channel.provider].setFocus(),
        )  # fmt: skip

    def _voice_page(self) -> Page:
        self.voice.take_panel()
        return Page(
            body=self.voice, step=3, tall=True, title=tr("¿Con qué voz contestás?"),
            about=tr("Cargá la clave de ElevenLabs, elegí una voz y oíla."),
            does=lambda: tr("Seguir") if self.voice.filled else tr("Saltar este paso"),
            go=lambda: self.show_step(4), back=lambda: self.show_step(2),
            aside=(tr("Completar más tarde"), self.leave),
        )  # fmt: skip

    def _self_page(self) -> Page:
        return Page(
            body=self.self_step, step=4, title=tr("Probala con vos"),
            about=tr("Mandate un audio a tu teléfono: así lo oye un lead."),
            does=lambda: tr("Empezar a trabajar"), go=self.leave, focus=self.self_step.focus,
            back=lambda: self.show_step(3), aside=(tr("Completar más tarde"), self.leave),
        )  # fmt: skip
