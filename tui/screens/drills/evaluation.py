"""The evaluation of a drill: scores by section and indicators, what was missed or late, what is out, what was given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import scoring
from inventory.practice.checklists import SECTION_NAMES, Section
from inventory.practice.drills import Drill, DrillState
from inventory.practice.marks import MARK_NAMES
from inventory.practice.scoring import Evaluation, Marked, Score
from reports.table import Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills.parts import PartScreen
from tui.screens.drills.words import clock
from tui.screens.duty import papers
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, words
from tui.screens.response.asking import filled
from tui.widgets.card import Facts
from tui.widgets.fields import Amount, Text
from tui.widgets.form import Form

RUN = Permission.RUN_DRILLS
POOR = 60  # per cent below which a score asks for attention


@dataclass(frozen=True)
class Judged:
    """One line of the evaluation: a score, or something that was missed, late, lacking or given."""

    group: str
    what: str
    result: str
    level: Level
    score: Score | None = None
    more: tuple[tuple[str, str], ...] = ()
    topic: str = ""


class EvaluationScreen(PartScreen[tuple[int, Judged]]):
    """How the drill came out."""

    PART = "evaluation"
    ENTER = "add"
    ENTER_SAYS = N_("Give points")
    ACTS = (
        Act("add", N_("Give points for a group of indicators"), RUN, on_row=False),
        Act("paper", N_("The report of the drill"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Give points"), key_display="Insert"),
    ]

    def __init__(self, drill_id: int) -> None:
        """Take the drill."""
        super().__init__(drill_id)
        self._evaluation: Evaluation | None = None

    def columns(self) -> Sequence[Column[tuple[int, Judged]]]:
        """Which group, what, how much of what was asked."""
        return [
            Column("group", _("Kind"), lambda row: row[1].group, width=12),
            Column("what", _("What"), lambda row: row[1].what, width=26),
            Column("result", _("Result"), lambda row: row[1].result, Kind.STATE, 14, level=lambda row: row[1].level),
            Column("asked", _("Asked"), lambda row: _of(row, "asked"), Kind.NUMBER, 5, absent=""),
            Column("yes", _("Yes"), lambda row: _of(row, "yes"), Kind.NUMBER, 4, absent=""),
            Column("partly", _("Partly"), lambda row: _of(row, "partly"), Kind.NUMBER, 6, absent=""),
            Column("no", _("No"), lambda row: _of(row, "no"), Kind.NUMBER, 4, absent=""),
            Column("missing", _("Not keyed in"), lambda row: _of(row, "missing"), Kind.NUMBER, 7, absent=""),
        ]

    def of(self, session: Session, reader: Person, drill: Drill) -> Sequence[tuple[int, Judged]]:
        """Scores first, then what they don't say."""
        self._evaluation = one = scoring.evaluation(session, reader, drill)
        is_to_come = self.drill is not None and self.drill.state is DrillState.PLANNED
        if is_to_come and one.whole.missing == one.whole.asked and not one.assessments:
            self._evaluation = None
            return []
        return list(enumerate([*_scores(one), *_lacking(one, self), *_given(one)]))

    def number(self, row: tuple[int, Judged]) -> int:
        """Its place in the list."""
        return row[0]

    def words(self, row: tuple[int, Judged]) -> str:
        """Which group, what."""
        return key(row[1].group, row[1].what)

    def summary(self) -> str:
        """What it comes to."""
        one = self._evaluation
        if one is None or not one.whole.asked:
            return ""
        said = [f"{_level(one.whole).value} {_percent(one.whole)}"]
        if one.whole.missing:
            said.append(_("provisional, {n} open").format(n=figure(one.whole.missing)))
        if one.missed:
            said.append(_("{n} critical missed").format(n=figure(len(one.missed))))
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where it comes from."""
        return super().empty(text) if text else _("Nothing to evaluate yet: print the sheets and key them in.")

    def facts(self, row: tuple[int, Judged]) -> Facts:
        """One line in full."""
        one = row[1]
        return Facts(one.what, [(_("Kind"), one.group), (_("Result"), f"{one.level.value} {one.result}"), *one.more])

    @asks
    async def action_add(self) -> None:
        """Give points for a group of indicators; the highlighted one, where it is one."""
        topic = self.row[1].topic if self.row is not None else ""
        await self.app.ask(assess_form(self.once(), self.drill_id, topic, self.desk.officer_name))

    def action_paper(self) -> None:
        """The report for superiors."""
        if self.drill is not None:
            papers.show(self.app, "drill-report", drill=self.drill.number)


def _of(row: tuple[int, Judged], name: str) -> int | None:
    return None if row[1].score is None else getattr(row[1].score, name)


def _percent(score: Score) -> str:
    return "—" if score.percent is None else f"{figure(score.percent)} %"


def _level(score: Score) -> Level:
    if score.percent is None or score.missing == score.asked:
        return Level.UNKNOWN
    return Level.ATTENTION if score.missing or score.percent < POOR else Level.FINE


def _scores(one: Evaluation) -> Iterator[Judged]:
    if not one.whole.asked:
        return
    yield Judged(_("All in all"), _("all lines"), _percent(one.whole), _level(one.whole), one.whole)
    for score in one.sections:
        if score.asked:
            name = _(SECTION_NAMES[Section(score.name)])
            yield Judged(_("Phase"), name, _percent(score), _level(score), score)
    for score in one.topics:
        yield Judged(_("Indicators"), score.name, _percent(score), _level(score), score, topic=score.name)


def _lacking(one: Evaluation, screen: EvaluationScreen) -> Iterator[Judged]:
    for missed in one.missed:
        mark = missed.tick.mark
        said = _(MARK_NAMES[mark]) if mark else _("not keyed in")
        yield Judged(_("Critical"), missed.tick.line.what, said, Level.URGENT, more=_whose(missed))
    for late in one.late:
        said = _("{n} min late").format(n=late.tick.late)
        zone = screen.desk.zone
        times = ((_("Due"), clock(late.tick.planned_at, zone) or ""), (_("Done"), clock(late.tick.at, zone) or ""))
        yield Judged(_("Done late"), late.tick.line.what, said, Level.ATTENTION, more=(*times, *_whose(late)))
    for out in one.out:
        more = ((_("Lot"), out.lot), (_("Slip"), out.voucher), (_("Held by"), out.holder))
        yield Judged(_("Still out"), out.item, f"{figure(out.left)} {out.unit}", Level.ATTENTION, more=more)
    for found in one.findings:
        if found.is_open:
            yield Judged(
                _("What was wrong"), found.what, _("not settled"), Level.ATTENTION, more=((_("Number"), found.number),)
            )


def _given(one: Evaluation) -> Iterator[Judged]:
    for given in one.assessments:
        said = f"{figure(given.points)} / {figure(given.out_of)}"
        more = tuple(pair for pair in ((_("Given by"), given.who), (_("Remarks"), given.note)) if pair[1])
        yield Judged(_("Points"), given.topic, said, Level.FINE, more=more, topic=given.topic)


def _whose(one: Marked) -> tuple[tuple[str, str], ...]:
    return ((_("Sheet No."), one.sheet), (_("Role or unit"), one.who))


def assess_form(once: Once, drill_id: int, topic: str, by: str) -> Form:
    """How many points of how many, for which group of indicators, given by whom."""

    def send(given: Answers) -> None:
        once.send(scoring.assess, _assessed, drill=row_of(Drill, drill_id), **filled(given))

    return Form(
        _("Give points for a group of indicators"),
        Text("topic", _("Indicators"), longest=80, default=topic, width=30, hint=_("command, reporting, rescue …")),
        Amount("points", _("Points"), width=8),
        Amount("out_of", _("Of points"), width=8, default=str(Decimal(100))),
        words("who", _("Given by"), {"who": by}, longest=120, width=24),
        words("note", _("Remarks"), {}, longest=1000, width=56),
        submit=send,
        verb=_("give them"),
        sender=once,
    )


def _assessed(_drill: Drill) -> str:
    return _("The points are entered.")
