"""What can be done with a month: planned, filled, checked, published; and afterwards changed beside what stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, ClassVar

from textual import getters

from inventory.duty import filling, planning, publishing
from inventory.duty.patterns import ShiftPattern, ShiftTime
from inventory.duty.posts import Post, PostLine
from inventory.duty.publishing import Problem
from inventory.duty.shifts import Roster
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Permission, Person
from tui.app import XunbeiApp
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import row_of
from tui.screens.retired import bring_to
from tui.screens.roster import forms, telling
from tui.screens.roster.looking import Sheet, ShiftLine
from tui.screens.roster.papers import ALWAYS, RosterPapers
from tui.screens.roster.troubles import TroublesScreen
from tui.screens.where import way_to
from tui.telling import told
from tui.widgets.menu import Entry, Menu

PLAN, PUBLISH, CHANGE, RECORD = (
    Permission.KEEP_ROSTERS,
    Permission.PUBLISH_ROSTERS,
    Permission.CHANGE_DUTY,
    Permission.RECORD_DUTY,
)
PLANNING = (
    Act("assign", N_("Assign somebody"), PLAN, on_row=False),
    Act("fill", N_("Fill fairly"), PLAN),
    Act("copy_week", N_("Copy a week"), PLAN),
    Act("troubles", N_("Gaps and clashes")),
    Act("publish", N_("Publish"), PUBLISH),
    Act("unassign", N_("Take out"), PLAN),
    Act("clear", N_("Clear days"), PLAN),
    Act("away", N_("Somebody is unavailable"), PLAN, on_row=False),
    Act("back_again", N_("Available again"), PLAN, on_row=False),
)
AFTERWARDS = (
    Act("swap", N_("Swap"), CHANGE),
    Act("reinforce", N_("Reinforce"), CHANGE),
    Act("relieve", N_("Relieve"), CHANGE),
    Act("attend", N_("Who really came"), RECORD),
)
OPEN = Act("open_roster", N_("Open the month's roster"), PLAN, on_row=False)
ONLY_DRAFT = frozenset({"assign", "fill", "copy_week", "publish", "unassign", "clear"})
ONLY_PUBLISHED = frozenset({"swap", "reinforce", "relieve", "attend"})
NEEDS_ROSTER = ONLY_DRAFT | ONLY_PUBLISHED | {"troubles", "tallies"}
BEFORE_IT_BEGINS = frozenset({"swap", "relieve"})
FIRST = 7
MORE = "more"
POST = "post_"


class RosterActs(RosterPapers):
    """The actions of F5, each with the reason why it can't be done now."""

    app = getters.app(XunbeiApp)
    ACTS: ClassVar[tuple[Act, ...]] = (*PLANNING, *AFTERWARDS, *ALWAYS, OPEN)

    @property
    def lacking(self) -> PostLine | None:
        """The first post of the highlighted shift that lacks somebody."""
        if (sheet := self.sheet) is None or (row := self.row) is None:
            return None
        return next((one for one in sheet.posts if sheet.missing(row, one)), None)

    def go(self, first: date) -> None:
        """Show another month."""
        self.first = first
        self.reload(keep=False)

    # Why not

    def why_not(self, action: str) -> str:
        """After rights: what must have come first."""
        sheet = self.sheet
        if action == "assign" and sheet is not None and sheet.month is None:
            action = OPEN.action  # Insert on an empty month opens it
        if (why := super().why_not(action)) or sheet is None:
            return why
        if action == OPEN.action:
            return _why_not_opened(sheet, way_to(self.app.places, "patterns"))
        if sheet.month is None:
            return _("The month has no roster yet: Insert opens it.") if action in NEEDS_ROSTER else ""
        if action in ONLY_DRAFT and sheet.is_published:
            return _("The roster was published: swap, reinforce or relieve instead.")
        if action in ONLY_PUBLISHED and not sheet.is_published:
            return _("The roster is not published yet: Enter names somebody else.")
        return self._why_not_then(sheet, action) if action in ONLY_PUBLISHED else ""

    def _why_not_then(self, sheet: Sheet, action: str) -> str:
        """What has begun is not arranged otherwise, and nobody has come yet to what is to come."""
        row, desk = self.row, self.app.desk
        span = sheet.span(row) if row is not None else None
        if span is None or desk is None:
            return ""
        begins, ends = (f"{one.astimezone(desk.zone):%m-%d %H:%M}" for one in span)
        if action in BEFORE_IT_BEGINS and span[0] <= desk.now():
            return _("It began on {when}: record who really came.").format(when=begins)
        if action == "reinforce" and span[1] <= desk.now():
            return _("It ended on {when}: record who really came.").format(when=ends)
        is_early = action == "attend" and span[0] > desk.now()
        return _("It begins on {when}: who really came is recorded then.").format(when=begins) if is_early else ""

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """What comes next stands first."""
        sheet = self.sheet
        if sheet is not None and sheet.month is None:
            order: tuple[Act, ...] = (OPEN, *ALWAYS, *PLANNING[-2:])
        elif sheet is not None and sheet.is_published:
            order = (*AFTERWARDS, *ALWAYS, PLANNING[3], *PLANNING[-2:])
        else:
            order = (*PLANNING, *ALWAYS)
        for act in order:
            yield _(act.label), act.action, self.why_not(act.action)

    @asks
    async def action_menu(self) -> None:
        """The numbered menu, the rest one step further."""
        await self._menu([Entry(action, label, why) for label, action, why in self.acts()])

    @asks
    async def action_changes(self) -> None:
        """What a published duty may still be: swapped, reinforced, relieved, recorded."""
        await self._menu([Entry(one.action, _(one.label), self.why_not(one.action)) for one in AFTERWARDS])

    async def _menu(self, entries: list[Entry]) -> None:
        first, rest = entries[:FIRST], entries[FIRST:]
        more = [Entry(MORE, _("More …"))] if rest else []
        answer = await self.app.ask(Menu(self.menu_title(), [*first, *more]))
        if answer == MORE:
            answer = await self.app.ask(Menu(self.menu_title(), rest))
        if answer:
            await self.app.run_action(answer, self)

    # Planning

    @property
    def roster(self) -> Callable[..., Roster]:
        """The roster, looked up when the service is asked."""
        return row_of(Roster, self.sheet.month.roster_id if self.sheet and self.sheet.month else 0)

    def _cell(self, row: ShiftLine, post: PostLine) -> dict[str, Any]:
        return {
            "roster": self.roster,
            "on": row.day.on,
            "time": row_of(ShiftTime, row.time.time_id),
            "post": row_of(Post, post.post_id),
        }

    @asks
    async def action_open_roster(self) -> None:
        """Open the roster of the month that is shown."""
        await self._open()

    async def _open(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return

        def send(facts: dict[str, Any]) -> None:
            self.app.do(
                planning.open_roster,
                told=told(telling.opened),
                organisation=row_of(Organisation, sheet.room_id),
                month=sheet.first,
                pattern=row_of(ShiftPattern, facts["pattern"]),
            )

        await self.app.ask(forms.open_roster(sheet, send))

    @asks
    async def action_assign(self) -> None:
        """Name somebody for the post; then the next one that is empty is highlighted."""
        if self.sheet is not None and self.sheet.month is None:
            await self._open()
            return
        row, post = self.row, self.post or self.lacking or await self._meant()
        if row is None or post is None or self.sheet is None or self.app.desk is None:
            return

        def send(facts: dict[str, Any]) -> None:
            person = row_of(Person, facts["person"])
            said = telling.assigned(row, post)
            self.app.do(planning.assign, told=told(said), **self._cell(row, post), person=person)

        await self.app.ask(forms.assign(self.app.desk, self.sheet, row, post, send))

    @asks
    async def action_unassign(self) -> None:
        """Take somebody out of the post; where several sit there, one is chosen."""
        row, post = self.row, self.post or await self._meant()
        if row is None or post is None or (person := await self._one_of(row, post, _("Who is taken out?"))) is None:
            return
        self.app.perform(
            planning.unassign,
            told=told(telling.taken_out(row, post)),
            **self._cell(row, post),
            person=row_of(Person, person),
        )

    async def _meant(self) -> PostLine | None:
        """Where no post's column is current, the post that is chosen."""
        sheet, row = self.sheet, self.row
        if sheet is None or row is None:
            return None
        entries = [Entry(str(at), one.name, sign=sheet.said(row, one)) for at, one in enumerate(sheet.posts)]
        answer = await self.app.ask(Menu(_("Which post?"), entries))
        return sheet.posts[int(answer)] if answer else None

    async def _one_of(self, row: ShiftLine, post: PostLine, title: str) -> int | None:
        people = self.sheet.people(row, post) if self.sheet else ()
        if not people or self.sheet is None:
            self.tell(_("Nobody sits there: {post}.").format(post=post.name), "UNKNOWN")
            return None
        if len(people) == 1:
            return people[0]
        entries = [Entry(str(one), self.sheet.names.get(one, "?")) for one in people]
        answer = await self.app.ask(Menu(title, entries))
        return int(answer) if answer else None

    @asks
    async def action_fill(self) -> None:
        """Fill the empty posts, or plan the whole month anew."""
        entries = [
            Entry("empty", _("Only what is empty")),
            Entry("all", _("The whole month anew: what is planned is dropped")),
        ]
        answer = await self.app.ask(Menu(_("Fill fairly"), entries))
        if answer:
            said = telling.in_their_words
            self.app.perform(filling.fill, told=said, roster=self.roster, only_empty=answer == "empty")

    @asks
    async def action_copy_week(self) -> None:
        """Copy the week before over the empty posts of the highlighted one."""
        if (row := self.row) is None or self.app.desk is None:
            return

        def send(facts: dict[str, Any]) -> None:
            self.app.do(planning.copy_week, told=telling.in_their_words, roster=self.roster, **facts)

        await self.app.ask(forms.copy_week(self.app.desk, row.day.on, send))

    @asks
    async def action_clear(self) -> None:
        """Take everybody out from one day to another."""
        if (row := self.row) is None or self.app.desk is None:
            return

        def send(facts: dict[str, Any]) -> None:
            self.app.do(planning.clear_days, told=told(telling.cleared), roster=self.roster, **facts)

        await self.app.ask(forms.clear(self.app.desk, row.day.on, send))

    @asks
    async def action_away(self) -> None:
        """Days on which somebody can't be planned."""
        if self.app.desk is None or self.first is None:
            return

        def send(facts: dict[str, Any]) -> None:
            person = row_of(Person, facts.pop("person"))
            self.app.do(planning.set_unavailable, told=told(telling.away), person=person, **facts)

        day = self.row.day.on if self.row is not None else self.first
        await self.app.ask(forms.away(self.app.desk, self.sheet, day, send))

    @asks
    async def action_back_again(self) -> None:
        """Drop days on which somebody could not be planned."""
        gone = self.sheet.month.away if self.sheet is not None and self.sheet.month is not None else ()
        if not gone:
            self.tell(_("Nobody is unavailable in this month."), "UNKNOWN")
            return
        names = forms.people_names(self.app.desk) if self.app.desk else {}
        entries = [
            Entry(str(at), names.get(one.person_id, "?"), sign=f"{one.first:%m-%d} – {one.last:%m-%d} {one.reason}")
            for at, one in enumerate(gone)
        ]
        answer = await self.app.ask(Menu(_("Who is available again?"), entries))
        if answer:
            one = gone[int(answer)]
            person = row_of(Person, one.person_id)
            self.app.perform(planning.drop_unavailable, told=told(telling.back_again), person=person, on=one.first)

    def action_troubles(self) -> None:
        """What is wrong with the plan and why a place stays empty, by day."""
        if self.sheet is not None and self.sheet.month is not None:
            self.app.push_screen(TroublesScreen(self.sheet.month.roster_id, self._go_to))

    def _go_to(self, one: Problem) -> None:
        """The shift of a problem, and the post's column."""
        shifts = [(row.day.on, row.time.time_id) for row in self._rows]
        sought = (one.on, one.time_id)
        bring_to(self, lambda: shifts.index(sought) if sought in shifts else None)
        keys = [column.key for column in self.lines.columns]
        if (post := f"{POST}{one.post_id}") in keys:
            self.lines.at = keys.index(post)

    @asks
    async def action_publish(self) -> None:
        """Freeze the month; with a reason where something is wrong with it."""
        sheet, desk = self.sheet, self.app.desk
        if sheet is None or sheet.month is None or desk is None:
            return
        with desk.store.read() as session:
            found = publishing.problems_of(session, sheet.month)
        roster = self.roster
        if found:

            def send(facts: dict[str, Any]) -> None:
                self.app.do(publishing.publish, told=told(telling.published), roster=roster, **facts)

            await self.app.ask(forms.publish(sheet, found, send))
        elif await self.sure(
            _("Publish {month}? Nothing is missing.").format(month=f"{sheet.first:%Y-%m}"),
            _("Publish: from then on it stands as it is"),
        ):
            self.app.perform(publishing.publish, told=told(telling.published), roster=roster)

    # Afterwards

    async def _change(self, make: Callable[..., Any]) -> None:
        row, post = self.row, self.post or await self._meant()
        if row is not None and post is not None and self.sheet is not None and self.app.desk is not None:
            await self.app.ask(make(self.app, self.app.desk, self.sheet, row, post))

    @asks
    async def action_swap(self) -> None:
        """Somebody takes over somebody else's duty, in return for one of theirs or not."""
        await self._change(forms.swap)

    @asks
    async def action_reinforce(self) -> None:
        """Somebody more is called."""
        await self._change(forms.reinforce)

    @asks
    async def action_relieve(self) -> None:
        """Somebody is relieved, with nobody in their place."""
        await self._change(forms.relieve)

    @asks
    async def action_attend(self) -> None:
        """Who really came, from when until when."""
        await self._change(forms.attend)


def _why_not_opened(sheet: Sheet, way: str) -> str:
    if not sheet.patterns:
        return _("There is no shift pattern yet: {keys} (Shift patterns).").format(keys=way)
    return _("The month has its roster.") if sheet.month is not None else ""
