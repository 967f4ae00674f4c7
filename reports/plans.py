"""Papers of plans: their register with which version holds, and one version with all that it says is done."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from inventory.response import plans as register
from inventory.response.actions import ActionLine, NeedLine, actions_of
from inventory.response.plans import STATE_NAMES, Plan, PlanLine, PlanVersion, VersionState
from inventory.response.versions import VersionLine, versions
from reports.stock import heads, signatures
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered


class NoSuchVersion(Refused):
    """The plan has no version of that number."""

    message = N_("{plan} has no version {version}; there are: {known}.")


class NothingWritten(Refused):
    """There is nothing to put on paper."""

    message = N_("{plan} has no version yet: begin its first one.")


# The register (预案台账) -----------------------------------------------------------------------------------------


def plans(session: Session, reader: Person) -> Table[Ranked[PlanLine]]:
    """The plans with the version that holds, who approved it, and when it is to be revised."""
    lines = register.plans(session, reader)
    return Table(
        "plans",
        _("Register of plans"),
        numbered(columns()),
        Numbered(lines),
        row_key=lambda row: row.line.plan_id,
        heads=[*heads(session, reader)[:2], (_("Altogether"), in_all(lines))],
        signatures=signatures(),
        sources=[
            (_("Version in force"), _("The version that was approved last; a draft holds nowhere.")),
            (_("Next revision"), _("As it was set with the approval; where none was set, nobody is reminded.")),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def columns() -> list[Column[PlanLine]]:
    """The register's columns."""
    unset = _("not set")
    return [
        Column("name", _("Plan"), lambda line: line.name, width=28),
        Column("kind", _("Class"), lambda line: line.kind or None, width=10, on_screen=ROOM, absent=unset),
        Column("river", _("River"), lambda line: line.river or None, width=12, on_screen=ROOM),
        Column("organisation", _("Drawn up by"), lambda line: line.organisation, width=18, on_screen=ROOM),
        Column("holds", _("Version in force"), lambda line: line.holds or None, width=12, absent=_("none")),
        Column("approved_on", _("Approved on"), lambda line: line.approved_on, Kind.DATE, 11, ROOM),
        Column("approved_by", _("Approved by"), lambda line: line.approved_by or None, width=12, on_screen=ROOM),
        Column("next_revision_on", _("Next revision"), lambda line: line.next_revision_on, Kind.DATE, 11, absent=unset),
        Column("state", _("State"), lambda line: state(line)[1], Kind.STATE, 16, level=lambda line: state(line)[0]),
        Column("draft", _("Draft"), lambda line: line.draft or None, width=10, on_screen=ROOM, absent=""),
        Column("code", _("Code"), lambda line: line.code, width=8, on_screen=ROOM),
        Column("note", _("Remarks"), lambda line: line.note or None, width=16, on_screen=PAPER, absent=""),
    ]


def state(line: PlanLine) -> tuple[Level, str]:
    """How a plan stands, in words."""
    if not line.holds_id:
        draft = (Level.ATTENTION, _("draft, not approved"))
        return draft if line.draft_id else (Level.UNKNOWN, _("nothing written"))
    if line.revision_due:
        return Level.URGENT, _("revision due")
    return Level.FINE, _("being revised") if line.draft_id else _("approved")


def in_all(lines: Sequence[PlanLine]) -> str:
    """How many plans, and how many of them hold in no version."""
    live = [line for line in lines if not line.retired]
    said = [ngettext("{n} plan", "{n} plans", len(live)).format(n=figure(len(live)))]
    if lacking := sum(not line.holds_id for line in live):
        said.append(ngettext("{n} not approved", "{n} not approved", lacking).format(n=figure(lacking)))
    return _(", ").join(said)


# One version (预案行动表) -----------------------------------------------------------------------------------------


def plan(session: Session, reader: Person, *, plan: Plan, plan_version: int | None = None) -> Table[ActionLine]:
    """What a plan says is done at each level: its version in force, or the draft where none is, or the one named."""
    line = _version(versions(session, reader, plan), plan, plan_version)
    lines = actions_of(session, reader, session.get_one(PlanVersion, line.version_id))
    return Table(
        "plan",
        plan.name,
        action_columns(),
        lines,
        row_key=lambda one: one.action_id,
        heads=_heads(line),
        foots=[_("A higher level takes the actions of the lower ones with it, as far as they aren't done yet.")],
        signatures=[(_("Filled in by"), ""), (_("Checked by"), ""), (_("Approved by"), line.approved_by)],
        sources=[(_("Within"), _("Counted from the order that puts the level in force."))],
        frozen=1,
        landscape=True,
        zone=settings.zone(session),
    )


def _version(known: Sequence[VersionLine], about: Plan, number: int | None) -> VersionLine:
    if not known:
        raise NothingWritten(field="plan", plan=about.name)
    if number is None:
        return next((one for one in known if one.state is VersionState.APPROVED), known[0])
    for one in known:
        if one.version == number:
            return one
    numbers = _(", ").join(str(one.version) for one in reversed(known))
    raise NoSuchVersion(field="plan_version", plan=about.name, version=number, known=numbers)


def _heads(line: VersionLine) -> list[tuple[str, Cell]]:
    return [
        (_("Version"), f"{line.code} {line.label}".strip()),
        (_("State"), _(STATE_NAMES[line.state])),
        (_("Made on"), line.made_on),
        (_("Approved on"), line.approved_on),
        (_("Next revision"), line.next_revision_on or _("not set")),
        *([(_("Basis"), line.basis)] if line.basis else []),
    ]


def action_columns() -> list[Column[ActionLine]]:
    """At which level, in which turn, what, by whom, within how long, with what."""
    unset = _("not set")
    return [
        Column("level", _("Level"), lambda one: one.level, width=10),
        Column("turn", _("Turn"), lambda one: one.turn, Kind.NUMBER, 4),
        Column("what", _("Action"), lambda one: one.what, width=36),
        Column("unit", _("Unit that does it"), lambda one: one.unit or None, width=14, absent=unset),
        Column("minutes", _("Within"), lambda one: within(one.minutes) or None, width=10, absent=unset),
        Column("needs", _("Needs"), lambda one: needs(one.needs) or None, width=20, on_screen=ROOM),
        Column("basis", _("Basis"), lambda one: one.basis or None, width=18, on_screen=ROOM, absent=""),
    ]


def within(minutes: int | None) -> str:
    """`90 min`, or whole hours; nothing where no limit is set."""
    if not minutes:
        return ""
    hours, left = divmod(minutes, 60)
    return _("{n} h").format(n=hours) if hours and not left else _("{n} min").format(n=minutes)


def needs(lines: Sequence[NeedLine]) -> str:
    """What an action needs, in a row."""
    return _("; ").join(need(one) for one in lines)


def need(one: NeedLine) -> str:
    """`bags 500 pieces`: one thing that is needed."""
    amount = figure(one.quantity) if isinstance(one.quantity, Decimal) else ""
    return " ".join(part for part in (one.what, amount, one.unit if amount else "") if part)
