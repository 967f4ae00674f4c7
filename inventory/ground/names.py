"""Names and codes: a code stands for one thing, and a name that only looks like another one is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import ColumnElement, String, inspect, select, true
from sqlalchemy.orm import Mapped, Session

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.text import alike, clean, visible

M = TypeVar("M", bound=Base)

MOST_CALLED = 10_000  # things that are looked through for one that may have been meant: others may wait to write

KINDS = {
    "organisation": N_("an organisation"),
    "person": N_("a person"),
    "place": N_("a place"),
    "category": N_("a category"),
    "item": N_("an item"),
    "lot": N_("a lot"),
    "voucher": N_("a voucher"),
    "stock_count": N_("a stock check"),
    "log_entry": N_("a line of the duty log"),
    "event_kind": N_("a kind of event"),
    "event": N_("an event"),
    "upward_report": N_("a report upward"),
    "consultation": N_("a consultation"),
    "response_level": N_("a response level"),
    "shift_pattern": N_("a shift pattern"),
    "shift_time": N_("a shift"),
    "post": N_("a post"),
    "roster": N_("a roster"),
    "shift": N_("a shift"),
    "handover": N_("a handover"),
    "agreement": N_("an agreement"),
    "promise": N_("a line of an agreement"),
    "call_off": N_("a call-off"),
    "delivery": N_("a delivery"),
    "river": N_("a river"),
    "team": N_("a team"),
    "team_call": N_("a call to teams"),
    "shelter": N_("a shelter"),
    "shelter_step": N_("an entry of a shelter"),
    "inspection": N_("an inspection"),
    "inspection_visit": N_("a visit of an inspection"),
    "hazard": N_("a hazard"),
    "training": N_("a training"),
    "plan": N_("a plan"),
    "plan_version": N_("a version of a plan"),
    "plan_action": N_("an action of a plan"),
    "plan_need": N_("what an action needs"),
    "warning_notice": N_("a warning"),
    "proposal_rule": N_("a rule that proposes a level"),
    "level_order": N_("an order of a level"),
    "task": N_("a task"),
    "stop_measure": N_("a stop"),
    "stop_rule": N_("a rule that suggests a stop"),
    "stop_order": N_("a stop order"),
    "need_standard": N_("a row of a standard"),
    "checklist": N_("a checklist"),
    "checklist_version": N_("a version of a checklist"),
    "checklist_line": N_("a line of a checklist"),
    "script_line": N_("a line of a script"),
    "drill": N_("a drill"),
    "drill_unit": N_("a unit of a drill"),
    "inject": N_("an inject"),
    "drill_need": N_("material of a drill"),
    "drill_sheet": N_("a sheet of a drill"),
    "finding": N_("a finding of a drill"),
}


class CodeTaken(Refused):
    """The code stands for something else already."""

    message = N_("The code {code} is taken by {name}: choose another.")


class NameTaken(Refused):
    """The name stands for something else already."""

    message = N_("There is {name} already, with the code {code}: choose a name that can be told apart.")


class Retired(Refused):
    """What has been retired takes no new entries."""

    message = N_("{name} has been retired: choose another.")


class NotRetired(Refused):
    """What was never retired needs no taking back."""

    message = N_("{name} is in use already.")


class Unknown(Refused):
    """Nothing is called that."""

    message = N_("Nothing here is called {text} ({what}): give a code, a number or the exact name.")


class Ambiguous(Refused):
    """Several things are called that."""

    message = N_("{text} could be {choices}: give the code.")


def named(session: Session, reader: Person, model: type[M], text: str, *, field: str | None = None) -> M:
    """The one thing of a kind that a text names by code, number, barcode or exact name, within the reader's branch."""
    text = clean(text, field=field or "name", longest=200)
    ways = [getattr(model, name) for name in (model.called, "barcode", "name") if hasattr(model, name)]
    mine = model.within(branch(reader))
    for way in ways:
        if not isinstance(getattr(way, "type", None), String | Name):
            continue  # a number, or a name that is not in a column of its own
        found = session.scalars(select(model).where(way == text, mine)).all()
        live = [one for one in found if not getattr(one, "retired", False)] or list(found)
        if len(live) > 1:
            raise Ambiguous(field=field, text=visible(text), choices=", ".join(one.name_in_facts for one in live))
        if live:
            return live[0]
    near = alike(text, _callings(session, model, mine))
    raise Unknown(field=field, text=visible(text), what=_(KINDS[model.__tablename__])).asking(near)


def _callings(session: Session, model: type[M], mine: ColumnElement[bool]) -> Iterator[str]:
    """What things of a kind that have a name are called, by code and by name."""
    columns = inspect(model).columns
    if "name" in columns:
        in_use = ~columns["retired"] if "retired" in columns else true()
        found = select(columns[model.called], columns["name"]).where(mine, in_use)
        for row in session.execute(found.limit(MOST_CALLED)):
            yield from row


def remark(session: Session, sentence: str) -> None:
    """Tell the officer something that is no reason to refuse."""
    session.info.setdefault("remarks", []).append(sentence)


def remarks(session: Session) -> list[str]:
    """What this transaction wants to tell the officer."""
    said: list[str] = session.info.get("remarks", [])
    return said


def free_code(session: Session, column: Mapped[str], code: str, *, field: str = "code", own: int | None = None) -> str:
    """The code, cleaned; CodeTaken where another row of the same table has it."""
    code = clean(code, field=field, longest=40)
    model: type[Base] = column.class_  # type: ignore[attr-defined]
    other = session.scalars(select(model).where(column == code)).one_or_none()
    if other is not None and other.id != own:  # type: ignore[attr-defined]
        raise CodeTaken(field=field, code=code, name=other.name)  # type: ignore[attr-defined]
    return code


def next_code(session: Session, column: Mapped[str], start: str, digits: int) -> str:
    """The next free code of a series such as `DE01`, `DE02`."""
    used = session.scalars(select(column).where(column.startswith(start)))
    taken = [int(code.removeprefix(start)) for code in used if code.removeprefix(start).isdecimal()]
    return f"{start}{max(taken, default=0) + 1:0{digits}d}"


def tell_look_alikes(
    session: Session, column: Mapped[str], look: str, name: str, own: int | None, *among: ColumnElement[bool]
) -> None:
    """Refuse the very name that another row (of those that count) has; remark on one that merely looks the same."""
    model: type[Base] = column.class_  # type: ignore[attr-defined]
    for other in session.scalars(select(model).where(column == look, *among)):
        if other.id == own or other.retired:  # type: ignore[attr-defined]
            continue
        if str(other) == name:
            raise NameTaken(field="name", name=visible(name), code=other.name_in_facts)
        remark(
            session,
            _("{name} looks like {other} ({code}), which is there already.").format(
                name=visible(name), other=visible(str(other)), code=other.name_in_facts
            ),
        )
