"""Rules of stops: which warning or level suggests which stop. A row suggests; a named person orders, or doesn't."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.duty.levels import LevelOrder, ResponseLevel, must_reach
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import next_code
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.store import moment_of
from inventory.ground.text import clean, visible
from inventory.response.stoporders import HOLDING, StopLine, StopState, stop_orders
from inventory.response.stops import StopMeasure, must_serve
from inventory.response.warnings import Colour, WarningLine, warnings_in_force

GRAVER = list(Colour)

# Models --------------------------------------------------------------------------------------------------------


class StopRule(Base):
    """A row: from this colour on (of a kind of warning, or of any), or from this level on, a stop is suggested."""

    __tablename__ = "stop_rule"
    __table_args__ = (CheckConstraint("(colour IS NULL) <> (level_id IS NULL)", name="one_cause"),)
    sealed = {1: "id code organisation_id kind colour level_id measure_id basis"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(Name(40), default="")
    colour: Mapped[Colour | None]
    level_id: Mapped[int | None] = mapped_column(ForeignKey("response_level.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("stop_measure.id"))
    basis: Mapped[str] = mapped_column(Name(400))


# Rules ---------------------------------------------------------------------------------------------------------


class OneCause(Refused):
    """A row has one cause."""

    message = N_("A rule is for the colour of a warning or for a response level: name one of the two.")


class KindOfLevel(Refused):
    """Levels have no kinds."""

    message = N_("A kind is one of warnings: leave it out where the rule is for a response level.")


class NoSuchStopRule(Refused):
    """What isn't there can't be taken away."""

    message = N_("{organisation} has no rule {code}: look at the list again.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StopRuleLine:
    """A rule on the list; it is for warnings of a colour (of any kind where none is named) or for a level."""

    rule_id: int
    code: str
    organisation_id: int
    organisation: str
    path: str
    kind: str
    colour: Colour | None
    level_id: int | None
    level: str
    rank: int
    scale_id: int | None
    measure_id: int
    measure: str
    department: str
    basis: str


@dataclass(frozen=True)
class Suggestion:
    """A stop that a rule suggests now, by which warning or level; `draft` is the number of one that waits for approval.

    The gravest cause is told where several suggest the same.
    """

    organisation_id: int
    organisation: str
    measure_id: int
    measure: str
    department: str
    warning: WarningLine | None
    level: str
    order: str
    rule: str
    basis: str
    draft: str


def stop_rules(session: Session, reader: Person) -> list[StopRuleLine]:
    """The rules of the reader's branch."""
    found = session.execute(
        select(StopRule, Organisation.name, Organisation.path, ResponseLevel, StopMeasure.name, StopMeasure.department)
        .join(Organisation, Organisation.id == StopRule.organisation_id)
        .join(StopMeasure, StopMeasure.id == StopRule.measure_id)
        .outerjoin(ResponseLevel, ResponseLevel.id == StopRule.level_id)
        .where(StopRule.organisation_id.in_(branch(reader)), StopMeasure.retired.is_(False))
        .order_by(Organisation.path, StopRule.code)
    )
    return [
        StopRuleLine(
            one.id, one.code, one.organisation_id, owner, path, one.kind, one.colour, one.level_id,
            level.name if one.level_id else "", level.rank if one.level_id else 0,
            level.organisation_id if one.level_id else None,
            one.measure_id, measure, department, one.basis,
        )
        for one, owner, path, level, measure, department in found
    ]  # fmt: skip


def suggestions(session: Session, reader: Person) -> list[Suggestion]:
    """What the rules of the reader's branch suggest for the warnings and levels in force now, less what is ordered."""
    rules = stop_rules(session, reader)
    if not rules:
        return []
    warned, levels = warnings_in_force(session, reader, moment_of(session)), _levels(session)
    ordered = stop_orders(session, reader, running=True)
    made: dict[tuple[int, int], tuple[int, Suggestion]] = {}
    for rule in rules:
        for gravity, one in _causes(rule, warned, levels):
            key = rule.organisation_id, rule.measure_id
            if key not in made or made[key][0] < gravity:
                made[key] = gravity, one
    found = ((rule_path, one) for rule_path, one in _by_path(rules, made))
    return [
        replace(one, draft=_number(ordered, path, one.measure_id, {StopState.DRAFT}))
        for path, one in found
        if not _number(ordered, path, one.measure_id, HOLDING)
    ]


def _by_path(
    rules: Sequence[StopRuleLine], made: Mapping[tuple[int, int], tuple[int, Suggestion]]
) -> Iterator[tuple[str, Suggestion]]:
    paths = {rule.organisation_id: rule.path for rule in rules}
    for (organisation_id, _measure), (_gravity, one) in sorted(made.items()):
        yield paths[organisation_id], one


def _number(
    orders: Sequence[StopLine], path: str, measure_id: int, states: frozenset[StopState] | set[StopState]
) -> str:
    """The number of an order, of an organisation or of one above it, that has a measure; empty where none has."""
    return next(
        (
            one.number
            for one in orders
            if one.state in states
            and path.startswith(one.path)
            and measure_id in {it.measure_id for it in one.measures}
        ),
        "",
    )


@dataclass(frozen=True)
class _Level:
    """The level that an organisation's own last order has put in force."""

    path: str
    name: str
    rank: int
    scale_id: int
    number: str


def _levels(session: Session) -> list[_Level]:
    """The levels in force, one for each organisation whose own last order has set one."""
    later = aliased(LevelOrder)
    last = select(func.max(later.id)).where(later.since <= moment_of(session)).group_by(later.organisation_id)
    found = session.execute(
        select(
            Organisation.path, ResponseLevel.name, ResponseLevel.rank, ResponseLevel.organisation_id, LevelOrder.number
        )
        .join(Organisation, Organisation.id == LevelOrder.organisation_id)
        .join(ResponseLevel, ResponseLevel.id == LevelOrder.level_id)
        .where(LevelOrder.id.in_(last))
    )
    return [_Level(*row) for row in found]


def _causes(
    rule: StopRuleLine, warned: Sequence[WarningLine], levels: Sequence[_Level]
) -> Iterator[tuple[int, Suggestion]]:
    """What brings a rule about now, and how grave it is."""
    steps = {int(step) for step in rule.path.strip("/").split("/")}
    said = (rule.organisation_id, rule.organisation, rule.measure_id, rule.measure, rule.department)
    if rule.colour is not None:
        for one in warned:
            here = one.organisation_id in steps and rule.kind in ("", one.kind)
            if here and GRAVER.index(one.colour) >= GRAVER.index(rule.colour):
                yield GRAVER.index(one.colour), Suggestion(*said, one, "", "", rule.code, rule.basis, "")
        return
    for level in levels:
        if rule.path.startswith(level.path) and level.scale_id == rule.scale_id and level.rank >= rule.rank:
            yield level.rank, Suggestion(*said, None, level.name, level.number, rule.code, rule.basis, "")


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RULES, on="organisation")
def set_stop_rule(
    session: Session,
    by: Person,
    *,
    measure: StopMeasure,
    basis: str,
    colour: Colour | None = None,
    kind: str = "",
    level: ResponseLevel | None = None,
    organisation: Organisation | None = None,
) -> StopRule:
    """Say from which warning or level on a stop is suggested, and on what basis; it is suggested, never ordered."""
    house = organisation or headquarters(session)
    must_serve(session, measure, house, "measure")
    kind = clean(kind, field="kind", longest=40, blank=True)
    if (colour is None) == (level is None):
        raise OneCause(field="colour")
    if level is not None:
        must_reach(session, level, house)
        if kind:
            raise KindOfLevel(field="kind")
    same = (StopRule.organisation_id == house.id, StopRule.measure_id == measure.id, StopRule.kind == kind)
    cause = StopRule.colour == colour if level is None else StopRule.level_id == level.id
    held = session.scalars(select(StopRule).where(*same, cause)).one_or_none()
    if held is None:
        held = StopRule(code=next_code(session, StopRule.code, "TG", 2), organisation_id=house.id, kind=kind)
        held.colour, held.level_id, held.measure_id = colour, level.id if level else None, measure.id
        session.add(held)
    held.basis = clean(basis, field="basis", longest=400)
    session.flush()
    return held


@service(Permission.KEEP_RULES, on="organisation")
def drop_stop_rule(
    session: Session, by: Person, *, code: str, organisation: Organisation | None = None
) -> Organisation:
    """Take a rule away: what it was for suggests this stop no more."""
    house = organisation or headquarters(session)
    own = select(StopRule).where(StopRule.organisation_id == house.id, StopRule.code == code.strip())
    if (rule := session.scalars(own).one_or_none()) is None:
        raise NoSuchStopRule(field="code", organisation=house.name, code=visible(code))
    session.delete(rule)
    return house
