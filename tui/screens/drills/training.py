"""The register of training on the screen: what was held when, for whom, and how many came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Permission, Person
from inventory.resources import training as register
from inventory.resources.training import Training, TrainingLine
from reports.table import Column, figure
from reports.training import columns, held, season
from tui.screens.base import Act
from tui.screens.hazards.asking import day
from tui.screens.keeping import row_of
from tui.screens.register import OTHER, PAPER, Answers, Keeping, KeptRegister, count, owner, words
from tui.screens.retired import SHOW
from tui.widgets.card import Facts
from tui.widgets.fields import Day, Field, Text

KEEP = Permission.KEEP_TRAINING
KNOWN = ["subject", "audience", "people", "host", "material", "note", "basis"]


class TrainingsScreen(KeptRegister[TrainingLine]):
    """The trainings of the officer's branch, the latest first."""

    NAME, REPORT = "training", "training"
    KEEPING = Keeping(
        Training,
        "training",
        register.record_training,
        register.change_training,
        register.retire_training,
        register.revive_training,
    )
    ACTS = (
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Enter a training"), KEEP, on_row=False),
        SHOW,
        PAPER,
        OTHER,
    )

    houses: Sequence[OrganisationLine] = ()

    # The list

    def own_columns(self) -> Sequence[Column[TrainingLine]]:
        """As in the report."""
        return columns()

    def read(self, session: Session, reader: Person) -> Sequence[TrainingLine]:
        """All trainings, the latest first."""
        self.houses = accounts.organisations(session, reader)
        return register.trainings(session, reader, retired=self.with_retired)

    def number(self, row: TrainingLine) -> int:
        """The training's own number."""
        return row.training_id

    def named(self, row: TrainingLine) -> str:
        """Its number and what it was about."""
        return f"{row.number} {row.subject}"

    def called(self, one: Training) -> str:
        """What it was about."""
        return one.subject

    def words(self, row: TrainingLine) -> str:
        """Number, subject, for whom, who held it; the year."""
        return f"{row.key} {row.year}"

    def find_hint(self) -> str:
        """What may be typed to find one."""
        return _("subject, year or initials")

    def summary(self) -> str:
        """How many people the latest year trained; of how many trainings nobody knows."""
        live = [one for one in self._rows if not one.retired]
        if not live:
            return ""
        year = max(one.year for one in live)
        people = [one.people for one in live if one.year == year]
        came = sum(one or 0 for one in people)
        said = ngettext("{n} person trained in {year}", "{n} people trained in {year}", came)
        parts = [said.format(n=figure(came), year=year)]
        if unknown := people.count(None):
            parts.append("○ " + _("of {n} not known").format(n=figure(unknown)))
        return " · ".join(parts)

    def empty(self, text: str) -> str:
        """Where to begin."""
        return super().empty(text) if text else _("No training yet. Insert enters the first: its day, its subject.")

    def facts(self, row: TrainingLine) -> Facts:
        """All that is known of it."""
        return self.about(
            row,
            [
                (_("Held on"), str(held(row))),
                (_("Season"), season(row.season) or ""),
                (_("People trained"), figure(row.people) if row.people is not None else ""),
                (_("For whom"), row.audience),
                (_("Organised by"), row.host),
                (_("Teaching material"), row.material),
                (_("Basis"), row.basis),
                *([(_("Note"), row.note)] if row.note else []),
                (_("Organisation"), row.organisation),
            ],
        )

    # Entering and changing

    def known(self, row: TrainingLine) -> dict[str, Any]:
        """What its form shows at first."""
        return {name: getattr(row, name) for name in KNOWN} | {"day": row.held_on}

    def fields(self, known: Mapping[str, Any]) -> list[Field]:
        """What it was about, when, for whom, how many came."""
        return [
            Text("subject", _("Subject"), longest=200, default=known.get("subject", "")),
            *self._when(known),
            words("audience", _("For whom"), known, longest=200),
            count("people", _("People trained"), known, hint=_("blank: nobody knows")),
            words("host", _("Organised by"), known, longest=200),
            words("material", _("Teaching material"), known),
            words("basis", _("Basis"), known, hint=_("what it rests on")),
            words("note", _("Note"), known),
            *([] if known else [owner(self.houses)]),
        ]

    def _when(self, known: Mapping[str, Any]) -> list[Field]:
        """Its day; of a new one whose day nobody knows, the year."""
        if known:
            told = str(known["day"] or "")
            return [Day("held_on", _("Held on"), today=self.desk.today, default=told, required=False)]
        return [
            day(self.desk, "held_on", _("Held on"), hint=_("blank: only the year is known")),
            count("year", _("Year"), {}, when=lambda answers: answers.get("held_on") is None),
        ]

    def meant(self, facts: Answers) -> Answers:
        """Whose it is, as a row."""
        return {name: row_of(Organisation, fact) if name == "organisation" else fact for name, fact in facts.items()}
