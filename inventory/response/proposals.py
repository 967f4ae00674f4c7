"""Proposals: which level a headquarters has agreed to look at when a warning comes; a person decides, never a row."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.duty.levels import ResponseLevel, in_force, must_reach
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import next_code
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean
from inventory.response.warnings import COLOUR_NAMES, Colour, WarningLine, warnings_in_force

# Models --------------------------------------------------------------------------------------------------------


class ProposalRule(Base):
    """A row of the rules: a warning of this kind (or of any, where none is named) and colour proposes a level."""

    __tablename__ = "proposal_rule"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "colour"),)
    sealed = {1: "id code organisation_id kind colour level_id basis"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(Name(40))
    colour: Mapped[Colour]
    level_id: Mapped[int] = mapped_column(ForeignKey("response_level.id"))
    basis: Mapped[str] = mapped_column(Name(400))


# Rules ---------------------------------------------------------------------------------------------------------


class NoSuchRule(Refused):
    """What isn't there can't be taken away."""

    message = N_("No row says what {colour} warnings of this kind propose.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RuleLine:
    """A rule on the list; without a kind it is for warnings of any."""

    rule_id: int
    code: str
    organisation: str
    kind: str
    colour: Colour
    level_id: int
    level: str
    basis: str


@dataclass(frozen=True)
class Proposal:
    """A level that a warning proposes beyond what is in force, by which rule and on what basis."""

    warning: WarningLine
    level_id: int
    level: str
    rank: int
    rule: str
    basis: str


def proposal_rules(session: Session, reader: Person) -> list[RuleLine]:
    """The rules of the reader's branch."""
    found = session.execute(
        select(ProposalRule, Organisation.name, ResponseLevel.name)
        .join(Organisation, Organisation.id == ProposalRule.organisation_id)
        .join(ResponseLevel, ResponseLevel.id == ProposalRule.level_id)
        .where(ProposalRule.organisation_id.in_(branch(reader)))
        .order_by(Organisation.path, ProposalRule.kind, ResponseLevel.rank, ProposalRule.id)
    )
    return [
        RuleLine(one.id, one.code, organisation, one.kind, one.colour, one.level_id, level, one.basis)
        for one, organisation, level in found
    ]


def proposals(session: Session, reader: Person, organisation: Organisation) -> list[Proposal]:
    """The levels that warnings in force or to come propose for an organisation, graver than the one in force."""
    now = in_force(session, organisation.id)
    found = session.execute(
        select(ProposalRule, ResponseLevel)
        .join(ResponseLevel, ResponseLevel.id == ProposalRule.level_id)
        .where(ProposalRule.organisation_id == organisation.id, ResponseLevel.retired.is_(False))
    )
    rules = {(rule.kind, rule.colour): (rule, level) for rule, level in found}
    steps = {int(step) for step in organisation.path.strip("/").split("/")}
    made = []
    for one in warnings_in_force(session, reader):
        if one.organisation_id not in steps:
            continue
        rule, level = rules.get((one.kind, one.colour)) or rules.get(("", one.colour)) or (None, None)
        if rule is not None and level is not None and level.rank > (now.rank if now else 0):
            made.append(Proposal(one, level.id, level.name, level.rank, rule.code, rule.basis))
    return sorted(made, key=lambda one: -one.rank)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RULES, on="organisation")
def set_proposal(
    session: Session,
    by: Person,
    *,
    colour: Colour,
    level: ResponseLevel,
    basis: str,
    kind: str = "",
    organisation: Organisation | None = None,
) -> ProposalRule:
    """Say which level warnings of a kind and colour propose, and on what basis; it is proposed, never ordered."""
    house = organisation or headquarters(session)
    must_reach(session, level, house)
    kind = clean(kind, field="kind", longest=40, blank=True)
    held = _rule(session, house.id, kind, colour)
    if held is None:
        code = next_code(session, ProposalRule.code, "TY", 2)
        held = ProposalRule(code=code, organisation_id=house.id, kind=kind, colour=colour)
        session.add(held)
    held.level_id, held.basis = level.id, clean(basis, field="basis", longest=400)
    session.flush()
    return held


def _rule(session: Session, organisation_id: int, kind: str, colour: Colour) -> ProposalRule | None:
    same = (
        ProposalRule.organisation_id == organisation_id, ProposalRule.kind == kind, ProposalRule.colour == colour,
    )  # fmt: skip
    return session.scalars(select(ProposalRule).where(*same)).one_or_none()


@service(Permission.KEEP_RULES, on="organisation")
def drop_proposal(
    session: Session, by: Person, *, colour: Colour, kind: str = "", organisation: Organisation | None = None
) -> Organisation:
    """Take the row for a kind and colour away: such a warning proposes nothing of its own any more."""
    house = organisation or headquarters(session)
    rule = _rule(session, house.id, clean(kind, field="kind", longest=40, blank=True), colour)
    if rule is None:
        raise NoSuchRule(field="colour", colour=_(COLOUR_NAMES[colour]))
    session.delete(rule)
    return house
