"""The shape of what is stored: column kinds, names of constraints, and the rows that may never be changed."""

from __future__ import annotations

import enum
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import repeat
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    Enum,
    Executable,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    insert,
    select,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.util import identity_key
from sqlalchemy.types import TypeDecorator

THOUSANDTHS = 1000
FEW = 8  # rows that are taken one by one; more are quicker column by column
SHORT_PHONE = 7  # digits; a number as short as that keeps less of itself when it is masked


class Quantity(TypeDecorator[Decimal]):
    """An exact amount, kept as whole thousandths of its unit."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy\'s signature
        """Scale on the way in; ValueError where there is more than three decimals."""
        return None if value is None else thousandths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy\'s signature
        """Scale on the way out."""
        return None if value is None else amount(int(value))


def thousandths(value: Decimal) -> int:
    """The amount as whole thousandths; ValueError where it has more than three decimals."""
    scaled = value * THOUSANDTHS
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(value)
    return whole


def amount(scaled: int) -> Decimal:
    """The amount that so many thousandths are, without trailing zeros."""
    whole, rest = divmod(scaled, THOUSANDTHS)
    return Decimal(whole) if not rest else (Decimal(scaled) / THOUSANDTHS).normalize()


class Moment(TypeDecorator[datetime]):
    """An instant: UTC in the store, whole microseconds, aware in Python."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy\'s signature
        """Aware in, UTC stored; a naive datetime is a bug."""
        if value is not None and value.tzinfo is None:
            raise ValueError(value)
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy\'s signature
        """UTC stored, aware out."""
        return None if value is None else value.replace(tzinfo=UTC)


class Name(TypeDecorator[str]):
    """What something is called; services put every name through `text.clean` first."""

    impl = String
    cache_ok = True


class Phone(Name):
    """A telephone number, masked for readers who don't need it."""

    cache_ok = True


def masked(phone: str, *, shown: bool) -> str:
    """The number as it is, or with its middle hidden: `138****0000`."""
    if shown or not phone:
        return phone
    keep = 3 if len(phone) > SHORT_PHONE else min(1, (len(phone) - 1) // 2)
    return f"{phone[:keep]}{'*' * (len(phone) - 2 * keep)}{phone[len(phone) - keep :]}"


NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every stored thing is.

    `called` is the column that names a row to people and in audit lines. `sealed` names, by version, the columns
    whose values an audit line vouches for, with blanks between; `only_grows` says that rows are never changed.
    """

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Decimal: Quantity(),
        datetime: Moment(),
        date: Date(),
        enum.Enum: Enum(
            enum.Enum, native_enum=False, length=32, values_callable=lambda kind: [one.value for one in kind]
        ),
    }
    called: ClassVar[str] = "code"
    sealed: ClassVar[dict[int, str]] = {}
    only_grows: ClassVar[bool] = False

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:
        """Which rows belong to the branch that these organisations are; what belongs to nobody is everybody's."""
        owner = cls.__table__.columns.get("organisation_id")
        return true() if owner is None else owner.in_(organisations)

    @property
    def name_in_facts(self) -> str:
        """How an audit line names this row: by code, number or login, never by id."""
        return str(getattr(self, self.called))


class Lookups(Session):
    """A session that looks up a row by its id with a question built beforehand: in two thirds of the time.

    Every key press looks up the officer and the rows that it is about.
    """

    def get_one(self, entity: Any, ident: Any, **options: Any) -> Any:  # noqa: ANN401 - as SQLAlchemy's own
        """The row of this id; NoResultFound where there is none."""
        if options or not isinstance(ident, int):
            return super().get_one(entity, ident, **options)
        known = self.identity_map.get(identity_key(entity, ident))
        return known if known is not None else self.scalars(_by_id(entity), {"id": ident}).one()

    def connection(self, *how: Any, **options: Any) -> Connection:  # noqa: ANN401 - as SQLAlchemy's own
        """The connection that this session has, kept at hand: one act asks for it a dozen times."""
        if how or options:
            return super().connection(*how, **options)
        held: Connection | None = self.info.get("connection")
        if held is None or held.closed:
            held = self.info["connection"] = super().connection()
        return held


@cache
def _by_id(model: Any) -> Select[Any]:  # noqa: ANN401 - a model
    return select(model).where(model.id == bindparam("id"))


def models() -> Iterable[type[Base]]:
    """Every model that has been imported, in the order of its table's name."""
    return sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda model: str(model.__tablename__))


def insert_only() -> list[Table]:
    """The tables whose rows may never be changed nor deleted."""
    return [Base.metadata.tables[model.__tablename__] for model in models() if model.only_grows]


def each(way: Callable[[Any], object], values: Sequence[object]) -> list[object]:
    """All values gone the same way, each object once: the rows of one act share their instants."""
    objects = list(map(id, values))
    gone = {at: way(value) for at, value in dict(zip(objects, values, strict=True)).items()}
    return list(map(gone.__getitem__, objects))


@lru_cache(maxsize=64)
def inserting(table: Table, dialect: Dialect) -> tuple[str, Callable[[Sequence[Mapping[str, object]]], Any]]:
    """How the driver inserts rows of a table: its SQL, and what makes the parameters of rows.

    SQLAlchemy finds both out anew for every row, which takes longer than to write it.
    """
    compiled = insert(table).compile(dialect=dialect)
    names = compiled.positiontup or list(table.columns.keys())
    kinds = [table.columns[name].type for name in names]
    ways = list(zip(names, (kind.dialect_impl(dialect).bind_processor(dialect) for kind in kinds), strict=True))

    def parameters(rows: Sequence[Mapping[str, object]]) -> Any:  # noqa: ANN401 - tuples or dicts, as the driver takes them
        made: Iterable[tuple[object, ...]]
        if len(rows) < FEW:
            made = [tuple([way(row[name]) if way else row[name] for name, way in ways]) for row in rows]
        else:
            columns = [(way, [row[name] for row in rows]) for name, way in ways]
            made = zip(*(each(way, values) if way else values for way, values in columns), strict=True)
        return list(made) if compiled.positiontup else [dict(zip(names, one, strict=True)) for one in made]

    return str(compiled), parameters


class Prepared:
    """A statement made ready for the driver once: SQLAlchemy finds out anew, for every execution, what it is.

    Its facts are the names of its bound parameters; lists of them (`in_`) can't be prepared.
    """

    def __init__(self, statement: Executable) -> None:
        """Nothing is compiled before it is asked for."""
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, **facts: object) -> list[tuple[Any, ...]]:
        """What it finds, as plain tuples."""
        ready, found = self._execute(connection, facts)
        lines = found.fetchall()
        if len(lines) < FEW:
            return [tuple(way(value) for way, value in zip(ready.results, row, strict=True)) for row in lines]
        columns = zip(ready.results, zip(*lines, strict=True), strict=True)
        return list(zip(*(_alike(way, values) for way, values in columns), strict=True))

    def changed(self, connection: Connection, **facts: object) -> int:
        """How many rows it has changed."""
        return self._execute(connection, facts)[1].rowcount

    def _execute(self, connection: Connection, facts: Mapping[str, object]) -> tuple[_Ready, CursorResult[Any]]:
        dialect = connection.dialect
        if dialect.name not in self._ready:
            self._ready[dialect.name] = _Ready.of(self._statement, dialect)
        ready = self._ready[dialect.name]
        return ready, connection.exec_driver_sql(ready.sql, ready.parameters(facts))


@dataclass(frozen=True)
class _Ready:
    """A statement as a driver takes it, and the way of every value in and out."""

    sql: str
    order: Sequence[str] | None
    fixed: Mapping[str, object]
    ways: Mapping[str, Callable[[Any], object]]
    results: Sequence[Callable[[Any], object]]

    @classmethod
    def of(cls, statement: Any, dialect: Dialect) -> _Ready:  # noqa: ANN401 - whatever can be compiled
        compiled = statement.compile(dialect=dialect)
        kinds = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()
        }
        ways = {name: way for name, way in kinds.items() if way}
        given = {name: compiled.params[name] for bind, name in compiled.bind_names.items() if not bind.required}
        fixed = {name: ways[name](value) if name in ways else value for name, value in given.items()}
        columns = getattr(statement, "exported_columns", ())
        found = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        return cls(str(compiled), compiled.positiontup, fixed, ways, [way or _as_it_is for way in found])

    def parameters(self, facts: Mapping[str, object]) -> Any:  # noqa: ANN401 - a tuple or a dict, as the driver takes it
        """The facts as the driver takes them."""
        ways = self.ways
        held = {**self.fixed, **{name: ways[name](value) if name in ways else value for name, value in facts.items()}}
        return held if self.order is None else tuple(map(held.__getitem__, self.order))


def _as_it_is(value: object) -> object:
    return value


def _alike(way: Callable[[Any], object], values: Sequence[object]) -> Sequence[object]:
    """All values gone the same way, equal ones once: a long column says the same again and again."""
    if way is _as_it_is:
        return values
    gone = {value: way(value) for value in set(values)}
    return list(map(gone.__getitem__, values))


# The canonical form --------------------------------------------------------------------------------------------

PLAIN = frozenset({str, int, bool, type(None)})  # most values: sealed as they are


def canonical(value: object) -> object:
    """One value in the form that is sealed: the same on both databases, and readable."""
    if isinstance(value, Decimal):
        return thousandths(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    return value


def canonical_rows(table: str, version: int, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> list[str]:
    """Rows as the texts that are sealed: of each, table, version, then the values of the columns in their order."""
    if len(rows) < FEW:
        found = ([row[name] for name in columns] for row in rows)
        return [
            compact([table, version, *(one if type(one) in PLAIN else canonical(one) for one in row)]) for row in found
        ]
    values = (canonicals([row[name] for row in rows]) for name in columns)
    made = list(zip(repeat(table), repeat(version), *values, strict=False))
    told = compact(made)[2:-2].split(BETWEEN)  # all in one go, which is right unless a text has the same signs within
    return [f"[{one}]" for one in told] if len(told) == len(rows) else [compact(one) for one in made]


BETWEEN = "],["


def canonicals(values: Sequence[object]) -> Sequence[object]:
    """Values in the form that is sealed; most are as they are."""
    return values if PLAIN.issuperset(map(type, values)) else each(canonical, values)


compact: Callable[[object], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


# Guards in the database ----------------------------------------------------------------------------------------


def _sqlite_guards(table: Table) -> list[str]:
    name = table.name
    taken = [column.name for column in table.columns if column.primary_key or column.unique]
    same = " OR ".join(f'"{column}" = NEW."{column}"' for column in taken)
    known = f"EXISTS (SELECT 1 FROM {name} WHERE {same})"  # noqa: S608 - the names are our own
    refuse = f"BEGIN SELECT RAISE(ABORT, '{name} only grows'); END"
    return [
        f"CREATE TRIGGER grows_{name}_update BEFORE UPDATE ON {name} {refuse}",
        f"CREATE TRIGGER grows_{name}_delete BEFORE DELETE ON {name} {refuse}",
        f"CREATE TRIGGER grows_{name}_insert BEFORE INSERT ON {name} WHEN {known} {refuse}",
    ]


def _postgresql_guards(table: Table) -> list[str]:
    name = table.name
    return [
        f"CREATE TRIGGER grows_{name}_{event.lower()} BEFORE {event} ON {name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        for event in ("UPDATE", "DELETE", "TRUNCATE")
    ]


def guards(dialect: str) -> dict[str, str]:
    """The triggers that keep insert-only tables so: name -> the SQL that makes it."""
    made = _sqlite_guards if dialect == "sqlite" else _postgresql_guards
    return {sql.split()[2]: sql for table in insert_only() for sql in made(table)}


GUARD_FUNCTION = """
CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%% only grows', TG_TABLE_NAME; END $$
"""
