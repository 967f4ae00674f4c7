"""Places: depots with their rooms and shelves, teams, shelters and works sites, with who keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from rich.cells import cell_len
from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.accounts import OrganisationLine, organisations
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.search import key
from inventory.supplies import corrections
from inventory.supplies.places import (
    KIND_NAMES,
    WITHIN,
    Place,
    PlaceKind,
    PlaceLine,
    add_place,
    change_place,
    places,
)
from reports.table import ROOM, Column
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, corrected, row_of
from tui.screens.retired import SHOW, ShowsRetired, marked
from tui.telling import told
from tui.widgets.card import Facts
from tui.widgets.fields import Field, Text
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu
from tui.widgets.pick import Option, Pick, among

SHARE = 0.55  # of the width, that what the list adds up to may take
KINDS = (PlaceKind.DEPOT, PlaceKind.ROOM, PlaceKind.SHELF, PlaceKind.TEAM, PlaceKind.SHELTER, PlaceKind.WORKS)


class PlacesScreen(ShowsRetired[PlaceLine], KeepingScreen[PlaceLine]):
    """The places of the officer's branch."""

    TITLE_HERE = N_("Places")
    ENTER = "change"
    ACTS = (
        Act("change", N_("Change"), Permission.KEEP_PLACES),
        Act("retire", N_("Retire"), Permission.KEEP_PLACES),
        Act("revive", N_("Take back into use"), Permission.KEEP_PLACES),
        Act("add", N_("Add a place"), Permission.KEEP_PLACES, on_row=False),
        SHOW,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add"), key_display="Insert"),
        Binding("delete", "retire", N_("Retire"), key_display="Del"),
    ]

    _houses: Sequence[OrganisationLine] = ()

    def columns(self) -> Sequence[Column[PlaceLine]]:
        """The tree, whose it is, who keeps it."""
        columns: list[Column[PlaceLine]] = [
            Column("name", _("Place"), lambda line: "  " * line.level + line.name, width=22),
            Column("kind", _("Kind"), lambda line: _(KIND_NAMES[line.kind]), width=10),
            Column("keeper", _("Keeper"), lambda line: line.keeper or None, width=12),
            Column("phone", _("Telephone"), lambda line: line.phone or None, width=13),
            Column("organisation", _("Organisation"), lambda line: line.organisation, width=16),
            Column("code", _("Code"), lambda line: line.code, width=6, on_screen=ROOM),
            Column("address", _("Address"), lambda line: line.address or None, width=16, on_screen=ROOM),
        ]
        return marked(columns) if self.with_retired else columns

    def read(self, session: Session, reader: Person) -> Sequence[PlaceLine]:
        """All that are in use; the retired where they are asked for."""
        self._houses = organisations(session, reader)
        return places(session, reader, retired=self.with_retired)

    def number(self, row: PlaceLine) -> int:
        """The place's own number."""
        return row.place_id

    def words(self, row: PlaceLine) -> str:
        """Name, code, keeper."""
        return row.key

    def summary(self) -> str:
        """How many of which kind; where that is too long, how many."""
        live = self._live()
        counts = [(kind, sum(row.kind is kind for row in live)) for kind in KINDS]
        said = " · ".join(f"{_(KIND_NAMES[kind])} {count}" for kind, count in counts if count)
        if cell_len(said) <= self.size.width * SHARE:
            return said
        return ngettext("{n} place", "{n} places", len(live)).format(n=len(live))

    def _live(self) -> list[PlaceLine]:
        return [row for row in self._rows if not row.retired]

    def empty(self, text: str) -> str:
        """Where to begin."""
        return super().empty(text) if text else _("No place yet. Insert enters the first: a depot, where stock lies.")

    def facts(self, row: PlaceLine) -> Facts:
        """All that is known of the place."""
        pairs = [
            (_("Code"), row.code),
            (_("Kind"), _(KIND_NAMES[row.kind])),
            (_("Organisation"), row.organisation),
            (_("Keeper"), row.keeper),
            (_("Telephone"), row.phone),
            (_("Address"), row.address),
            (_("Note"), row.note),
        ]
        state = [(_("State"), _("○ retired"))] if row.retired else []
        return Facts(row.name, [*state, *((label, value or _("○ not set")) for label, value in pairs)])

    def menu_title(self) -> str:
        """The place that is meant."""
        return self.row.name if self.row else _("Places")

    # Actions

    def _described(self, row: PlaceLine | None = None) -> list[Field]:
        told = {"keeper": row.keeper, "phone": row.phone, "address": row.address, "note": row.note} if row else {}
        return [
            Text("keeper", _("Keeper"), default=told.get("keeper", ""), required=False),
            Text("phone", _("Telephone"), default=told.get("phone", ""), longest=40, required=False),
            Text("address", _("Address"), default=told.get("address", ""), longest=200, required=False),
            Text("note", _("Note"), default=told.get("note", ""), longest=2000, required=False),
        ]

    @asks
    async def action_add(self) -> None:
        """Enter a place: its kind first, since that says what else is asked."""
        entries = [Entry(kind.value, _(KIND_NAMES[kind]), self._nowhere(kind)) for kind in KINDS]
        answer = await self.app.ask(Menu(_("What kind of place?"), entries))
        if answer is None:
            return
        kind = PlaceKind(answer)
        form = Form(
            _("Add a place"),
            Text("name", _("Name")),
            self._inside(kind) if kind in WITHIN else self._owner(),
            Text("code", _("Code"), longest=40, width=16, required=False, hint=_("left blank, the next free one")),
            *self._described(),
            submit=partial(self._add, kind),
            verb=_("add"),
            intro=_(KIND_NAMES[kind]),
            draft=f"add_{kind}",
        )
        if (facts := await self.app.ask(form)) is not None:
            self.bring_to(facts.get("made"))

    def _nowhere(self, kind: PlaceKind) -> str:
        """Why a place of this kind can't be entered yet; empty where it can."""
        if kind not in WITHIN or any(row.kind in WITHIN[kind] for row in self._live()):
            return ""
        return _("it lies in a depot, and there is none yet")

    def _inside(self, kind: PlaceKind) -> Pick:
        """The depot or room that it lies in; the one that is highlighted, unless another is chosen."""
        rows = [row for row in self._live() if row.kind in WITHIN[kind]]
        options = [Option(row.place_id, row.name, row.code) for row in rows]
        here = [one for one in options if self.row is not None and one.value == self.row.place_id]
        return Pick("parent", _("In"), among(options, [row.key for row in rows]), default=here[0] if here else None)

    def _owner(self) -> Pick:
        options = [Option(one.organisation_id, one.name, one.code) for one in self._houses]
        find = among(options, [key(one.name, one.code) for one in self._houses])
        return Pick("organisation", _("Organisation"), find, default=options[0] if options else None)

    def _add(self, kind: PlaceKind, facts: dict[str, Any]) -> None:
        given, parent = dict(facts), facts.get("parent")
        if parent is None:
            given["organisation"] = row_of(Organisation, facts["organisation"])
        else:
            given["parent"] = row_of(Place, parent)
            given["organisation"] = partial(_owner_of, parent)
        self.app.do(add_place, told=told(_entered, facts), kind=kind, **given)

    @asks
    async def action_change(self) -> None:
        """Correct what is known of the highlighted place."""
        if (row := self.row) is None:
            return
        old = {"name": row.name, "keeper": row.keeper, "phone": row.phone, "address": row.address, "note": row.note}

        def change(facts: dict[str, object]) -> None:
            place = row_of(Place, row.place_id)
            self.app.do(change_place, told=told(_changed), place=place, **corrected(old, facts))

        fields = [Text("name", _("Name"), default=row.name), *self._described(row)]
        await self.app.ask(Form(row.name, *fields, submit=change, verb=_("change"), intro=row.code))

    @asks
    async def action_retire(self) -> None:
        """Close the highlighted place; what lies in it goes with it."""
        if (row := self.row) is None:
            return
        below = sum(one.parent_id == row.place_id for one in self._live())
        inside = ngettext("with {n} place in it", "with {n} places in it", below).format(n=below) if below else ""
        title = " ".join(filter(None, (_("Retire {name}?").format(name=row.name), inside)))
        if await self.sure(title, _("Retire it: its history stays")):
            self.app.perform(corrections.retire_place, told=told(_retired), place=row_of(Place, row.place_id))

    def action_revive(self) -> None:
        """Open the highlighted place again, with what lies in it."""
        if self.row is not None:
            self.app.perform(corrections.revive_place, told=told(_revived), place=row_of(Place, self.row.place_id))


def _owner_of(place_id: int, session: Session) -> Organisation:
    """A room has the owner of its depot."""
    return session.get_one(Organisation, session.get_one(Place, place_id).organisation_id)


def _entered(place: Place) -> str:
    return _("{name} was entered, code {code}.").format(name=place.name, code=place.code)


def _changed(place: Place) -> str:
    return _("{name} was changed.").format(name=place.name)


def _retired(place: Place) -> str:
    return _("{name} was retired.").format(name=place.name)


def _revived(place: Place) -> str:
    return _("{name} is in use again.").format(name=place.name)
