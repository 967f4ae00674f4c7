"""The register of agreements: who has promised what until when, whether anybody answers, what is called off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Permission, Person
from inventory.resources import agreements, ordering
from inventory.resources.agreements import AGREEMENT_NAMES, Agreement, AgreementTest, Validity, record_test_call
from inventory.resources.calloffs import CallOffLine, TakenLine
from reports.agreements import VALIDITY_LEVELS, Standing, result, result_level, standing_columns, standings, terms
from reports.agreements import validity as validity_word
from reports.calloffs import order_state, things
from reports.table import Column, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import row_of
from tui.screens.register import OTHER, PAPER, Answers, Keeping, KeptRegister, moment, owner, words
from tui.screens.resources.calloffs import CallOffScreen, CallOffsScreen
from tui.screens.resources.ordering import call_form, counter_of
from tui.screens.resources.scope import ScopeScreen
from tui.screens.retired import SHOW
from tui.widgets.answers import Choice
from tui.widgets.card import Facts, Section
from tui.widgets.fields import Day, Field, Text
from tui.widgets.form import Form

KEEP, CALL = Permission.KEEP_RESOURCES, Permission.CALL_OFF
DATES = {"signed_on": N_("Signed on"), "valid_from": N_("Valid from"), "valid_until": N_("Ends on")}


class AgreementsScreen(KeptRegister[Standing]):
    """F6: the agreements of the officer's branch."""

    NAME, REPORT = "agreements", "agreements"
    KEEPING = Keeping(
        Agreement, "agreement", agreements.add_agreement, agreements.change_agreement, ordering.retire_agreement,
        ordering.revive_agreement,
    )  # fmt: skip
    NEED_USE = frozenset({"change", "call_off", "test"})
    ACTS = (
        Act("call_off", N_("Call it off"), CALL),
        Act("call_offs", N_("Call-offs, and what comes on them"), on_row=False),
        Act("scope", N_("What it promises")),
        Act("test", N_("Test call"), KEEP),
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Add an agreement"), KEEP, on_row=False),
        SHOW,
        PAPER,
        OTHER,
    )

    _houses: Sequence[OrganisationLine] = ()

    # The list

    def own_columns(self) -> Sequence[Column[Standing]]:
        """As in the report."""
        return standing_columns(self.desk.zone)

    def read(self, session: Session, reader: Person) -> Sequence[Standing]:
        """The agreements with their lines and what is open on them."""
        self._houses = accounts.organisations(session, reader)
        return standings(session, reader, retired=self.with_retired)

    def number(self, row: Standing) -> int:
        """The agreement's own number."""
        return row.line.agreement_id

    def named(self, row: Standing) -> str:
        """The enterprise that it is with."""
        return row.line.company

    def words(self, row: Standing) -> str:
        """Company, code, contact."""
        return row.line.key

    def summary(self) -> str:
        """How many; what must be renewed; what is called off."""
        live = [row for row in self._rows if not row.retired]
        said = [ngettext("{n} agreement", "{n} agreements", len(live)).format(n=figure(len(live)))]
        for kind in (Validity.EXPIRED, Validity.RENEW):
            if count := sum(row.line.validity is kind for row in live):
                word = _(agreements.VALIDITY_NAMES[kind])
                said.append(f"{VALIDITY_LEVELS[kind].value} {figure(count)} {word}")
        if waiting := sum(len(row.waiting) for row in live):
            level = Level.URGENT if any(row.is_late for row in live) else Level.ATTENTION
            still = ngettext("{n} open", "{n} open", waiting).format(n=figure(waiting))
            said.append(f"{level.value} {still}")
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No agreement yet. Insert enters the first; Space, What it promises, then takes its lines.")
        return super().empty(text) if text else said

    def facts(self, row: Standing) -> Facts:
        """Until when it holds, who answers and did, on which terms; what it promises and what is called off."""
        line, clock = row.line, self.lines.clock
        validity = f"{VALIDITY_LEVELS[line.validity].value} {validity_word(line)}"
        return self.about(
            row,
            [
                (_("Validity"), f"{validity} {self._dates(row)}".rstrip()),
                (_("24-hour contact"), f"{line.contact} {line.contact_phone}".strip()),
                (
                    _("Last test call"),
                    f"{result_level(line).value} {result(line)} {clock.said(line.tested_at)}".rstrip(),
                ),
                (_("When it may be called"), line.trigger),
                (_("Terms"), terms(line) or ""),
                (_("Kind"), f"{_(AGREEMENT_NAMES[line.kind])} · {line.code}"),
                (_("Managed by"), line.organisation),
                (_("Signed on"), clock.said(line.signed_on)),
                (_("Credit code"), line.credit_code),
                (_("Basis"), line.basis),
                *([(_("Remarks"), line.note)] if line.note else []),
            ],
            Section(_("What it promises"), [promised(one) for one in row.taken], right=[1]),
            Section(_("Call-offs open"), [self._waits(one) for one in row.waiting]),
        )

    def _dates(self, row: Standing) -> str:
        begin, until = row.line.valid_from, row.line.valid_until
        said = self.lines.clock.said
        return f"{said(begin) if begin else '…'} – {said(until) if until else '…'}" if begin or until else ""

    def _waits(self, order: CallOffLine) -> list[str]:
        level, word = order_state(order)
        due = _("by {due}").format(due=self.lines.clock.said(order.due_at)) if order.due_at else ""
        return [order.number, f"{level.value} {word}", due, things(order.lines)]

    # Entering and changing

    def known(self, row: Standing) -> dict[str, Any]:
        """What its form shows at first."""
        return vars(row.line)

    def fields(self, known: Mapping[str, Any]) -> list[Field]:
        """With whom, on which terms, from when until when, who answers."""
        kinds = [(kind, _(name)) for kind, name in AGREEMENT_NAMES.items()]
        whose: list[Field] = [] if known else [_code(), owner(self._houses)]
        return [
            Text("company", _("Company"), default=known.get("company", "")),
            *whose,
            Choice("kind", _("Kind"), kinds, default=known.get("kind")),
            words("credit_code", _("Credit code"), known, longest=40, width=22),
            words("contact", _("24-hour contact"), known, longest=120, width=20),
            words("contact_phone", _("Telephone"), known, longest=40, width=20),
            words("trigger", _("When it may be called"), known),
            words("price", _("Price"), known),
            words("compensation", _("Compensation"), known, hint=_("and what is owed where something goes wrong")),
            *(self._day(name, known) for name in DATES),
            words("basis", _("Basis"), known, hint=_("what it rests on")),
            words("note", _("Remarks"), known, longest=2000),
        ]

    def _day(self, name: str, known: Mapping[str, Any]) -> Day:
        """A date; one that is known is corrected, and only the end can be taken away."""
        was, is_end = known.get(name), name == "valid_until"
        hint = _("blank: no end is set") if is_end else ""
        needed = bool(was) and not is_end
        return Day(name, _(DATES[name]), today=self.desk.today, default=str(was or ""), required=needed, hint=hint)

    def meant(self, facts: Answers) -> Answers:
        """Its owner as a row; an end that was taken away is said."""
        given = {name: row_of(Organisation, fact) if name == "organisation" else fact for name, fact in facts.items()}
        if given.get("valid_until", ...) is None:
            given |= {"valid_until": None, "open_ended": True}
        return given

    # Test calls and call-offs

    @asks
    async def action_test(self) -> None:
        """Enter whether anybody answered at the number for any hour."""
        if (row := self.row) is None:
            return
        once = self.once()

        def said(one: AgreementTest) -> str:
            word = _("somebody answered") if one.reached else _("nobody answered")
            return _("{company}: {result}").format(company=row.line.company, result=word)

        def send(given: Answers) -> None:
            once.send(record_test_call, said, **self.the(row), **given)

        contact = f"{row.line.contact} {row.line.contact_phone}".strip()
        form = Form(
            _("Test call: {company}").format(company=row.line.company),
            Choice("reached", _("Result"), [(True, _("somebody answered")), (False, _("nobody answered"))]),
            words("result", _("What they said"), {}),
            moment(self.desk, "tested_at", _("When"), hint=_("empty: now")),
            submit=send,
            verb=_("enter"),
            intro=contact or _("▲ no number is set"),
            sender=once,
        )
        await self.app.ask(form)

    @asks
    async def action_call_off(self) -> None:
        """Call on the highlighted agreement; what comes is entered on the screen of the call-off."""
        if (row := self.row) is None:
            return
        facts = await self.app.ask(call_form(counter_of(self), self.once(), row))
        if facts is not None and isinstance(made := facts.get("made"), int):
            self.app.push_screen(CallOffScreen(made))

    def action_call_offs(self) -> None:
        """Every call-off, the last first; what is open on the highlighted agreement is highlighted."""
        mine = self.row.waiting if self.row is not None else ()
        self.app.push_screen(CallOffsScreen(mine[0].call_off_id if mine else 0))

    def action_scope(self) -> None:
        """What the highlighted agreement promises, line by line."""
        if self.row is not None:
            self.app.push_screen(ScopeScreen(self.row))

    def why_not(self, action: str) -> str:
        """What promises nothing can't be called off."""
        why = super().why_not(action)
        row = self.row if self.has_row() else None
        if not why and action == "call_off" and row is not None and not row.taken:
            return _("It promises nothing yet: Space, What it promises, then Insert.")
        return why


def _code() -> Text:
    return Text("code", _("Code"), longest=40, width=16, required=False, hint=_("left blank, the next free one"))


def promised(one: TakenLine) -> list[str]:
    """A thing that is promised, for the card: how much, within how many hours, how much of it is left."""
    promise = one.promise
    amount = _("○ not set") if promise.quantity is None else f"{figure(promise.quantity)} {promise.unit}"
    within = _("within {hours} h").format(hours=figure(promise.hours)) if promise.hours else ""
    used = _("{amount} called off").format(amount=figure(one.usage.called)) if one.usage.called else ""
    what = _("{category}: any of the class").format(category=promise.name) if promise.category_id else promise.what
    return [what, amount, within, used]
