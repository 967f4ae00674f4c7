"""The register of rivers and works: where they run, who answers for them, and the list that is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.search import key
from inventory.resources import rivers
from inventory.resources.rivers import Answering, River, RiverLine, RiverPersonLine
from reports.registry import REPORTS
from reports.rivers import ANSWERS, reach, river_columns
from reports.table import Column, Level, figure
from tui.screens.base import Act
from tui.screens.keeping import row_of
from tui.screens.options import resolve
from tui.screens.preview import PreviewScreen
from tui.screens.register import OTHER, PAPER, Answers, Keeping, KeptRegister, owner, words
from tui.screens.resources.answering import AnsweringScreen
from tui.screens.retired import SHOW
from tui.widgets.card import Facts, Section
from tui.widgets.fields import Amount, Day, Field, Text

KEEP = Permission.KEEP_RESOURCES


class RiversScreen(KeptRegister[RiverLine]):
    """F6: the rivers and works of the officer's branch."""

    NAME, REPORT = "rivers", "rivers"
    KEEPING = Keeping(River, "river", rivers.add_river, rivers.change_river, rivers.retire_river, rivers.revive_river)
    ACTS = (
        Act("people", N_("Who answers for it")),
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Add a river or works"), KEEP, on_row=False),
        SHOW,
        PAPER,
        Act("public", N_("Look at the list to publish"), on_row=False),
        OTHER,
    )

    _houses: Sequence[OrganisationLine] = ()

    # The list

    def own_columns(self) -> Sequence[Column[RiverLine]]:
        """As in the report."""
        return river_columns()

    def read(self, session: Session, reader: Person) -> Sequence[RiverLine]:
        """The rivers with those who answer for them."""
        self._houses = accounts.organisations(session, reader)
        return rivers.rivers(session, reader, retired=self.with_retired)

    def number(self, row: RiverLine) -> int:
        """The river's own number."""
        return row.river_id

    def named(self, row: RiverLine) -> str:
        """The river's name."""
        return row.name

    def words(self, row: RiverLine) -> str:
        """Name, code, towns, and who answers."""
        return f"{row.key} {key(*(one.name for one in row.people))}"

    def summary(self) -> str:
        """How many, and for how many nobody answers in some way."""
        live = [row for row in self._rows if not row.retired]
        said = [ngettext("{n} river", "{n} rivers", len(live)).format(n=figure(len(live)))]
        if lacking := sum(not all(row.of(one) for one in Answering) for row in live):
            word = ngettext("{n} with nobody named", "{n} with nobody named", lacking).format(n=figure(lacking))
            said.append(f"{Level.ATTENTION.value} {word}")
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No river yet. Insert enters the first; Space, Who answers for it, then names its people.")
        return super().empty(text) if text else said

    def facts(self, row: RiverLine) -> Facts:
        """Where it runs, and everybody who answers for it."""
        people = [[_(ANSWERS[one.answering]), one.name, who_words(one)] for one in row.people]
        return self.about(
            row,
            [
                (_("From – to"), reach(row) or ""),
                (_("Length (km)"), "" if row.length_km is None else figure(row.length_km)),
                (_("Towns and villages"), row.towns),
                *((_(ANSWERS[one]), _("▲ nobody named")) for one in Answering if not row.of(one)),
                (_("Published on"), self.lines.clock.said(row.published_on)),
                (_("Kind"), row.kind),
                (_("Managed by"), f"{row.organisation} · {row.code}"),
                (_("Basis"), row.basis),
                *([(_("Remarks"), row.note)] if row.note else []),
            ],
            Section(_("Who answers for it"), people),
        )

    # Entering and changing

    def known(self, row: RiverLine) -> dict[str, Any]:
        """What its form shows at first."""
        return vars(row)

    def fields(self, known: Mapping[str, Any]) -> list[Field]:
        """What it is, where it runs, when its people were made known."""
        length, published = known.get("length_km"), known.get("published_on")
        whose: list[Field] = [] if known else [_code(), owner(self._houses)]
        return [
            Text("name", _("Name"), default=known.get("name", "")),
            *whose,
            words("kind", _("Kind"), known, longest=40, width=16, hint=_("river, reservoir, dyke …")),
            words("reach_from", _("From"), known, longest=120),
            words("reach_to", _("To"), known, longest=120),
            Amount(
                "length_km", _("Length (km)"), default=f"{length:f}" if length else "", required=False, width=10,
            ),
            words("towns", _("Towns and villages"), known),
            Day(
                "published_on", _("Published on"), today=self.desk.today, default=str(published or ""),
                required=bool(published), hint="" if published else _("blank: not published yet"),
            ),
            words("basis", _("Basis"), known, hint=_("what it rests on")),
            words("note", _("Remarks"), known, longest=2000),
        ]  # fmt: skip

    def meant(self, facts: Answers) -> Answers:
        """Its owner as a row."""
        return {name: row_of(Organisation, fact) if name == "organisation" else fact for name, fact in facts.items()}

    # Who answers, and the public

    def action_people(self) -> None:
        """Everybody who answers for the highlighted river."""
        if self.row is not None:
            self.app.push_screen(AnsweringScreen(self.row))

    def action_public(self) -> None:
        """Show the list without telephones, to be written from there."""
        report = REPORTS["rivers-public"]
        self.app.push_screen(PreviewScreen(report, resolve(self.desk, report, {})))


def _code() -> Text:
    return Text("code", _("Code"), longest=40, width=16, required=False, hint=_("left blank, the next free one"))


def who_words(one: RiverPersonLine) -> str:
    """Unit, post and telephone, as far as they are known."""
    return " · ".join(part for part in (one.unit, one.post, one.phone) if part)
