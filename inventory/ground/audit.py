"""The audit chain: every change is declared, vouched for line by line, and each line vouches for the one before.

A service is the only door to a change. Its line holds who, what, the facts in a form that can be done again, and the
seals of the rows that it made; the line's digest is SHA-256 over the digest before it and all of that.
"""

from __future__ import annotations

import enum
import gc
import inspect
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial, wraps
from hashlib import sha256
from itertools import pairwise
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import ForeignKey, Select, Text, bindparam, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.kept import must_go_on
from inventory.ground.people import Permission, Person, may, not_permitted
from inventory.ground.schema import Base, Name, Prepared, canonical, canonical_rows, compact, inserting
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean

P = ParamSpec("P")
R = TypeVar("R")

LONGEST_NUMBER = 40  # digits that are written out: 1E+999999999 would take all the memory there is
SEAL_LENGTH = 32  # hexadecimal digits of a row's seal: 128 bits
GENESIS = "0" * 64

# Models --------------------------------------------------------------------------------------------------------


class AuditEntry(Base):
    """One line of the chain."""

    __tablename__ = "audit_entry"
    called = "id"
    only_grows = True

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    actor: Mapped[str] = mapped_column(Name(40))
    service: Mapped[str] = mapped_column(Name(60))
    facts: Mapped[str] = mapped_column(Text)
    made: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Name(80))
    request: Mapped[str | None] = mapped_column(Name(80), unique=True)
    digest: Mapped[str] = mapped_column(Name(64))


# Rules ---------------------------------------------------------------------------------------------------------


class RequestTaken(Refused):
    """A request id came back with another content."""

    message = N_("The request {request} was already used for something else ({service}); a new change needs a new one.")


@dataclass(frozen=True)
class Service:
    """A declared change: its name, the permission that it takes, and the function that does it."""

    name: str
    permission: Permission
    on: str
    call: Callable[..., Any]
    signature: inspect.Signature

    @property
    def doc(self) -> str:
        """What it does, in one sentence."""
        return (inspect.getdoc(self.call) or "").split("\n\n")[0].replace("\n", " ")


SERVICES: dict[str, Service] = {}


class Made:
    """The rows that a transaction has made or changed, by table, with their seals."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._rows: dict[str, dict[int, str]] = defaultdict(dict)

    def note(self, model: type[Base], *rows: Mapping[str, object]) -> None:
        """Seal rows with their values as they are to be stored."""
        made: list[int] = [row["id"] for row in rows]  # type: ignore[misc]  # every model has an id
        self._rows[model.__tablename__].update(zip(made, seals(model, rows), strict=True))

    def gone(self, model: type[Base], row_id: int) -> None:
        """Note that a row was taken away."""
        self._rows[model.__tablename__][row_id] = "-" * SEAL_LENGTH

    @property
    def only_grown(self) -> bool:
        """Whether all of them are rows that are never changed."""
        return all(_model(table).only_grows for table in self._rows)

    def text(self) -> str:
        """Runs of neighbouring rows: `[[table, version, first id, "seal seal …"], …]`."""
        runs: list[tuple[str, int, int, str]] = []
        for table in sorted(self._rows):
            version = max(_model(table).sealed)
            rows = self._rows[table]
            ids = sorted(rows)
            starts = [at for at, row_id in enumerate(ids) if not at or row_id != ids[at - 1] + 1]
            for start, stop in pairwise([*starts, len(ids)]):
                runs.append((table, version, ids[start], "".join(map(rows.__getitem__, ids[start:stop]))))
        return compact(runs)


@cache
def _model(table: str) -> type[Base]:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ == table)


def seal(model: type[Base], row: Mapping[str, object], version: int | None = None) -> str:
    """The seal of a row: the first 128 bits of SHA-256 over its canonical form."""
    return seals(model, [row], version)[0]


def seals(model: type[Base], rows: Sequence[Mapping[str, object]], version: int | None = None) -> list[str]:
    """The seals of rows, in their order."""
    texts = canonical_rows(model.__tablename__, *_sealed(model, version), rows)
    return [sha256(text.encode()).hexdigest()[:SEAL_LENGTH] for text in texts]


@cache
def _sealed(model: type[Base], version: int | None) -> tuple[int, list[str]]:
    """A version of a model's seal (or the newest), and the columns that it vouches for."""
    version = version or max(model.sealed)
    return version, model.sealed[version].split()


def digest_of(before: str, entry: Mapping[str, object]) -> str:
    """The digest of a line, given the digest of the line before."""
    names = ("id", "recorded_at", "person_id", "actor", "service", "facts", "made", "result", "request")
    return sha256((before + compact([canonical(entry[name]) for name in names])).encode()).hexdigest()


class Secret:
    """A fact of which a line says only that it was given."""

    name_in_facts = "…"


def fact(value: object) -> object:
    """A fact as an audit line holds it: things by code or number, amounts and times as text; never a bare id."""
    if isinstance(value, Base | Secret):
        return value.name_in_facts
    if isinstance(value, Decimal):
        return format(value, "f" if abs(value.adjusted()) < LONGEST_NUMBER else "e")
    if isinstance(value, datetime | date | enum.Enum):
        return canonical(value)
    if is_dataclass(value):
        kind: type[object] = type(value)
        held = [(name, getattr(value, name), default) for name, default in _facts(kind)]  # type: ignore[arg-type]  # a class is hashable
        return {name: fact(one) for name, one, default in held if one is not default and one != default}
    if isinstance(value, list | tuple):
        return [fact(one) for one in value]
    return value


@cache
def _facts(kind: type[object]) -> list[tuple[str, object]]:
    """The names of a dataclass's facts, and what each is where nothing is said."""
    return [(field.name, field.default) for field in fields(kind)]  # type: ignore[arg-type]


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """The end of the chain: the last line's id, instant and digest."""

    entry_id: int
    recorded_at: datetime | None
    digest: str

    @property
    def short(self) -> str:
        """What is printed on paper: `#17 3fa8c2d1`."""
        return f"#{self.entry_id} {self.digest[:8]}"


_HEAD = select(AuditEntry.id, AuditEntry.recorded_at, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)


_AGAIN = select(AuditEntry.id).where(AuditEntry.request == bindparam("request")).scalar_subquery()
_HEAD_AND_AGAIN = Prepared(_HEAD.add_columns(_AGAIN))


def head(session: Session) -> Head:
    """The head of the chain as this transaction sees it."""
    last = session.execute(_HEAD).one_or_none()
    return Head(0, None, GENESIS) if last is None else Head(last.id, last.recorded_at, last.digest)


# Services ------------------------------------------------------------------------------------------------------


def service(
    permission: Permission, *, on: str = ""
) -> Callable[[Callable[Concatenate[Session, Person, P], R]], Callable[Concatenate[Session, Person, P], R]]:
    """Declare a change: rights are asked, the work is done, the audit line is written and chained.

    `on` names the facts (with blanks between) that say which branches are acted on, by their `organisation_id`: the
    right must be held on each; without `on` it must be held on the whole headquarters. A request id that the store
    knows already gives back what was made then.
    """

    def declare(work: Callable[Concatenate[Session, Person, P], R]) -> Callable[Concatenate[Session, Person, P], R]:
        @wraps(work)
        def call(session: Session, by: Person, /, *args: P.args, **facts: P.kwargs) -> R:
            request = session.info.get("request")
            request = clean(request, field="request", longest=80) if request else None
            session.info["by"] = by
            before, again = _begin(session, request)
            asked = compact({name: fact(value) for name, value in facts.items() if value != usual[name].default})
            if again:
                return _repeated(session, session.get_one(AuditEntry, again), by, name, asked)  # type: ignore[no-any-return]
            _may(session, by, permission, on, facts)
            result = _work(session, before, lambda: work(session, by, *args, **facts))
            _chain(session, by, before, service=name, facts=asked, request=request, result=result)
            return result

        name, signature = work.__name__, inspect.signature(work, eval_str=True)
        usual = signature.parameters
        SERVICES[name] = Service(name, permission, on, call, signature)
        return call

    return declare


def part(
    call: Callable[Concatenate[Session, Person, P], R],
) -> Callable[Concatenate[Session, Person, P], R]:
    """A service as a part of another one: its own right is asked and its work is done, the line is the other's."""
    one = SERVICES[call.__name__]

    @wraps(call)
    def partly(session: Session, by: Person, /, *args: P.args, **facts: P.kwargs) -> R:
        _may(session, by, one.permission, one.on, facts)
        return cast("R", inspect.unwrap(call)(session, by, *args, **facts))

    return partly


def unasked(session: Session, name: str, work: Callable[[], tuple[Person | None, R]], /, **facts: object) -> R:
    """A change that takes no right: since nobody is there yet who could have one, or since anybody may.

    `work` answers with who signs the line (None: nobody knows who it was) and with what it made.
    """
    before, _again = _begin(session, None)
    by, made = _work(session, before, work)
    asked = compact({key: fact(value) for key, value in facts.items()})
    _chain(session, by, before, service=name, facts=asked, request=session.info.get("request"), result=made)
    return made


def _may(session: Session, by: Person, permission: Permission, on: str, facts: Mapping[str, Any]) -> None:
    must_go_on(session, permission)
    branches = {facts[name].organisation_id for name in on.split() if facts.get(name) is not None}
    for organisation_id in branches or (None,):
        asked = (by.id, permission, organisation_id)
        if not remembered(session, asked, partial(may, session, by, permission, organisation_id)):
            raise not_permitted(by, permission)


def _begin(session: Session, request: str | None) -> tuple[Head, int | None]:
    """The head of the chain, and the line that this request wrote already."""
    found = _HEAD_AND_AGAIN.rows(session.connection(), request=request)
    before, again = (Head(*found[0][:3]), found[0][3]) if found else (Head(0, None, GENESIS), None)
    digest, known = session.info["memory"].get("known", ("", {}))
    session.info["known"] = dict(known) if digest == before.digest else {}
    return before, again


def remembered(session: Session, what: Hashable, read: Callable[[], R]) -> R:
    """What was read before, where the chain still ends as this program left it: then nobody has changed it since."""
    known: dict[Hashable, R] = session.info.get("known", {})
    if what not in known:
        known[what] = read()
    return known[what]


def _work(session: Session, before: Head, work: Callable[[], R]) -> R:
    """Do the work, gather what it makes, and see that what is recorded later never bears an earlier time.

    Where the clock was set back, only the time of recording is held up: when something happened is told by the clock
    as it is now, so that one wrong clock can't push the books into the future for good.
    """
    if "made" in session.info:
        raise RuntimeError  # services share work functions; one inside another would write two lines for one act
    session.info["recorded"] = max(moment_of(session), before.recorded_at or moment_of(session))
    session.info["made"] = Made()
    try:
        with _nothing_collected():
            result = work()
            session.flush()
    except BaseException:
        del session.info["made"]
        raise
    return result


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let what is thrown away lie meanwhile: to look through all of the memory for it takes longer than most work."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _chain(session: Session, by: Person | None, before: Head, *, result: object, **line: str | None) -> None:
    made: Made = session.info.pop("made")
    entry: dict[str, Any] = {
        "id": before.entry_id + 1,
        "recorded_at": recorded_at(session),
        "person_id": by.id if by else None,
        "actor": by.login if by else "",
        "made": made.text(),
        "result": f"{result.__tablename__}:{result.id}" if isinstance(result, Base) else "",  # type: ignore[attr-defined]
        **line,
    }
    entry["digest"] = digest_of(before.digest, entry)
    _insert(session, AuditEntry, [entry])
    session.info["memory"]["known"] = (entry["digest"], session.info["known"] if made.only_grown else {})
    session.info["request"] = None
    session.info["entry"] = entry["id"]


def _repeated(session: Session, found: AuditEntry, by: Person, name: str, asked: str) -> Any:  # noqa: ANN401 - what the service makes
    """What the line that the same request wrote has made."""
    if (found.service, found.facts, found.person_id) != (name, asked, by.id):
        raise RequestTaken(request=found.request, service=found.service)
    if not found.result:
        return None
    table, row_id = found.result.split(":")
    return session.get(_model(table), int(row_id))


@cache
def _last(model: type[Base]) -> Select[int | None]:
    return select(func.max(model.__table__.c.id))


def next_id(session: Session, model: type[Base]) -> int:
    """The id of the next row of a table that only grows; the one writer at a time makes it safe."""
    return remembered(session, model, lambda: session.scalar(_last(model)) or 0) + 1


def _insert(session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    connection = session.connection()
    sql, parameters = inserting(Base.metadata.tables[model.__tablename__], connection.dialect)
    connection.exec_driver_sql(sql, parameters(rows))


def write(session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows with their ids, the highest last, without the mapper, and seal them."""
    if not rows:
        return
    _insert(session, model, rows)
    session.info["known"][model] = rows[-1]["id"]
    made: Made = session.info["made"]
    made.note(model, *rows)


@event.listens_for(Session, "after_flush")
def _gather(session: Session, _context: object) -> None:
    """Seal what the mapper has just written."""
    made = session.info.get("made")
    if made is None:
        return
    for row in (*session.new, *session.dirty):
        if isinstance(row, Base) and row.sealed:
            made.note(type(row), {column.key: getattr(row, column.key) for column in row.__table__.columns})
    for row in session.deleted:
        if isinstance(row, Base) and row.sealed:
            made.gone(type(row), row.id)  # type: ignore[attr-defined]
