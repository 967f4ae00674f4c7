"""Passwords: who proved to be who they say; the first one that is set locks a store for good.

Hashing takes a tenth of a second and more, on purpose: it is never done inside a transaction, nor on a screen's own
thread.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import Secret, next_id, service, unasked, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.locks import NoRole, Proof, has_passwords, must_have_role
from inventory.ground.names import Retired
from inventory.ground.people import Permission, Person, RoleGiven, may, require
from inventory.ground.schema import Base, Name
from inventory.ground.store import Store, moment_of, recorded_at
from inventory.ground.text import Forbidden, called, clean, visible

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 8, 200  # signs of a password
FREE = 3  # wrong attempts in a row after which the next one has to wait
FIRST_WAIT, LONGEST_WAIT = 2, 300  # seconds
MOST_COUNTED = 20  # wrong attempts that are looked at: the wait grows no more before that
FORGOTTEN = timedelta(hours=1)  # after which a wrong attempt counts no more
IN_LINE = timedelta(minutes=1)

# Models --------------------------------------------------------------------------------------------------------


class Password(Base):
    """A password that was set, as its argon2id hash; the newest of a person holds.

    `to_change` says that somebody else set it, so that its owner must change it first.
    """

    __tablename__ = "password"
    called = "id"
    only_grows = True
    sealed = {1: "id person_id hash to_change by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    hash: Mapped[str] = mapped_column(Name(200))
    to_change: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class SignIn(Base):
    """An attempt to sign in, and whether it was let in; without a person where nobody has the login that was typed.

    What was typed then isn't kept: more often than not it is a password in the wrong field.
    """

    __tablename__ = "sign_in"
    called = "id"
    only_grows = True
    sealed = {1: "id person_id let_in recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    let_in: Mapped[bool]
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class NotLetIn(Refused):
    """Login and password don't go together; which of the two is wrong isn't said."""

    message = N_("Login or password is wrong. An administrator can set a new password.")


class MustWait(Refused):
    """Too many wrong attempts in a row."""

    message = N_("There were too many wrong attempts: wait {seconds} seconds, then try again.")


class MustChange(Refused):
    """Somebody else set the password and knows it."""

    message = N_("Somebody else set this password: choose one of your own first.")


class NoPasswordYet(Refused):
    """A store on a server that nobody gave a password to."""

    message = N_(
        "The store at {where} is locked, and no password was ever set: its administrator sets the first one, with "
        "`xunbei password LOGIN` or on the first screen."
    )


class FirstIsAdministrators(Refused):
    """Who locks the store must be able to let the others in."""

    message = N_("The first password is that of an administrator of the whole headquarters, set by themselves.")


class TooShort(Refused):
    """Soon guessed."""

    message = N_("A password has at least {shortest} signs.")


class TooLong(Refused):
    """Nobody types that."""

    message = N_("A password has at most {longest} signs.")


class SameAsLogin(Refused):
    """The first thing that anybody tries."""

    message = N_("A password is something else than the login.")


class SameAsBefore(Refused):
    """Whoever knew the old one would know the new one."""

    message = N_("Choose another password than the one before.")


class OwnPassword(Refused):
    """One's own password is changed by whoever knows it."""

    message = N_("This is your own password: change it by giving the old one.")


@dataclass(frozen=True, repr=False)
class Hashed(Secret):
    """A password as it may be kept."""

    hash: str


def hashed(plain: str, *, login: str, before: str = "") -> Hashed:
    """A new password as it may be kept; refused where it is too easily found. Takes its time, so never on the screen.

    `login` is its owner's, `before` the password that it takes the place of, where that is known.
    """
    if len(plain) > LONGEST:
        raise TooLong(field="new", longest=LONGEST)
    kept = unicodedata.normalize("NFC", plain)
    if unsafe := next((sign for sign in kept if visible(sign) != sign), ""):
        raise Forbidden(field="new", what=called("password"), sign=visible(unsafe), position=kept.index(unsafe) + 1)
    if len(kept.strip()) < SHORTEST:
        raise TooShort(field="new", shortest=SHORTEST)
    if kept.strip().casefold() == login.casefold():
        raise SameAsLogin(field="new")
    if kept == unicodedata.normalize("NFC", before):
        raise SameAsBefore(field="new")
    return Hashed(_argon2().hash(kept.encode()))


def _is(plain: str, kept: str) -> bool:
    """Whether a password is the one that is kept; the same work is done where none is kept."""
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - only where one signs in

    typed = unicodedata.normalize("NFC", plain[: LONGEST + 1]).encode("utf-8", "surrogatepass")
    if not kept or len(plain) > LONGEST:
        _argon2().hash(typed)
        return False
    try:
        return _argon2().verify(kept, typed)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _argon2() -> PasswordHasher:
    """Argon2id with the library's own choice of work: the second of RFC 9106, for machines with little memory."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - only where a password is asked for

    return PasswordHasher()


def wait_after(failures: int) -> int:
    """How many seconds the next attempt waits after so many wrong ones in a row."""
    if failures < FREE:
        return 0
    return int(min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - FREE)))


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tried:
    """What an attempt to sign in is held against; nothing where nobody has the login, or no password."""

    person: Person | None
    held: Password | None

    @property
    def proof(self) -> Proof | None:
        if self.person is None or self.held is None:
            return None
        return Proof(self.person.id, self.person.login, self.held.id, self.held.to_change)


def _tried(session: Session, login: str) -> _Tried:
    try:
        login = clean(login, field="login", longest=40)
    except Refused:
        return _Tried(None, None)
    person = session.scalars(select(Person).where(Person.login == login, Person.retired.is_(False))).one_or_none()
    if person is None:
        return _Tried(None, None)
    newest = select(Password).where(Password.person_id == person.id).order_by(Password.id.desc()).limit(1)
    return _Tried(person, session.scalars(newest).one_or_none())


def _may_try(session: Session, tried: _Tried) -> None:
    """Refuse with MustWait before the time that the wrong attempts of the last hour have earned is over.

    Where the clock was set back, it can't say for how long one has waited: then nobody waits. An attempt that stood in
    line for its turn may be some seconds behind without that.
    """
    whose = SignIn.person_id == tried.person.id if tried.person else SignIn.person_id.is_(None)
    latest = select(SignIn.let_in, SignIn.recorded_at).where(whose).order_by(SignIn.id.desc()).limit(MOST_COUNTED)
    now, failures, last = moment_of(session), 0, None
    for let_in, at in session.execute(latest):
        is_forgiven = tried.held is not None and at < tried.held.recorded_at
        if let_in or is_forgiven or now - at > FORGOTTEN:
            break
        failures, last = failures + 1, last or at
    if last is None or last - now > IN_LINE:
        return
    left = wait_after(failures) - max((now - last).total_seconds(), 0)
    if left > 0:
        raise MustWait(seconds=ceil(left))


# Services ------------------------------------------------------------------------------------------------------


def verified(store: Store, login: str, password: str) -> Proof:
    """Let somebody prove who they are, and record that they did or failed to; takes its time, so never on the screen.

    An attempt that has to wait is not looked at and so teaches nothing, however many are made at once.
    """
    with store.read() as session:
        if not has_passwords(session):
            raise NoPasswordYet(where=store.where)
        tried = _tried(session, login)
        _may_try(session, tried)
    is_right = _is(password, tried.held.hash if tried.held else "")
    with store.begin() as session:
        answer = _recorded(session, login, tried, is_right=is_right)
    if isinstance(answer, Refused):
        raise answer
    return answer


def _recorded(session: Session, login: str, before: _Tried, *, is_right: bool) -> Proof | Refused:
    tried = _tried(session, login)  # anew: they may have been retired, or given another password
    _may_try(session, tried)
    answer: Proof | Refused = NotLetIn()
    if is_right and tried.person is not None and tried.proof is not None and tried.proof == before.proof:
        try:
            must_have_role(session, tried.person)
            answer = tried.proof
        except NoRole as refusal:
            answer = refusal
    let_in, whose = isinstance(answer, Proof), tried.person

    def work() -> tuple[Person | None, None]:
        row = {"id": next_id(session, SignIn), "person_id": whose.id if whose else None, "let_in": let_in}
        write(session, SignIn, [{**row, "recorded_at": recorded_at(session)}])
        return (whose if let_in else None), None

    unasked(session, "log_in", work, login=whose.login if whose else None, let_in=let_in)
    return answer


def set_password(session: Session, by: Person, *, password: Hashed) -> Proof:
    """Set one's own password, after the old one was proved; the first one ever locks the store for good."""
    if by.retired:
        raise Retired(field="person", name=by.name)
    if not has_passwords(session) and not may(session, by, Permission.KEEP_PEOPLE):
        raise FirstIsAdministrators

    def work() -> tuple[Person, Proof]:
        return by, Proof(by.id, by.login, _kept(session, by, by, password, to_change=False))

    return unasked(session, "set_password", work, password=password)


@service(Permission.KEEP_PEOPLE, on="person")
def reset_password(session: Session, by: Person, *, person: Person, password: Hashed) -> Person:
    """Give somebody a password that they must change first, which takes the right to give each of their roles."""
    if not has_passwords(session):
        raise FirstIsAdministrators
    if person.id == by.id:
        raise OwnPassword
    if person.retired:
        raise Retired(field="person", name=person.name)
    for given in session.scalars(select(RoleGiven).where(RoleGiven.person_id == person.id)):
        require(session, by, Permission.KEEP_PEOPLE, given.organisation_id)
    _kept(session, by, person, password, to_change=True)
    return person


def _kept(session: Session, by: Person, person: Person, password: Hashed, *, to_change: bool) -> int:
    """The number of the password that is now a person's."""
    number = next_id(session, Password)
    row = {"id": number, "person_id": person.id, "hash": password.hash, "to_change": to_change, "by_id": by.id}
    write(session, Password, [{**row, "recorded_at": recorded_at(session)}])
    return number
