"""The questions about calls: which teams are called and why, what each of them answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation
from inventory.resources.callouts import CALL_KIND_NAMES, CallKind, TeamCall, call_teams
from inventory.resources.mustering import ANSWER_NAMES, AnswerKind, CalledLine, record_answer, stand_down
from inventory.resources.teams import Team, TeamLine
from reports.table import figure
from reports.teams import call_words
from tui.desk import Desk
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, moment, words
from tui.widgets.answers import Choice
from tui.widgets.basket import Lines
from tui.widgets.fields import Amount, Facts, Text, whole
from tui.widgets.form import Form
from tui.widgets.menu import Entry
from tui.widgets.pick import Option, Pick, among

THIS, BELOW, ALL, OTHERS = "this", "below", "all", "others"


@dataclass(frozen=True)
class Whom:
    """Which teams may be meant where one is highlighted: that one, those below it too, all, or such as are named.

    All are those that can be called: what only adds up the teams below it, without a telephone of its own, can't.
    """

    team: TeamLine
    lines: Sequence[TeamLine]

    def __getitem__(self, which: str) -> list[int]:
        """The teams that are meant; none yet where they are to be named."""
        if which == ALL:
            above = {one.parent_id for one in self.lines}
            sums = {one.team_id for one in self.lines if one.team_id in above and not (one.phone or one.deputy_phone)}
            return [one.team_id for one in self.lines if one.team_id not in sums]
        below = [one.team_id for one in _under(self.lines, self.team.team_id)] if which == BELOW else []
        return [] if which == OTHERS else [self.team.team_id, *below]

    def said(self, which: str) -> str:
        """Which teams are meant, in words."""
        n = len(self[which])
        if which == BELOW:
            return ngettext("with the {n} below it", "with the {n} below it", n - 1).format(n=figure(n - 1))
        return {THIS: self.team.name, ALL: _("all {n}").format(n=figure(n)), OTHERS: _("others")}[which]

    def entries(self) -> list[Entry]:
        """What can be chosen; where there is but one team, nothing."""
        ways = [one for one in (BELOW, ALL) if len(self[one]) > 1]
        return [Entry(one, self.said(one)) for one in (THIS, *ways, OTHERS)] if ways else []


def call_form(desk: Desk, once: Once, kind: CallKind, whom: Whom, which: str) -> Form:
    """Why they are called, and where they come together."""
    find = among([Option(one.team_id, one.name, one.code) for one in whom.lines], [one.key for one in whom.lines])
    is_call_out = kind is CallKind.CALL_OUT

    def send(given: Answers) -> None:
        chosen = given.pop("teams", None) or whom[which]

        def rows_of(session: Session) -> list[Team]:
            return [session.get_one(Team, one) for one in chosen]

        def own(session: Session) -> Organisation:
            return session.get_one(Organisation, desk.officer(session).organisation_id)

        once.send(call_teams, _called, given, teams=rows_of, organisation=own, kind=kind, **given)

    named = Lines(
        "teams",
        _("Teams"),
        [Pick("one", _("Team"), find, width=30)],
        build=lambda known: known["one"],
        hint=_("Enter adds one, an empty line goes on"),
    )
    where = words("assemble", _("Where to"), {}, longest=200, hint=_("where they come together"))
    return Form(
        _("Call out") if is_call_out else _("Call the roll"),
        *([named] if which == OTHERS else []),
        Text("reason", _("Why"), longest=400),
        Text("ordered_by", _("Order given by"), width=20),
        *([where] if is_call_out else []),
        moment(desk, "due_at", _("Deadline"), hint=_("then it is late; empty: no deadline")),
        moment(desk, "called_at", _("When"), hint=_("empty: now")),
        submit=send,
        verb=_("call"),
        intro=whom.said(which),
        draft=f"call_teams.{kind}",
        sender=once,
    )


def _under(lines: Sequence[TeamLine], team_id: int) -> list[TeamLine]:
    """The teams below one, however deep."""
    found = [one for one in lines if one.parent_id == team_id]
    return [*found, *(deep for one in found for deep in _under(lines, one.team_id))]


def answer_form(desk: Desk, once: Once, row: CalledLine, kind: AnswerKind | None = None) -> Form:
    """What a team answered: at first that it did, then how many have come together."""
    asked = CallKind.ROLL_CALL if row.answered_at is None else row.kind
    likely = kind or (AnswerKind.ANSWERED if asked is CallKind.ROLL_CALL else AnswerKind.MUSTERED)

    def says(which: AnswerKind) -> Callable[[Facts], bool]:
        return lambda known: known.get("kind") is which

    def send(given: Answers) -> None:
        about = {"call": row_of(TeamCall, row.call_id), "team": row_of(Team, row.team_id)}
        once.send(record_answer, answered(row, given["kind"]), given, **about, **given)

    roll = "" if row.strength is None else _("{n} on the roll").format(n=figure(row.strength))
    number = whole("people")
    return Form(
        row.team,
        Choice("kind", _("Reply"), [(one, _(ANSWER_NAMES[one])) for one in AnswerKind], default=likely),
        Amount(
            "people", _("People"), parse=number, width=10, required=False, when=says(AnswerKind.ANSWERED),
            hint=_("how many are coming, where that was said"),
        ),
        Amount("people", _("People"), parse=number, width=10, when=says(AnswerKind.MUSTERED), hint=roll),
        words("note", _("Remarks"), {}),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        submit=send,
        verb=_("enter"),
        intro=" · ".join(one for one in (f"{row.keeper} {row.phone}".strip(), call_words(row)) if one),
        sender=once,
    )  # fmt: skip


def stand_down_form(desk: Desk, once: Once, lines: Sequence[CalledLine]) -> Form:
    """All teams of a call are let go: who still is on it is read before."""
    call = lines[0]
    left = [one.team for one in lines if one.state is not AnswerKind.STOOD_DOWN]

    def send(given: Answers) -> None:
        said = _("{call}: all its teams stood down").format(call=call.number)
        once.send(stand_down, lambda _made: said, given, call=row_of(TeamCall, call.call_id), **given)

    return Form(
        _("All are stood down"),
        words("note", _("Remarks"), {}),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        submit=send,
        verb=_("stand down"),
        intro=" · ".join([call_words(call), _(", ").join(left)]),
        sender=once,
    )


# Words ---------------------------------------------------------------------------------------------------------


def _called(call: TeamCall) -> str:
    return _("{number} {kind}: enter what the teams answer.").format(
        number=call.number, kind=_(CALL_KIND_NAMES[call.kind])
    )


def answered(row: CalledLine, kind: AnswerKind) -> Callable[[object], str]:
    """What is said after an answer was entered."""
    return lambda _made: f"{row.team}: {_(ANSWER_NAMES[kind])}"
