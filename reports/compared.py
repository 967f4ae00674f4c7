"""What was done on a field pack's copy and here since it was packed: a list to print, and to key in line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.audit import SERVICES
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Permission, Person, may
from inventory.ground.text import visible
from inventory.response.watched import WATCHED
from inventory.response.wording import Facts, Wording
from inventory.upkeep.comparing import Comparison
from inventory.upkeep.sides import Done, Side
from inventory.upkeep.withheld import without_phones
from reports.frame import Stamp, stamp
from reports.stock import reporting
from reports.table import PAPER, ROOM, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered

NAME = "fieldpack-compared"
SENTENCES = {service: sentences for one in WATCHED for service, sentences in one.words.items()}


@dataclass(frozen=True)
class Line:
    """Something that was done, in words, and how it is keyed in where it can be."""

    done: Done
    what: str
    typed: str

    @property
    def has_phones(self) -> bool:
        """Whether it shows a telephone number, to be keyed in."""
        return bool(self.typed) and without_phones(self.done.facts) != self.done.facts

    @property
    def is_there(self) -> bool:
        """Whether it was done on the copy."""
        return self.done.side is Side.THERE

    @property
    def level(self) -> Level | None:
        """What it asks of whoever keys it in."""
        if not self.is_there:
            return None
        if self.done.keyed:
            return Level.FINE
        return Level.URGENT if self.done.conflicts else Level.ATTENTION

    @property
    def state(self) -> str:
        """How it stands."""
        if not self.is_there:
            return _("in these books")
        if self.done.keyed:
            return _("keyed in, line #{line}").format(line=self.done.keyed)
        return _("conflict") if self.done.conflicts else _("to be keyed in")


def compared(
    home: Session, reader: Person, copy: Session, found: Comparison, typed: Callable[[Done], str]
) -> tuple[Table[Ranked[Line]], Stamp]:
    """The list with its stamp; both stores stay open until it is made, it needs neither afterwards."""
    lines = list(_lines(home, reader, copy, found, typed))
    table: Table[Ranked[Line]] = Table(
        NAME,
        _("Done since the field pack was made"),
        numbered(_columns()),
        Numbered(lines),
        row_key=lambda row: row.rank,
        heads=[
            (_("Reported by"), reporting(home, reader)),
            (_("Field pack"), found.manifest.number),
            (_("Packed by"), found.manifest.made_by),
            (_("Altogether"), in_all(found)),
        ],
        foots=[
            *found.faults,
            _("Nothing was taken over by itself. What is keyed in by its line is found again, and never doubled."),
        ],
        signatures=[(_("Compared by"), ""), (_("Keyed in by"), ""), (_("In charge"), ""), (_("Date"), "")],
        sources=[
            (_("When"), _("By the clock of the machine that it was done on.")),
            (
                _("What was done there and here"),
                _("The audit trail of the copy and of these books after the line that was packed."),
            ),
            (_("Conflicts"), _("What was done there, played on the books as they stand here now.")),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(home),
    )
    return table, stamp(home, reader, NAME, chosen=found.manifest.number)


def shows_phones(table: Table[Ranked[Line]]) -> bool:
    """Whether the trail must say that it was made, before anybody sees it."""
    return any(row.line.has_phones for row in table.rows)


def _lines(
    home: Session, reader: Person, copy: Session, found: Comparison, typed: Callable[[Done], str]
) -> Iterator[Line]:
    """Every line in words; each side is asked what its own things are called, even where the reader is new."""
    words = {
        Side.THERE: _words(copy, reader, [one for one in found.lines if one.side is Side.THERE]),
        Side.HERE: _words(home, reader, [one for one in found.lines if one.side is Side.HERE]),
    }
    sees = may(home, reader, Permission.SEE_PHONES)
    for one in found.lines:
        is_shown = one.side is Side.THERE and not one.keyed and (sees or without_phones(one.facts) == one.facts)
        yield Line(one, words[one.side](one), typed(one) if is_shown else "")


def _words(session: Session, reader: Person, lines: Sequence[Done]) -> Callable[[Done], str]:
    watched = [(one.service, one.facts) for one in lines if one.service in SENTENCES]
    wording = Wording(session, reader, watched)

    def say(one: Done) -> str:
        if one.service in SENTENCES:
            return wording.say(one.service, one.facts, SENTENCES[one.service])
        doc = _(SERVICES[one.service].doc).rstrip(".。") if one.service in SERVICES else one.service
        facts = _told(without_phones(one.facts))
        return _("{label}: {value}").format(label=doc, value=facts) if facts else doc

    return say


def _told(facts: Facts) -> str:
    """Facts as they were typed."""
    said = (_value(fact) for fact in facts.values() if fact not in (None, "", "…"))
    return visible(_("; ").join(one for one in said if one))


def _value(fact: object) -> str:
    if isinstance(fact, dict):
        return " ".join(filter(None, map(_value, fact.values())))
    if isinstance(fact, list):
        return _(", ").join(filter(None, map(_value, fact)))
    return "" if fact is None or isinstance(fact, bool) else str(fact)


def _columns() -> list[Column[Line]]:
    return [
        Column("at", _("When"), lambda line: line.done.at, Kind.MOMENT, 16),
        Column("side", _("On which side"), lambda line: _("on the copy") if line.is_there else _("here"), width=8),
        Column("who", _("By whom"), lambda line: line.done.who or None, width=11),
        Column("what", _("What was done there and here"), lambda line: line.what, width=38),
        Column("number", _("Number"), lambda line: line.done.number or None, width=14, on_screen=ROOM, absent=""),
        Column("state", _("State"), lambda line: line.state, Kind.STATE, 14, level=lambda line: line.level),
        Column("conflicts", _("Conflicts"), _conflicts, width=36, on_screen=ROOM, absent=""),
        Column("typed", _("To key it in"), lambda line: line.typed or None, width=40, on_screen=PAPER, absent=""),
        Column("line", _("Audit line"), lambda line: f"#{line.done.entry_id}", width=8, on_screen=ROOM),
    ]


def _conflicts(line: Line) -> str | None:
    return " ".join(line.done.conflicts) or None


def in_all(found: Comparison) -> str:
    """How many lines there and here, how many conflicts, how many keyed in already."""
    there = [one for one in found.lines if one.side is Side.THERE]
    here, keyed = len(found.lines) - len(there), sum(one.keyed is not None for one in there)
    conflicts = ngettext("{n} conflict", "{n} conflicts", found.conflicts).format(n=figure(found.conflicts))
    said = [
        _("{n} on the copy").format(n=figure(len(there))),
        _("{n} here").format(n=figure(here)),
        *([_("{n} keyed in already").format(n=figure(keyed))] if keyed else []),
        conflicts,
    ]
    return _(", ").join(said)
