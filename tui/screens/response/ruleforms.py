"""The questions about rules: which warning proposes which level, and what suggests which stop."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.duty.levels import LevelLine, ResponseLevel
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import _
from inventory.ground.people import Organisation
from inventory.ground.schema import Base
from inventory.response import proposals, stoprules
from inventory.response.proposals import ProposalRule, RuleLine
from inventory.response.stoprules import StopRule, StopRuleLine
from inventory.response.stops import StopMeasure, StopMeasureLine
from inventory.response.warnings import COLOUR_NAMES, Colour
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, owner
from tui.screens.response.asking import filled
from tui.widgets.answers import Choice
from tui.widgets.fields import Facts as Known
from tui.widgets.fields import Field, Text
from tui.widgets.form import Form
from tui.widgets.pick import Pick

BY, WARNING, LEVEL = "by", "warning", "level"
ROWS: dict[str, type[Base]] = {"level": ResponseLevel, "measure": StopMeasure, "organisation": Organisation}


def _rows(given: Answers) -> Answers:
    """What was answered, its rows looked up when the service is asked."""
    known = {name: fact for name, fact in filled(given).items() if name != BY}
    return {name: row_of(ROWS[name], fact) if name in ROWS else fact for name, fact in known.items()}


def _whose(houses: Sequence[OrganisationLine], name: str) -> list[Field]:
    """Whose rule it is, where there is a choice; at first the one whose it was."""
    mine = sorted(houses, key=lambda one: one.name != name)
    field: Pick = owner(mine)
    return [field] if len(houses) > 1 else []


def _colour(known: Colour | None, **about: object) -> Choice:
    choices = [(one, _(COLOUR_NAMES[one])) for one in Colour]
    return Choice("colour", _("Colour"), choices, default=known, **about)  # type: ignore[arg-type]


def _level(levels: Sequence[LevelLine], known: int | None, **about: object) -> Choice:
    choices = [(one.level_id, one.name) for one in levels]
    return Choice("level", _("Level"), choices, default=known, **about)  # type: ignore[arg-type]


def _kind(known: str, **about: object) -> Text:
    hint = _("such as heavy rain; empty: any")
    return Text("kind", _("Kind of warning"), longest=40, default=known, width=16, required=False, hint=hint, **about)  # type: ignore[arg-type]


def proposal(once: Once, houses: Sequence[OrganisationLine], levels: Sequence[LevelLine], row: RuleLine | None) -> Form:
    """Which level warnings of a kind and colour propose."""

    def send(given: Answers) -> None:
        once.send(proposals.set_proposal, _proposes, **_rows(given))

    return Form(
        _("Set a rule"),
        _kind(row.kind if row else ""),
        _colour(row.colour if row else None),
        _level(levels, row.level_id if row else None),
        Text("basis", _("Basis"), longest=400, default=row.basis if row else "", width=40, hint=_("what it rests on")),
        *_whose(houses, row.organisation if row else ""),
        submit=send,
        verb=_("set it"),
        intro=_("it is proposed, never ordered"),
        sender=once,
    )


def _proposes(rule: ProposalRule) -> str:
    return _("{rule} is set: such a warning proposes the level.").format(rule=rule.code)


def stop_rule(
    once: Once,
    houses: Sequence[OrganisationLine],
    levels: Sequence[LevelLine],
    measures: Sequence[StopMeasureLine],
    row: StopRuleLine | None,
) -> Form:
    """From which colour of a warning, or from which level on, a stop is suggested."""
    causes = [(WARNING, _("a warning")), *([(LEVEL, _("a response level"))] if levels else [])]

    def by(which: str) -> dict[str, object]:
        def asked(known: Known) -> bool:
            return known.get(BY) == which

        return {"when": asked}

    def send(given: Answers) -> None:
        once.send(stoprules.set_stop_rule, _suggests, **_rows(given))

    return Form(
        _("Set a rule"),
        Choice(BY, _("From"), causes, default=LEVEL if row and row.colour is None else WARNING),
        _kind(row.kind if row else "", **by(WARNING)),
        _colour(row.colour if row else None, **by(WARNING)),
        _level(levels, row.level_id if row else None, **by(LEVEL)),
        Choice(
            "measure", _("Suggests"), [(one.measure_id, one.name) for one in measures],
            default=row.measure_id if row else None,
        ),
        Text("basis", _("Basis"), longest=400, default=row.basis if row else "", width=40, hint=_("what it rests on")),
        *_whose(houses, row.organisation if row else ""),
        submit=send,
        verb=_("set it"),
        intro=_("from there on, and for all that is graver; it is suggested, never ordered"),
        sender=once,
    )  # fmt: skip


def _suggests(rule: StopRule) -> str:
    return _("{rule} is set: the stop is suggested from there on.").format(rule=rule.code)
