"""Equipo y permisos: who works here with what, inviting and showing out, and which keys each device may use."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from services.records import Changes
from services.relay_client import Member
from services.shared_keys import SharedKeys, usable
from services.store import Store
from services.team import Team
from services.team_records import OpenInvitation, TeamDevice, TeamMember, ToRenew
from services.trouble import Trouble
from widgets.composer.notice import Notice
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.settings import team_words as said
from widgets.settings.team_device import DeviceLook, DevicePart
from widgets.settings.team_invite import InviteCard, OpenList
from widgets.settings.team_member import MemberCard
from widgets.settings.team_roles import RolesCard
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import number, tr

AGAIN_S = 30
"""How old what the relay told of connections may grow while the page is seen."""


class TeamPage(QWidget):
    """Admins change it; the others see who is there, as what, and whom to ask. `provider_wanted(provider)` leads to a
    card of the integrations; `renamed(name)` when this desk's member is called otherwise now."""

    provider_wanted = Signal(str)
    renamed = Signal(str)

    def __init__(
        self, theme: Theme, feed: Feed, team: Team, keys: SharedKeys, store: Store, member: Member, device: str,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._feed, self._team, self._keys, self._store = theme, feed, team, keys, store
        self._member, self._device, self._admin = member, device, member.role == "admin"
        self._tasks = Tasks(self, feed.report)
        self._members: list[TeamMember] = []
        self._asked_at = 0
        self.cards: dict[str, MemberCard] = {}
        self.due: list[Notice] = []
        self._build()
        feed.changed.connect(self._changed)
        feed.tick.connect(self._tick)

    def refresh(self) -> None:
        """Ask the relay again."""
        self._asked_at = self._feed.now()
        self._tasks.start(self._load(), key="load")

    def invite(self, member: str = "", name: str = "") -> None:
        """Begin an invitation."""
        self.card.ask(member, name)
        self.card.show()
        (self.card.make if member else self.card.name).setFocus()
        self._scroll.ensureWidgetVisible(self.card)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(scroll)
        inside = QWidget(scroll)
        inside.setProperty("surface", "canvas")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll.setWidget(inside)
        self._column = column = QVBoxLayout(inside)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(12)
        column.addLayout(self._make_head())
        self.trouble = Notice(self._theme, self)
        self.trouble.acted.connect(self.refresh)
        self.trouble.hide()
        self._due = QVBoxLayout()
        self._due.setSpacing(8)
        self.card = InviteCard(self._theme, self)
        self.card.wanted.connect(self._invite)
        self.card.left.connect(self._leave_invitation)
        self.card.hide()
        self.open = OpenList(self)
        self.open.withdrawn.connect(self._withdraw)
        self._people = QVBoxLayout()
        self._people.setSpacing(12)
        self._gone = Label(role="caption", tone="muted", parent=self)
        self._gone.setWordWrap(True)
        self._gone.hide()
        column.addWidget(self.trouble)
        column.addLayout(self._due)
        column.addWidget(self.card)
        column.addWidget(self.open)
        column.addLayout(self._people)
        column.addWidget(self._gone)
        column.addWidget(RolesCard(self))
        column.addStretch(1)

    def _make_head(self) -> QHBoxLayout:
        head, titles = QHBoxLayout(), QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(Label(tr("Equipo y permisos"), "heading", parent=self))
        self._summary = Label(role="caption", tone="muted", elide=True, parent=self)
        titles.addWidget(self._summary)
        head.addLayout(titles, 1)
        self.invite_button = button(tr("Invitar"), "primary", self)
        self.invite_button.clicked.connect(lambda: self.invite())
        self.invite_button.setVisible(self._admin)
        head.addWidget(self.invite_button, 0, Qt.AlignmentFlag.AlignTop)
        return head

    async def _load(self) -> None:
        made = self.card.made
        try:
            members = await self._team.members()
            opened = await self._team.invitations() if self._admin else []
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self.trouble.say(told.text, told.action, icon="triangle-alert", action=tr("Volver a probar"))
            self.trouble.show()
            if not self._members:  # what the log knows: names, and of roles nothing
                self._summary.setText(", ".join(name for _, name in self._store.colleagues()))
            return
        self.trouble.hide()
        self._show(members, opened)
        self.card.compare(made, opened)

    def _show(self, members: list[TeamMember], opened: Sequence[OpenInvitation]) -> None:
        if _shape(members) != _shape(self._members):
            self._rebuild(members)
        self._members = members
        self.open.show_open(opened)
        self._show_log()

    def _show_log(self) -> None:
        """What of it stands in the log, and may have moved without the relay being asked."""
        known = {each.id: each for each in self._store.devices()}
        shared = self._store.shared_keys()
        mine = known.get(self._device)
        here = frozenset(provider for provider, _ in mine.holds) if mine is not None else frozenset()
        for member in (each for each in self._members if each.id in self.cards):
            looks = [
                DeviceLook(
                    each, each.id == self._device, known.get(each.id),
                    usable(shared, known[each.id]) if each.id in known else {}, here,
                )
                for each in _active(member)
            ]  # fmt: skip
            self.cards[member.id].show_devices(looks, self._feed.now())
        self._show_summary()
        self._show_gone()
        self._show_due(self._team.to_renew(self._members) if self._admin else [])

    def _show_summary(self) -> None:
        here = [each for each in self._members if each.here]
        people = tr("1 persona") if len(here) == 1 else tr("{count} personas").format(count=number(len(here)))
        if self._admin:
            count = sum(len(_active(each)) for each in here)
            desks = tr("1 computadora") if count == 1 else tr("{count} computadoras").format(count=number(count))
            self._summary.setText(f"{people} · {desks}")
            return
        admins = ", ".join(each.name for each in here if each.role == "admin")
        asks = tr("Invita y da de baja quien administra: {names}.").format(names=admins)
        self._summary.setText(f"{people} · {asks}" if admins else people)

    def _show_gone(self) -> None:
        gone = [
            tr("{device} de {name}, el {when}").format(
                device=each.name, name=member.name, when=said.date(each.revoked_at)
            )
            for member in self._members
            for each in member.devices
            if each.revoked_at is not None
        ]
        self._gone.setText(tr("Dadas de baja: {devices}.").format(devices="; ".join(gone)))
        self._gone.setVisible(bool(gone))

    def _show_due(self, due: Sequence[ToRenew]) -> None:
        """A line for each key that somebody who went may still know."""
        for notice in self.due:
            self._due.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
        self.due = []
        for provider in dict.fromkeys(each.provider for each in due):
            devices = ", ".join(each.device for each in due if each.provider == provider)
            notice = Notice(self._theme, self)
            notice.setProperty("provider", provider)
            title = tr("Renová la clave de {provider}").format(provider=said.provider_name(provider))
            why = tr("La tenía una computadora dada de baja: {devices}. Cambiala en el proveedor y cargala acá.")
            notice.say(title, why.format(devices=devices), icon="key-round", action=tr("Abrir su tarjeta"))
            notice.acted.connect(self._go)
            self._due.addWidget(notice)
            self.due.append(notice)

    def _rebuild(self, members: Sequence[TeamMember]) -> None:
        for card in self.cards.values():
            self._people.removeWidget(card)
            card.hide()
            card.deleteLater()
        here = sorted(members, key=lambda each: (each.id != self._member.id, each.name.casefold()))
        self.cards = {}
        for each in (each for each in here if each.here):
            mine = each.id == self._member.id
            card = MemberCard(self._theme, each, mine=mine, admin=self._admin, wire=self._wire, parent=self)
            card.rename_wanted.connect(self._rename)
            card.another_wanted.connect(self._invite_another)
            self.cards[each.id] = card
            self._people.addWidget(card)

    def _wire(self, part: DevicePart) -> None:
        part.share_wanted.connect(self._share)
        part.revoke_wanted.connect(self._revoke)

    def _invite(self, role: str, name: str, days: int, member: str) -> None:
        async def work() -> None:
            try:
                made = await self._team.invite(role, name, days, member)  # type: ignore[arg-type]
            except Trouble:
                self.card.show_trouble()
                raise
            self.card.show_made(made)
            announce(self, tr("Invitación lista para copiar"))
            self.refresh()

        self._tasks.start(work(), key="invite")

    def _invite_another(self, member: str) -> None:
        self.invite(member, self.cards[member].member.name)

    def _leave_invitation(self) -> None:
        self.card.hide()
        self.invite_button.setFocus()

    def _withdraw(self, invitation: str) -> None:
        async def work() -> None:
            await self._team.withdraw(invitation)
            self.refresh()

        self._tasks.start(work(), key=invitation)

    def _revoke(self, device: str) -> None:
        member, gone = next((each, desk) for each in self._members for desk in each.devices if desk.id == device)

        async def work() -> None:
            await self._team.revoke(device, member.id)
            announce(self, tr("{name} quedó afuera").format(name=gone.name))
            self.refresh()

        self._tasks.start(work(), key=("revoke", device))

    def _share(self, device: str, provider: str, on: bool) -> None:
        async def work() -> None:
            try:
                await (self._keys.share(device, provider) if on else self._keys.unshare(device, provider))
            finally:
                self._show_log()  # a box that could not be ticked is not ticked

        self._tasks.start(work(), key=(device, provider))

    def _rename(self, name: str) -> None:
        async def work() -> None:
            self.renamed.emit(await self._team.rename(name))
            announce(self, tr("Nombre cambiado"))
            self.refresh()

        self._tasks.start(work(), key="rename")

    def _go(self) -> None:
        self.provider_wanted.emit(str(self.sender().property("provider")))

    def _changed(self, changes: Changes) -> None:
        if not self.isVisible() or not (changes.agency or changes.everything):
            return
        self._show_log()
        self.refresh()

    def _tick(self, now: int) -> None:
        if self.isVisible() and now - self._asked_at > AGAIN_S * 1000:
            self.refresh()


def _active(member: TeamMember) -> list[TeamDevice]:
    return [each for each in member.devices if each.revoked_at is None]


def _shape(members: Sequence[TeamMember]) -> list[tuple[str, ...]]:
    """What needs other cards, where it changes; all else is only written anew."""
    return [(each.id, each.name, each.role, *(desk.id for desk in _active(each))) for each in members if each.here]
