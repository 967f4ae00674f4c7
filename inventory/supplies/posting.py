"""Posting: one voucher is written with its movements, and the balances move with it; all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session, make_transient_to_detached

from inventory.ground import settings
from inventory.ground.audit import next_id, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.numbers import next_number
from inventory.ground.people import Person
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.supplies.balances import Change, end_ids, shift
from inventory.supplies.counts import Count, CountEntry, CountOutcome, counted_for_good
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.places import Place

# Rules ---------------------------------------------------------------------------------------------------------


class CountedSince(Refused):
    """A count is compared with the book of its instant, which stays as it was."""

    message = N_("{count} counted this at {place} on {when}: what happened before that is in its count already.")


class NoLines(Refused):
    """A voucher about nothing."""

    message = N_("There is nothing on it: give at least one item with an amount.")


class SamePlace(Refused):
    """From here to here."""

    message = N_("It would go from {place} to {place}: choose another place.")


class NotOfItem(Refused):
    """A lot of something else was named."""

    message = N_("The lot {lot} is not of {item}.")


@dataclass(frozen=True)
class Step:
    """One movement to be made; `at` is when, where that isn't when the voucher's act happened."""

    lot_id: int
    from_id: int
    to_id: int
    quantity: Decimal
    note: str = ""
    against_id: int | None = None
    reverses_id: int | None = None
    at: datetime | None = None


# Work shared by services ---------------------------------------------------------------------------------------

TEXTS = {
    "purpose": 20,
    "basis": 200,
    "unit": 120,
    "counterpart": 120,
    "inspection": 200,
    "approver": 120,
    "transport": 120,
    "note": 400,
}


def post(
    session: Session,
    by: Person,
    *,
    kind: VoucherKind,
    occurred_at: datetime,
    source: Place,
    target: Place,
    steps: Sequence[Step],
    organisation_id: int,
    **papers: Any,  # noqa: ANN401 - the optional columns of a voucher
) -> Voucher:
    """Write one voucher with its movements and move the balances; all of it or nothing.

    `papers` are the voucher's further columns: purpose, basis, unit, counterpart, inspection, approver, transport,
    due_on, urgent, note, reverses_id, against_id.
    """
    if not steps:
        raise NoLines(field="lines")
    recorded = recorded_at(session)
    changes = _changes(session, steps, occurred_at)
    _not_counted_since(session, {key: at for key, (_by, at) in changes.items() if at < recorded})
    voucher_id = next_id(session, Voucher)
    year = occurred_at.astimezone(settings.zone(session)).year
    head = {
        "id": voucher_id,
        "number": next_number(session, kind.value, year),
        "kind": kind,
        "occurred_at": occurred_at,
        "recorded_at": recorded,
        "by_id": by.id,
        "organisation_id": organisation_id,
        "from_id": source.id,
        "to_id": target.id,
        "due_on": papers.get("due_on"),
        "urgent": papers.get("urgent", False),
        "reverses_id": papers.get("reverses_id"),
        "against_id": papers.get("against_id"),
        **{name: _text(papers.get(name) or "", name, longest) for name, longest in TEXTS.items()},
    }
    write(session, Voucher, [head])
    first = next_id(session, Movement)
    notes = {note: _text(note, "reason", 400) for note in {step.note for step in steps}}
    write(
        session,
        Movement,
        [
            {
                "id": first + at,
                "voucher_id": voucher_id,
                "line": at + 1,
                "lot_id": step.lot_id,
                "from_id": step.from_id,
                "to_id": step.to_id,
                "quantity": step.quantity,
                "occurred_at": step.at or occurred_at,
                "recorded_at": recorded,
                "note": notes[step.note],
                "against_id": step.against_id,
                "reverses_id": step.reverses_id,
            }
            for at, step in enumerate(steps)
        ],
    )
    shift(session, voucher_id, changes)
    return _loaded(session, Voucher(**head))


def _loaded(session: Session, voucher: Voucher) -> Voucher:
    """The voucher as if it had been read back."""
    make_transient_to_detached(voucher)
    session.add(voucher)
    return voucher


def _text(value: str, field: str, longest: int) -> str:
    return clean(value, field=field, longest=longest, blank=True) if value else ""


def _not_counted_since(session: Session, earlier: Mapping[tuple[int, int], datetime]) -> None:
    """Refuse what would change the book that a posted check was compared with."""
    if not earlier:
        return
    found = session.execute(
        counted_for_good.where(
            CountOutcome.lot_id.in_({lot for lot, _place in earlier}),
            CountEntry.counted_at > min(earlier.values()),
        )
    )
    for lot_id, place_id, counted_at, count_id in found:
        if lot_id is not None and counted_at > earlier.get((lot_id, place_id), counted_at):
            day = counted_at.astimezone(settings.zone(session))
            place, count = session.get_one(Place, place_id), session.get_one(Count, count_id)
            raise CountedSince(field="occurred_at", count=count.number, place=place, when=f"{day:%Y-%m-%d %H:%M}")


def _changes(session: Session, steps: Sequence[Step], occurred_at: datetime) -> dict[tuple[int, int], Change]:
    """What the steps add up to at each lot and place that keeps a balance, and from when on."""
    ends = end_ids(session)
    change: dict[tuple[int, int], Change] = {}
    for step in steps:
        at = step.at or occurred_at
        for place_id, by in ((step.from_id, -step.quantity), (step.to_id, step.quantity)):
            if place_id not in ends:
                key = (step.lot_id, place_id)
                so_far = change.get(key)
                change[key] = (by, at) if so_far is None else (so_far[0] + by, min(so_far[1], at))
    return change
