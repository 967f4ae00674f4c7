"""What a version of a plan says is done: at each level, in turn, by whom, within how long, with what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.duty import levels
from inventory.duty.levels import LevelLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.response import actions, versions
from inventory.response.actions import ActionLine, PlanAction, actions_of
from inventory.response.plans import STATE_NAMES, Plan, PlanLine, PlanVersion, VersionState
from inventory.response.versions import VersionLine
from reports.plans import action_columns, need, within
from reports.table import Column, Level, figure
from tui.desk import Desk
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.duty import papers
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Once
from tui.screens.resources.ordering import counter_of
from tui.screens.response import planforms
from tui.telling import told
from tui.widgets.card import Facts, Section
from tui.widgets.menu import Entry, Menu
from tui.widgets.top import TopLine

KEEP = Permission.KEEP_PLANS
OF_DRAFT = frozenset({"add", "change", "drop", "need", "drop_need", "template", "approve", "give_up"})
SIGNS = {VersionState.DRAFT: Level.ATTENTION, VersionState.APPROVED: Level.FINE, VersionState.REPLACED: Level.UNKNOWN}


class ActionsScreen(KeepingScreen[ActionLine]):
    """One version of a plan; only a draft is written on."""

    ACTS = (
        Act("change", N_("Change the action"), KEEP),
        Act("need", N_("Add what it needs"), KEEP),
        Act("drop_need", N_("Strike what it needs"), KEEP),
        Act("drop", N_("Strike the action"), KEEP),
        Act("add", N_("Add an action"), KEEP, on_row=False),
        Act("template", N_("Take over what the law asks for"), KEEP, on_row=False),
        Act("approve", N_("Approve the version"), Permission.APPROVE_PLANS, on_row=False),
        Act("begin", N_("Begin a new version"), KEEP, on_row=False),
        Act("give_up", N_("Give the draft up"), KEEP, on_row=False),
        Act("version", N_("Another version"), on_row=False),
        Act("paper", N_("On paper"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add"), key_display="Insert"),
        Binding("delete", "drop", N_("Strike out"), key_display="Del"),
        Binding("ctrl+t", "version", N_("Version"), key_display="^T"),
    ]

    def __init__(self, plan: PlanLine, version_id: int) -> None:
        """Take the plan and the version."""
        super().__init__()
        self.plan, self._version_id = plan, version_id
        self.versions: Sequence[VersionLine] = ()
        self._levels: Sequence[LevelLine] = ()

    @property
    def desk(self) -> Desk:
        """The desk that it stands at."""
        if self.app.desk is None:  # opened from a register, which stands at one
            raise RuntimeError
        return self.app.desk

    @property
    def version(self) -> VersionLine | None:
        """The version as it stands."""
        return next((one for one in self.versions if one.version_id == self._version_id), None)

    def _tick(self) -> None:
        """The top line says which version of which plan this is."""
        code = self.version.code if self.version else ""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=f"{self.plan.name} {code}")

    # The list

    def columns(self) -> Sequence[Column[ActionLine]]:
        """As in the report."""
        return action_columns()

    def read(self, session: Session, reader: Person) -> Sequence[ActionLine]:
        """The version's actions; where the draft was given up, those of the last version that is left."""
        self.versions = versions.versions(session, reader, session.get_one(Plan, self.plan.plan_id))
        known = levels.levels(session, reader)
        self._levels = sorted(known, key=lambda one: one.rank)
        if self.version is None and self.versions:
            self._version_id = self.versions[0].version_id
        if (held := session.get(PlanVersion, self._version_id)) is None:
            return []
        return actions_of(session, reader, held)

    def number(self, row: ActionLine) -> int:
        """The action's own number."""
        return row.action_id

    def words(self, row: ActionLine) -> str:
        """What is done, by whom, at which level."""
        return key(row.what, row.unit, row.level)

    def summary(self) -> str:
        """How the version stands, and how many actions it has."""
        one = self.version
        n = ngettext("{n} action", "{n} actions", len(self._rows)).format(n=figure(len(self._rows)))
        return f"{SIGNS[one.state].value} {one.label or one.version} {_(STATE_NAMES[one.state])} · {n}" if one else n

    def empty(self, text: str) -> str:
        """Where to begin."""
        is_draft = self.version is not None and self.version.state is VersionState.DRAFT
        said = _("No action yet. Insert writes one; Space takes over what the law asks for.")
        return super().empty(text) if text else said if is_draft else _("This version has no action.")

    def facts(self, row: ActionLine) -> Facts:
        """The action in full, with what it needs."""
        unset = _("○ not set")
        pairs = [
            (_("Level"), row.level),
            (_("Unit that does it"), row.unit or unset),
            (_("Within"), within(row.minutes) or unset),
            (_("Basis"), row.basis or unset),
            (_("Number"), row.code),
        ]
        lines = [[need(one)] for one in row.needs] or [[_("○ nothing is said")]]
        return Facts(row.what, pairs, [Section(_("Needs"), lines)])

    def menu_title(self) -> str:
        """The highlighted action, or the plan."""
        return self.row.what[:40] if self.row is not None else self.plan.name

    def why_not(self, action: str) -> str:
        """After rights: only a draft is written on, and one at a time."""
        why, one = super().why_not(action), self.version
        if why or one is None:
            return why
        if action in OF_DRAFT and one.state is not VersionState.DRAFT:
            said = _("{version} was approved and stays as it is: make a new version and change that.")
            return said.format(version=one.code)
        if action in {"add", "template"} and not self._levels:
            return _("There is no response level yet: Ctrl+G, Response levels.")
        if action == "begin" and (draft := self._draft) is not None:
            return _("{version} is still a draft: write on that one, or give it up first.").format(version=draft.code)
        if action == "drop_need" and self.row is not None and not self.row.needs:
            return _("Nothing is said of what it needs.")
        return ""

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """Of a draft what is written on it, of an approved version that another is begun."""
        is_draft = self.version is not None and self.version.state is VersionState.DRAFT
        for label, action, why in super().acts():
            if action != "begin" if is_draft else action not in OF_DRAFT:
                yield label, action, why

    @property
    def _draft(self) -> VersionLine | None:
        return next((one for one in self.versions if one.state is VersionState.DRAFT), None)

    def opened(self, row: ActionLine) -> None:
        """Enter: change it, or say why not."""
        del row
        if why := self.why_not("change"):
            self.tell(why, "ATTENTION")
        else:
            self.action_change()

    # Writing

    @asks
    async def action_add(self) -> None:
        """Write an action."""
        given = await self.app.ask(planforms.action_form(Once(self.app), self._version_id, self._levels, None))
        if given is not None and given.get("made") is not None:
            self.bring_to(given["made"])

    @asks
    async def action_change(self) -> None:
        """Change the highlighted action."""
        if self.row is not None:
            await self.app.ask(planforms.action_form(Once(self.app), self._version_id, self._levels, self.row))

    @asks
    async def action_drop(self) -> None:
        """Strike the highlighted action."""
        if (row := self.row) is None or not await self.sure(row.what[:40], _("Strike it, with what it needs")):
            return
        version = row_of(PlanVersion, self._version_id)
        self.app.perform(actions.drop_action, told=told(lambda _v: _("Struck.")), version=version, code=row.code)

    @asks
    async def action_need(self) -> None:
        """Write down what the highlighted action needs."""
        if self.row is not None:
            await self.app.ask(planforms.need_form(self.desk, counter_of(self), Once(self.app), self.row))

    @asks
    async def action_drop_need(self) -> None:
        """Strike something that the highlighted action needs."""
        if (row := self.row) is None:
            return
        if code := await self.app.ask(Menu(_("What is struck?"), [Entry(one.code, need(one)) for one in row.needs])):
            action = row_of(PlanAction, row.action_id)
            self.app.perform(actions.drop_plan_need, told=told(lambda _a: _("Struck.")), action=action, code=code)

    @asks
    async def action_template(self) -> None:
        """Take over lines of the law's template."""
        await self.app.ask(planforms.template_form(Once(self.app), self._version_id, self._levels, self._rows))

    # Versions

    @asks
    async def action_approve(self) -> None:
        """Let the draft hold."""
        if self.version is not None:
            await self.app.ask(planforms.approve_form(self.desk, Once(self.app), self.version, self.plan.name))

    @asks
    async def action_begin(self) -> None:
        """Begin a version with what the last one said."""
        given = await self.app.ask(planforms.begin_form(self.desk, Once(self.app), self.plan.plan_id, self.plan.name))
        if given is not None and isinstance(made := given.get("made"), int):
            self._show(made)

    @asks
    async def action_give_up(self) -> None:
        """Give the draft up; the version that holds goes on."""
        if await self.sure(_("Give the draft up?"), _("Give it up, with all that was written in it")):
            plan = row_of(Plan, self.plan.plan_id)
            self.app.perform(versions.drop_draft, told=told(lambda _p: _("The draft is gone.")), plan=plan)

    @asks
    async def action_version(self) -> None:
        """Another version of the same plan."""
        entries = [
            Entry(
                str(one.version_id), f"{one.code} {one.label} {_(STATE_NAMES[one.state])}", sign=SIGNS[one.state].value
            )
            for one in self.versions
        ]
        if answer := await self.app.ask(Menu(self.plan.name, entries)):
            self._show(int(answer))

    def _show(self, version_id: int) -> None:
        self._version_id = version_id
        self.reload(keep=False)
        self._tick()

    def action_paper(self) -> None:
        """预案行动表."""
        if self.version is not None:
            papers.show(self.app, "plan", plan=self.plan.code, plan_version=self.version.version)
