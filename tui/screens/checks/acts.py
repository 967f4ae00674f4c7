"""What can be done with a check: while it is counted, and on the way from handing in to posting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission
from inventory.supplies.checks import SheetLine
from inventory.supplies.closing import post_count, sign_handover
from inventory.supplies.counts import Count, CountKind, Found
from inventory.supplies.entering import Keyed, hand_in
from inventory.supplies.reckoning import Stage
from reports.table import figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.checks import forms, papers, telling
from tui.screens.checks.looking import OVER
from tui.screens.checks.sheets import ALL, DIFFERING, WAITING, SheetScreen
from tui.screens.checks.words import differs, result_words
from tui.screens.stock.counter import Counter, row
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu

FIRST = 8
MORE, DO = "more", "do"
COUNT, KEEP, APPROVE = Permission.COUNT_STOCK, Permission.KEEP_COUNTS, Permission.APPROVE_COUNTS

ONLY = Act("only", N_("Only what is still to be counted"), on_row=False)
PART = Act("other_part", N_("Another part"), on_row=False)
COUNTING = (
    Act("not_found", N_("Not found"), COUNT),
    Act("unreachable", N_("Not reachable"), COUNT),
    Act("unfit", N_("Part of it unfit, note"), COUNT),
    Act("find_thing", N_("Unlisted find"), COUNT, on_row=False),
    Act("earlier", N_("Counted earlier"), COUNT, on_row=False),
    Act("hand_in", N_("Hand in"), COUNT, on_row=False),
    ONLY,
    PART,
)
CLOSING = (
    Act("reason", N_("Reason of the difference"), KEEP),
    Act("again", N_("Have it counted again"), APPROVE),
    Act("sign", N_("Sign the handover"), COUNT, on_row=False),
    Act("approve", N_("Approve"), APPROVE, on_row=False),
    Act("post", N_("Post the check"), KEEP, on_row=False),
)
ALWAYS = (
    Act("count_result", N_("Result on paper"), on_row=False),
    Act("name_counter", N_("Name somebody to count"), KEEP, on_row=False),
    Act("count_sheet", N_("Count sheet"), on_row=False),
    Act("cancel_check", N_("Cancel the check"), KEEP, on_row=False),
)
WHILE_COUNTING = {"not_found", "unreachable", "unfit", "find_thing", "earlier", "hand_in"}
NEEDS_ALL = {"sign", "approve", "post"}
CLOSED_TO = {*WHILE_COUNTING, *(act.action for act in CLOSING), "name_counter", "cancel_check"}


class CheckActs(SheetScreen):
    """A check with everything that can be done with it; each says why it can't be."""

    ACTS = (*COUNTING, *CLOSING, *ALWAYS)

    def key(self, keyed: Keyed) -> None:
        """Enter what was found."""
        raise NotImplementedError

    # Why not

    def why_not(self, action: str) -> str:
        """After rights: what must have come first."""
        rights = (self.app.why_not(act.needs) for act in self.ACTS if act.action == action and act.needs)
        return next(rights, "") or self._lacks(action) or super().why_not(action)

    def _lacks(self, action: str) -> str:
        about = self.about
        if about is None:
            return _("Reading the sheet …")
        if about.stage in OVER and action in CLOSED_TO:
            return _("The check has been closed.")
        rules = (
            (WHILE_COUNTING, self._why_not_counted),
            (NEEDS_ALL, self._why_not_closed),
            ({"reason", "again"}, self._why_not_line),
            ({"other_part"}, self._why_not_part),
        )
        return next((rule(action) for names, rule in rules if action in names), "") or papers.why_not(action)

    def _why_not_counted(self, action: str) -> str:
        about, one = self.about, self.row
        if about is not None and not about.counts:
            return _("You are not among those who count here.")
        if all(line.settled for line in self.every):
            return _("Everything was handed in.")
        if action in {"not_found", "unreachable", "unfit"} and one is not None and one.settled:
            return _("The line was handed in.")
        return ""

    def _why_not_closed(self, action: str) -> str:
        about = self.about
        if about is None:
            return ""
        if action == "sign" and about.kind is not CountKind.HANDOVER:
            return _("Only the handover of a keeper is signed.")
        if action == "sign" and about.reader_id not in about.keepers:
            return _("{one} and {other} sign.").format(one=about.keeper_names[0], other=about.keeper_names[1])
        open_lines = sum(not one.settled for one in self.every)
        if open_lines:
            said = ngettext("{n} line is not handed in yet.", "{n} lines are not handed in yet.", open_lines)
            return said.format(n=figure(open_lines))
        unexplained = sum(differs(one) and one.reason is None for one in self.every)
        if action == "approve" and unexplained:
            said = ngettext("{n} difference has no reason yet.", "{n} differences have no reason yet.", unexplained)
            return said.format(n=figure(unexplained))
        return _("It has not been approved.") if action == "post" and about.stage is not Stage.APPROVED else ""

    def _why_not_line(self, action: str) -> str:
        one = self.row
        if one is not None and not one.settled:
            return _("The line is not handed in yet.")
        return _("The line has no difference.") if action == "reason" and one is not None and not differs(one) else ""

    def _why_not_part(self, _action: str) -> str:
        is_whole = self.about is not None and len(self.about.parts) == 1
        return _("It has one part only.") if is_whole else ""

    # The menu

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """What comes next stands first."""
        is_counting = self.about is None or self.about.stage in {Stage.COUNTING, Stage.COUNTING_AGAIN}
        order = (*COUNTING, *CLOSING, *ALWAYS) if is_counting else (*CLOSING, *ALWAYS[:2], ONLY, *ALWAYS[2:], PART)
        for act in order:
            label = _(act.label)
            if act.action == "only":
                label = self._filter_words()
            yield label, act.action, self.why_not(act.action)

    def _filter_words(self) -> str:
        if self.which != ALL:
            return _("All lines")
        has_waiting = any(one.is_waiting for one in self.every)
        return _("Only what is still to be counted") if has_waiting else _("Only what differs")

    def menu_title(self) -> str:
        """The highlighted line."""
        return f"{self.row.line} {self.row.name} {self.row.spec}".strip() if self.row is not None else _("Check")

    @asks
    async def action_menu(self) -> None:
        """The numbered menu, the rest one step further."""
        entries = [Entry(action, label, why_not) for label, action, why_not in self.acts()]
        first, rest = entries[:FIRST], entries[FIRST:]
        answer = await self.app.ask(Menu(self.menu_title(), [*first, Entry(MORE, _("More …"))]))
        if answer == MORE:
            answer = await self.app.ask(Menu(self.menu_title(), rest))
        if answer:
            await self.app.run_action(answer, self)

    def action_only(self) -> None:
        """All lines, or only what is still to be counted, or (once nothing is) only what differs."""
        if self.which == ALL:
            self.which = WAITING if any(one.is_waiting for one in self.every) else DIFFERING
        else:
            self.which = ALL
        self.show()

    def action_other_part(self) -> None:
        """The next part alone; after the last, all of them."""
        if self.about is not None:
            self.part = (self.part + 1) % (len(self.about.parts) + 1)
            self.show()

    # While it is counted

    def counter(self) -> Counter | None:
        """A fresh view of the store for one form."""
        return Counter(self.app, self.app.desk) if self.app.desk else None

    async def _ask(self, make: Callable[..., Form], *about: object) -> dict[str, object] | None:
        counter = self.counter()
        return await self.app.ask(make(counter, *about)) if counter is not None else None

    def action_not_found(self) -> None:
        """The line was looked for, and nothing is there."""
        if self.row is not None:
            self.key(Keyed(self.row.line, found=Found.NOT_FOUND))

    @asks
    async def action_unreachable(self) -> None:
        """The line can't be counted now; say why."""
        if (one := self.row) is not None and (facts := await self.app.ask(forms.unreachable(one))) is not None:
            self.key(Keyed(one.line, found=Found.UNREACHABLE, note=str(facts["note"])))

    @asks
    async def action_unfit(self) -> None:
        """All of it, what of it is in another condition, and a note."""
        if (one := self.row) is not None and (facts := await self.app.ask(forms.unfit(one, self.unit(one)))):
            unfit = facts["unfit"] or Decimal(0)
            condition = facts.get("condition")
            self.key(Keyed(one.line, facts["quantity"], Found.COUNTED, unfit, condition, str(facts["note"])))  # type: ignore[arg-type]  # as the fields gave them

    @asks
    async def action_find_thing(self) -> None:
        """Something that isn't on the sheet."""
        if self.about is not None:
            await self._ask(forms.find, self.about, self.when)

    @asks
    async def action_earlier(self) -> None:
        """What is keyed from now on was counted at an earlier time; an empty time means now again."""
        if (counter := self.counter()) is None:
            return
        if (facts := await self.app.ask(forms.earlier(counter, self.when))) is not None:
            self.when = facts["occurred_at"]  # type: ignore[assignment]  # a moment's field gives one, or None
            self.show()

    @asks
    async def action_hand_in(self) -> None:
        """Hand in a part: the one that is meant is chosen, with how far each has come."""
        if (about := self.about) is None:
            return
        entries = [Entry("", _("Not yet"))]
        for part in about.parts:
            here = [one for one in self.every if one.part == part.number]
            entries.append(Entry(str(part.number), _part_words(part.number, part.name, here), _why_not_in(here)))
        if answer := await self.app.ask(Menu(_("Hand in: afterwards the lines stay as they are"), entries)):
            count = row(Count, self.count_id)
            self.app.perform(hand_in, told=telling.handed_in, count=count, part=int(answer))

    # Afterwards

    @asks
    async def action_reason(self) -> None:
        """Why the highlighted line differs; then the next one."""
        if (one := self.row) is not None and await self._ask(forms.reason, self.count_id, one) is not None:
            later = [line.line for line in self.shown if differs(line) and line.reason is None and line.line > one.line]
            if later:
                self.go(later[0])

    @asks
    async def action_again(self) -> None:
        """Have lines counted once more, by somebody else."""
        if self.row is not None:
            await self._ask(forms.again, self.count_id, self.row)

    @asks
    async def action_name_counter(self) -> None:
        """Name somebody who counts."""
        if self.about is not None:
            await self._ask(forms.name_counter, self.about)

    @asks
    async def action_approve(self) -> None:
        """Approve what the check came to; who has counted says why nobody else is there."""
        if self.about is not None:
            await self._ask(forms.approve, self.about, result_words(self.every))

    @asks
    async def action_sign(self) -> None:
        """Sign the handover."""
        if await self._sure(_("Sign the handover")):
            self.app.perform(sign_handover, told=telling.signed, count=row(Count, self.count_id))

    @asks
    async def action_post(self) -> None:
        """Post the differences, after one question that says what they come to."""
        if await self._sure(_("Post: the book becomes what was counted")):
            self.app.perform(post_count, told=telling.posted, count=row(Count, self.count_id))

    async def _sure(self, verb: str) -> bool:
        """Ask once more; what is first under the cursor changes nothing."""
        entries = [Entry("", _("Leave it as it is")), Entry(DO, verb)]
        return await self.app.ask(Menu(result_words(self.every), entries)) == DO

    @asks
    async def action_cancel_check(self) -> None:
        """Give the check up."""
        if self.about is not None:
            await self._ask(forms.cancel, self.about)

    # On paper

    def action_count_sheet(self) -> None:
        """The blank sheet, without any figure of the book."""
        if self.about is not None:
            papers.show(self.app, "count_sheet", self.about, self.part)

    def action_count_result(self) -> None:
        """What the check came to, to be signed."""
        if self.about is not None:
            papers.show(self.app, "count_result", self.about, 0)


def _part_words(number: int, name: str, here: Sequence[SheetLine]) -> str:
    entered = sum(one.found is not None for one in here)
    called = "" if name == str(number) else f" {name}"
    said = _("part {n}").format(n=number) + called
    return f"{said}  {figure(entered)} / {figure(len(here))}"


def _why_not_in(here: Sequence[SheetLine]) -> str:
    waiting = [one for one in here if not one.settled]
    if not waiting:
        return _("It was handed in.")
    missing = sum(one.found is None for one in waiting)
    said = ngettext("{n} line has no outcome yet.", "{n} lines have no outcome yet.", missing)
    return said.format(n=figure(missing)) if missing else ""
