"""Telling: what a step of a check came to, in the one sentence that the officer reads after it."""

from __future__ import annotations

from sqlalchemy.orm import Session, object_session

from inventory.ground.i18n import _, ngettext
from inventory.ground.names import remarks
from inventory.supplies.counts import Count, CountLine, CountPart, CountStep
from inventory.supplies.ledger import Voucher
from inventory.supplies.reckoning import reckon
from reports.table import figure


def _session(made: object) -> Session:
    session = object_session(made)
    if session is None:  # made by a service, so it belongs to its transaction
        raise RuntimeError
    return session


def _remarked(session: Session, sentence: str) -> str:
    return "   ".join([sentence, *(f"▲ {one}" for one in remarks(session))])


def opened(count: Count) -> str:
    """That a check is open, and how many lines it has."""
    session = _session(count)
    lines = len(reckon(session, count, books=False))
    said = ngettext("{number} is open: {n} line to count.", "{number} is open: {n} lines to count.", lines)
    return _remarked(session, said.format(number=count.number, n=figure(lines)))


def handed_in(step: CountStep) -> str:
    """That a part was handed in, and how much of it is to be counted again."""
    session = _session(step)
    count, part = session.get_one(Count, step.count_id), session.get_one(CountPart, step.part_id)
    again = [one for one in reckon(session, count, books=False) if one.part_id == part.id and not one.settled]
    said = _("Part {part} of {number} was handed in.").format(part=part.number, number=count.number)
    if again:
        more = ngettext(
            "{n} line is to be counted again by somebody else.",
            "{n} lines are to be counted again by somebody else.",
            len(again),
        )
        said += "   " + more.format(n=figure(len(again)))
    return _remarked(session, said)


def found(line: CountLine) -> str:
    """That something was entered that isn't on the sheet."""
    return _remarked(_session(line), _("Entered as line {line}, an unlisted find.").format(line=line.line))


def signed(step: CountStep) -> str:
    """That somebody signed."""
    session = _session(step)
    return _remarked(session, _("{number} was signed.").format(number=session.get_one(Count, step.count_id).number))


def approved(step: CountStep) -> str:
    """That the differences are approved."""
    session = _session(step)
    number = session.get_one(Count, step.count_id).number
    return _remarked(session, _("{number} was approved: Space posts it.").format(number=number))


def posted(step: CountStep) -> str:
    """That the book is now what was counted, by which voucher."""
    session = _session(step)
    number = session.get_one(Count, step.count_id).number
    if step.voucher_id is None:
        return _remarked(session, _("{number} was posted: book and count agree.").format(number=number))
    voucher = session.get_one(Voucher, step.voucher_id).number
    return _remarked(session, _("{number} was posted by {voucher}.").format(number=number, voucher=voucher))


def cancelled(step: CountStep) -> str:
    """That a check was given up."""
    session = _session(step)
    return _remarked(session, _("{number} was cancelled.").format(number=session.get_one(Count, step.count_id).number))
