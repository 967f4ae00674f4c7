"""Accounts: organisations and persons are entered, changed and retired; roles are given and taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from inventory.ground.audit import service, unasked
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import NotRetired, Retired, free_code
from inventory.ground.people import (
    ROLE_NAMES,
    Organisation,
    OrganisationKind,
    Permission,
    Person,
    Role,
    RoleGiven,
    branch,
    headquarters,
    require,
    roles_with,
)
from inventory.ground.schema import masked
from inventory.ground.text import clean

# Rules ---------------------------------------------------------------------------------------------------------


class HasThatRole(Refused):
    """The role was given before."""

    message = N_("{name} is {role} there already.")


class HasNotThatRole(Refused):
    """The role was never given."""

    message = N_("{name} is not {role} there.")


class LastAdministrator(Refused):
    """Somebody must be left who can give roles."""

    message = N_("{name} is the only administrator: make somebody else one first.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PersonLine:
    """A person and what they are trusted with."""

    person_id: int
    login: str
    name: str
    post: str
    phone: str
    organisation: str
    roles: str
    retired: bool


def persons(session: Session, reader: Person, *, retired: bool = False) -> list[PersonLine]:
    """The persons of the reader's branch, by organisation and name."""
    held: dict[int, list[str]] = {}
    where = aliased(Organisation)
    given = session.execute(
        select(RoleGiven.person_id, RoleGiven.role, where.name, where.parent_id)
        .join(where, where.id == RoleGiven.organisation_id)
        .where(where.id.in_(branch(reader)))
    )
    for row in given:
        scope = "" if row.parent_id is None else f" ({row.name})"
        held.setdefault(row.person_id, []).append(_(ROLE_NAMES[row.role]) + scope)
    shown = Person.organisation_id.in_(branch(reader, Permission.SEE_PHONES))
    found = session.execute(
        select(Person, Organisation.name, shown)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.organisation_id.in_(branch(reader)), *(() if retired else (Person.retired.is_(False),)))
        .order_by(Organisation.path, Person.login)
    )
    return [
        PersonLine(
            one.id,
            one.login,
            one.name,
            one.post,
            masked(one.phone, shown=seen),
            organisation,
            _(", ").join(held.get(one.id, [])),
            one.retired,
        )
        for one, organisation, seen in found
    ]


@dataclass(frozen=True)
class RoleLine:
    """A role that a person has, and where."""

    role: Role
    organisation_id: int
    organisation: str


def roles_of(session: Session, reader: Person, person_id: int) -> list[RoleLine]:
    """The roles of a person on the reader's branch, the widest first."""
    found = session.execute(
        select(RoleGiven.role, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == RoleGiven.organisation_id)
        .where(RoleGiven.person_id == person_id, Organisation.id.in_(branch(reader)))
        .order_by(Organisation.path, RoleGiven.id)
    )
    return [RoleLine(*row) for row in found]


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation in the tree."""

    organisation_id: int
    code: str
    name: str
    kind: OrganisationKind
    level: int
    parent: str


def organisations(session: Session, reader: Person) -> list[OrganisationLine]:
    """The organisations of the reader's branch, parents before children."""
    parent = aliased(Organisation)
    found = session.execute(
        select(Organisation, parent.name)
        .outerjoin(parent, parent.id == Organisation.parent_id)
        .where(Organisation.id.in_(branch(reader)))
        .order_by(Organisation.path)
    )
    return [
        OrganisationLine(one.id, one.code, one.name, one.kind, one.path.count("/") - 2, above or "")
        for one, above in found
    ]


def trusted_with(session: Session, reader: Person, permission: Permission) -> list[Organisation]:
    """The organisations that a right was given on, those below another of them left out."""
    found = session.scalars(
        select(Organisation)
        .join(RoleGiven, RoleGiven.organisation_id == Organisation.id)
        .where(RoleGiven.person_id == reader.id, RoleGiven.role.in_([] if reader.retired else roles_with(permission)))
        .distinct()
        .order_by(Organisation.path)
    )
    tops: list[Organisation] = []
    for one in found:
        if not any(one.path.startswith(top.path) for top in tops):
            tops.append(one)
    return tops


# Services ------------------------------------------------------------------------------------------------------


def found_headquarters(
    session: Session, *, name: str, code: str, login: str, person: str, also: Callable[[Organisation], None]
) -> Person:
    """Begin the books of a headquarters: its root organisation, and a first person who may give roles and lead.

    `also` makes, in the same act, what every store has from its beginning.
    """

    def work() -> tuple[Person, Person]:
        root = Organisation(
            code=clean(code, field="code", longest=40),
            name=clean(name, field="name"),
            kind=OrganisationKind.DISTRICT,
            path="",
        )
        session.add(root)
        session.flush()
        root.path = f"/{root.id}/"
        first = Person(login=clean(login, field="login", longest=40), name=clean(person, field="person"))
        first.organisation_id = root.id
        session.add(first)
        session.flush()
        for role in (Role.ADMINISTRATOR, Role.LEADER):
            session.add(RoleGiven(person_id=first.id, organisation_id=root.id, role=role))
        also(root)
        return first, first

    return unasked(session, "found_headquarters", work, name=name, code=code, login=login, person=person)


@service(Permission.KEEP_PEOPLE, on="parent")
def add_organisation(
    session: Session, by: Person, *, parent: Organisation, code: str, name: str, kind: OrganisationKind
) -> Organisation:
    """Enter an organisation below another."""
    one = Organisation(
        code=free_code(session, Organisation.code, code), name=clean(name, field="name"), kind=kind, parent_id=parent.id
    )
    one.path = ""
    session.add(one)
    session.flush()
    one.path = f"{parent.path}{one.id}/"
    return one


@service(Permission.KEEP_PEOPLE, on="organisation")
def change_organisation(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    name: str | None = None,
    kind: OrganisationKind | None = None,
) -> Organisation:
    """Rename an organisation, or say what it is."""
    organisation.name = organisation.name if name is None else clean(name, field="name")
    organisation.kind = kind or organisation.kind
    return organisation


@service(Permission.KEEP_PEOPLE, on="organisation")
def add_person(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    login: str,
    name: str,
    post: str = "",
    phone: str = "",
    role: Role | None = None,
) -> Person:
    """Enter a person, with a first role on their organisation where one is named."""
    one = Person(
        login=free_code(session, Person.login, login, field="login"),
        name=clean(name, field="name"),
        post=clean(post, field="post", blank=True),
        phone=clean(phone, field="phone", longest=40, blank=True),
        organisation_id=organisation.id,
    )
    session.add(one)
    session.flush()
    if role is not None:
        session.add(RoleGiven(person_id=one.id, organisation_id=organisation.id, role=role))
    return one


@service(Permission.KEEP_PEOPLE, on="person")
def change_person(
    session: Session,
    by: Person,
    *,
    person: Person,
    name: str | None = None,
    post: str | None = None,
    phone: str | None = None,
) -> Person:
    """Correct what is known of a person."""
    person.name = person.name if name is None else clean(name, field="name")
    person.post = person.post if post is None else clean(post, field="post", blank=True)
    person.phone = person.phone if phone is None else clean(phone, field="phone", longest=40, blank=True)
    return person


@service(Permission.KEEP_PEOPLE, on="person")
def retire_person(session: Session, by: Person, *, person: Person) -> Person:
    """Let a person go: what they did stays under their name, and they may do nothing more."""
    _not_the_last_administrator(session, person)
    person.retired = True
    return person


@service(Permission.KEEP_PEOPLE, on="person")
def revive_person(session: Session, by: Person, *, person: Person) -> Person:
    """Take a person back with the roles that they had, which takes the right to give each of those roles."""
    if not person.retired:
        raise NotRetired(field="person", name=person.name)
    for given in session.scalars(select(RoleGiven).where(RoleGiven.person_id == person.id)):
        require(session, by, Permission.KEEP_PEOPLE, given.organisation_id)
    person.retired = False
    return person


@service(Permission.KEEP_PEOPLE, on="organisation")
def give_role(session: Session, by: Person, *, person: Person, organisation: Organisation, role: Role) -> RoleGiven:
    """Trust a person with a role on an organisation and everything below it."""
    if person.retired:
        raise Retired(field="person", name=person.name)
    if _held(session, person, organisation, role) is not None:
        raise HasThatRole(field="role", name=person.name, role=_(ROLE_NAMES[role]))
    given = RoleGiven(person_id=person.id, organisation_id=organisation.id, role=role)
    session.add(given)
    session.flush()
    return given


@service(Permission.KEEP_PEOPLE, on="organisation")
def take_role(session: Session, by: Person, *, person: Person, organisation: Organisation, role: Role) -> Person:
    """Take a role back; it ends at the next key that the person presses."""
    given = _held(session, person, organisation, role)
    if given is None:
        raise HasNotThatRole(field="role", name=person.name, role=_(ROLE_NAMES[role]))
    if role is Role.ADMINISTRATOR and organisation.parent_id is None:
        _not_the_last_administrator(session, person)
    session.delete(given)
    return person


@service(Permission.SEE_PHONES, on="organisation")
def show_phones(session: Session, by: Person, *, organisation: Organisation, report: str) -> Person:
    """Account for a report that shows the telephone numbers of a branch unmasked; it is written before they are."""
    clean(report, field="report", longest=40)
    return by


def _held(session: Session, person: Person, organisation: Organisation, role: Role) -> RoleGiven | None:
    return session.scalars(
        select(RoleGiven).where(
            RoleGiven.person_id == person.id, RoleGiven.organisation_id == organisation.id, RoleGiven.role == role
        )
    ).one_or_none()


def _not_the_last_administrator(session: Session, person: Person) -> None:
    root = headquarters(session)
    others = session.scalars(
        select(Person.id)
        .join(RoleGiven, RoleGiven.person_id == Person.id)
        .where(RoleGiven.role == Role.ADMINISTRATOR, RoleGiven.organisation_id == root.id, Person.retired.is_(False))
    ).all()
    if list(others) == [person.id]:
        raise LastAdministrator(name=person.name)
