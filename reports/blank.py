"""The blank workbook: four lists that a headquarters fills in to move in with, and a sheet that explains them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import N_, _
from inventory.ground.people import ROLE_NAMES, Person
from inventory.supplies.lots import CONDITION_NAMES, MODE_NAMES
from inventory.supplies.places import KEPT, KIND_NAMES
from reports.filled import Heading
from reports.table import Column, Table

EXPLANATION = N_("Explanation")
ROWS = 100  # left to be filled in; more may follow
MARK, EXAMPLE = N_("Mark"), N_("example")


@dataclass(frozen=True)
class Asked:
    """A column: what stands over it, what it means, and the words that it takes where they are few."""

    key: str
    title: str
    doc: str
    width: int = 12
    needed: bool = False
    words: tuple[str, ...] = ()

    @property
    def heading(self) -> Heading:
        """The column as it is found again."""
        return Heading(self.key, self.title, self.needed)


@dataclass(frozen=True)
class Blank:
    """One list: the name of its sheet, its columns, and examples that are skipped when it is read."""

    key: str
    tab: str
    columns: tuple[Asked, ...]
    examples: tuple[dict[str, str], ...]


KINDS = tuple(name for kind, name in KIND_NAMES.items() if kind in KEPT)
DAY = N_("a date such as 2026-06-24")

BLANKS = (
    Blank(
        "items",
        N_("Items"),
        (
            Asked("code", N_("Code"), N_("the code that it is called by; left blank, one is given"), 10),
            Asked("category", N_("Class"), N_("its class, by name or code; a new name makes a new class"), 10),
            Asked("name", N_("Item name"), N_("what people call it"), 16, needed=True),
            Asked("spec", N_("Specification and model"), N_("what tells it from others of its name"), 14),
            Asked(
                "unit",
                N_("Counted in"),
                N_("the unit that it is counted in; it can't be changed later"),
                9,
                needed=True,
            ),
            Asked("decimals", N_("Decimals"), N_("how many decimals an amount may have, 0 to 3; blank is 0"), 9),
            Asked("packs", N_("Packs"), N_("packs and how many units each holds: bale=100; box=20"), 16),
            Asked("aliases", N_("Other names"), N_("other names that it is found by"), 14),
            Asked("barcode", N_("Barcode"), N_("the barcode on it"), 15),
            Asked("gb_code", N_("GB/T 38565 code"), N_("1, 3, 5 or 7 digits of the standard"), 10),
            Asked("shelf_life_months", N_("Shelf life (months)"), N_("months from production to expiry"), 10),
            Asked("test_interval_days", N_("Trial run every (days)"), N_("days from one trial run to the next"), 10),
            Asked("quota", N_("Quota"), N_("how much there should be in all"), 10),
            Asked("basis", N_("Basis of the quota"), N_("which paper says so; a quota needs it"), 18),
            Asked("note", N_("Remarks"), N_("anything else"), 16),
        ),
        (
            {
                "code": "WZ9001",
                "category": N_("bags"),
                "name": N_("woven bag"),
                "unit": N_("pcs"),
                "packs": N_("bale=100"),
            },
            {
                "code": "WZ9002",
                "category": N_("drainage"),
                "name": N_("pump"),
                "unit": N_("machine"),
                "test_interval_days": "180",
            },
        ),
    ),
    Blank(
        "places",
        N_("Storage places"),
        (
            Asked("code", N_("Code"), N_("the code that it is called by; left blank, one is given"), 10),
            Asked("name", N_("Name"), N_("what people call it"), 20, needed=True),
            Asked("kind", N_("Kind"), N_("what it is"), 10, needed=True, words=KINDS),
            Asked(
                "parent", N_("Lies in"), N_("of a room or a shelf: code or name of the depot or room it lies in"), 12
            ),
            Asked("organisation", N_("Managed by"), N_("organisation, by code or name; blank is the headquarters"), 18),
            Asked("keeper", N_("Responsible"), N_("who keeps it"), 12),
            Asked("phone", N_("Telephone"), N_("how to reach them"), 14),
            Asked("address", N_("Address"), N_("where it is"), 20),
            Asked("note", N_("Remarks"), N_("anything else"), 16),
        ),
        (
            {"code": "CK91", "name": N_("east depot"), "kind": N_("depot"), "keeper": N_("example")},
            {"code": "KF91", "name": N_("room 1"), "kind": N_("room"), "parent": "CK91"},
        ),
    ),
    Blank(
        "persons",
        N_("Persons"),
        (
            Asked("login", N_("Login"), N_("the short name that they act under"), 12, needed=True),
            Asked("name", N_("Full name"), N_("what they are called"), 12, needed=True),
            Asked("post", N_("Post"), N_("their post"), 16),
            Asked("phone", N_("Telephone"), N_("how to reach them"), 14),
            Asked(
                "organisation", N_("Organisation"), N_("organisation, by code or name; blank is the headquarters"), 18
            ),
            Asked(
                "roles",
                N_("Roles"),
                N_("what they are trusted with there, one or several"),
                20,
                words=tuple(ROLE_NAMES.values()),
            ),
        ),
        ({"login": "keeper1", "name": N_("example"), "post": N_("storekeeper"), "roles": N_("storekeeper")},),
    ),
    Blank(
        "opening",
        N_("Opening stock list"),
        (
            Asked("item", N_("Item code or name"), N_("code, barcode or exact name of an item"), 16, needed=True),
            Asked("place", N_("Stored at"), N_("code or exact name of a depot, room or shelf"), 16, needed=True),
            Asked("quantity", N_("Amount"), N_("in the item's unit or its packs: 500, 4.65万, 3包"), 12, needed=True),
            Asked("batch", N_("Batch"), N_("the maker's batch"), 12),
            Asked("maker", N_("Maker"), N_("who made it"), 16),
            Asked("produced_on", N_("Produced"), DAY, 12),
            Asked("expires_on", N_("Valid until"), DAY, 12),
            Asked("condition", N_("State"), N_("blank is serviceable"), 12, words=tuple(CONDITION_NAMES.values())),
            Asked("quality", N_("Quality"), N_("what the acceptance said"), 14),
            Asked(
                "mode",
                N_("Kept as"),
                N_("blank: entrusted where an enterprise owns the depot"),
                10,
                words=tuple(MODE_NAMES.values()),
            ),
        ),
        (
            {"item": "WZ9001", "place": "CK91", "quantity": "4.65万", "produced_on": "2026-03-01"},
            {"item": "WZ9002", "place": "KF91", "quantity": "3", "condition": N_("to repair")},
        ),
    ),
)

Line = tuple[str, ...]


def blank_workbook(session: Session, _reader: Person) -> Table[Any]:
    """The workbook as a report: on the screen what it asks for, as a file the lists themselves."""
    zone = settings.zone(session)
    told = Table(
        "blank-workbook",
        _("Workbook to move in with"),
        [
            Column("sheet", _("Sheet"), lambda row: row[0], width=12),
            Column("column", _("Column"), lambda row: row[1], width=20),
            Column("needed", _("Must be filled in"), lambda row: row[2], width=10),
            Column("meaning", _("What it means"), lambda row: row[3], width=70),
        ],
        _explained(),
        row_key=lambda row: row[:2],
        foots=[
            _("Rows marked “{example}” are skipped. Columns may be moved; their headings stay as they are.").format(
                example=_(EXAMPLE)
            ),
            _("To see what would be taken over: xunbei read FILE.xlsx --dry-run. To take it over: without --dry-run."),
        ],
        frozen=2,
        tab=_(EXPLANATION),
        zone=zone,
    )
    sheets: list[Table[Any]] = [told, *(_sheet(one, told) for one in BLANKS)]
    return replace(told, sheets=sheets)


def _explained() -> list[Line]:
    rows: list[Line] = []
    for blank in BLANKS:
        for one in blank.columns:
            words = _(", ").join(_(word) for word in one.words)
            meaning = _("{meaning}: {words}").format(meaning=_(one.doc), words=words) if words else _(one.doc)
            rows.append((_(blank.tab), _(one.title), _("yes") if one.needed else "", meaning))
    return rows


def _sheet(blank: Blank, told: Table[Line]) -> Table[Line]:
    """One list, with its examples and rows to fill in."""
    columns = [Column("mark", _(MARK), _at(0), width=8, absent="")]
    for number, one in enumerate(blank.columns, 1):
        words = tuple(_(word) for word in one.words) if one.key != "roles" else ()
        title = f"{_(one.title)} *" if one.needed else _(one.title)
        columns.append(Column(one.key, title, _at(number), width=one.width, absent="", choices=words))
    rows: list[Line] = [
        (_(EXAMPLE), *(_(shown) if (shown := example.get(one.key, "")) else "" for one in blank.columns))
        for example in blank.examples
    ]
    rows += [("",) * len(columns)] * ROWS
    return Table(
        blank.key, _(blank.tab), columns, rows, row_key=id, frozen=1, landscape=True, tab=_(blank.tab), zone=told.zone
    )


def _at(number: int) -> Callable[[Line], str | None]:
    return lambda row: row[number] or None
