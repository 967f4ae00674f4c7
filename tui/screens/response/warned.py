"""The questions about warnings: one is recorded, by hand or from a file, and lifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inventory.ground.i18n import _
from inventory.response import warnings
from inventory.response.warnings import COLOUR_NAMES, Colour, WarningEnd, WarningLine, WarningNotice, warnings_in_force
from tui.app import XunbeiApp
from tui.desk import Desk
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, moment, words
from tui.screens.response.asking import filled
from tui.screens.response.words import warning_name
from tui.widgets.answers import Choice
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu

LIFT, LEAVE = "lift", "leave"


def in_force(desk: Desk) -> list[WarningLine]:
    """The warnings that hold or are to come."""
    with desk.store.read() as session:
        return warnings_in_force(session, desk.officer(session))


def record_form(desk: Desk, once: Once, known: Mapping[str, Any] | None = None, replaces: int = 0) -> Form:
    """A warning that was issued: by hand, or with what a file says of it, to be looked over."""
    told = dict(known or {})
    held = in_force(desk)
    others = [(0, _("none")), *((one.warning_id, f"{one.number} {warning_name(one)}") for one in held)]

    def send(given: Answers) -> None:
        said = {name: fact for name, fact in given.items() if fact not in (None, "", 0)}
        if "replaces" in said:
            said["replaces"] = row_of(WarningNotice, said["replaces"])
        hidden = {name: fact for name, fact in told.items() if name in {"identifier", "sent_at"} and fact}
        once.send(warnings.record_warning, _recorded, **hidden, **said)

    colours = [(one, _(COLOUR_NAMES[one])) for one in Colour]
    return Form(
        _("Record a warning"),
        Text("kind", _("Kind"), longest=40, default=told.get("kind", ""), width=16, hint=_("such as heavy rain")),
        Choice("colour", _("Colour"), colours, default=told.get("colour")),
        Text("issuer", _("Issued by"), default=told.get("issuer", ""), width=30),
        words("area", _("Area"), told, hint=_("empty: the whole of it")),
        moment(desk, "begins_at", _("From"), told.get("begins_at"), hint=_("empty: now; it may be to come")),
        moment(desk, "ends_at", _("Until"), told.get("ends_at"), hint=_("empty: until it is lifted")),
        words("headline", _("Headline"), told, longest=200),
        words("content", _("Text"), told, longest=4000),
        *([Choice("replaces", _("In place of"), others, default=replaces or None)] if held else []),
        submit=send,
        verb=_("record it"),
        intro=str(told.get("identifier") or ""),
        draft="" if told else "record_warning",
        sender=once,
    )


def _recorded(one: WarningNotice) -> str:
    return _("{number} was recorded. A warning orders nothing: a person decides.").format(number=one.number)


def lift_form(desk: Desk, once: Once, line: WarningLine) -> Form:
    """That a warning was lifted."""

    def send(given: Answers) -> None:
        facts = filled(given)
        once.send(warnings.lift_warning, _lifted(line), warning=row_of(WarningNotice, line.warning_id), **facts)

    return Form(
        _("Lift the warning"),
        words("reason", _("Why"), {}),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        submit=send,
        verb=_("lift it"),
        intro=f"{line.number} {warning_name(line)}",
        sender=once,
    )


def _lifted(line: WarningLine) -> Any:  # noqa: ANN401 - a sentence about what was made
    def said(_end: WarningEnd) -> str:
        return _("{number} is lifted.").format(number=line.number)

    return said


# From a file ---------------------------------------------------------------------------------------------------


async def from_file(app: XunbeiApp, desk: Desk) -> None:
    """Ask which file; what it says is looked over in the form before it is recorded, or it lifts what it names."""
    from reports import cap  # noqa: PLC0415 - a parser of strangers' files, only where one is read
    from tui.screens.writing import folder  # noqa: PLC0415 - as the parser

    read: list[cap.Bulletin] = []

    def look(given: Answers) -> None:
        path = folder() / Path(str(given["file"])).expanduser()
        read.append(cap.read(path, desk.zone))

    where = _("in {folder}, unless the name says where").format(folder=folder())
    file = Text("file", _("File"), longest=400, width=48)
    title = _("Read a warning from a file (CAP)")
    if await app.ask(Form(title, file, submit=look, verb=_("read it"), intro=where)) is None:
        return
    bulletin = read[-1]
    named = [one for one in in_force(desk) if one.identifier and one.identifier in bulletin.references]
    if bulletin.cancels:
        await _lift_named(app, desk, named)
    else:
        await app.ask(record_form(desk, Once(app), bulletin.facts, named[0].warning_id if named else 0))


async def _lift_named(app: XunbeiApp, desk: Desk, named: Sequence[WarningLine]) -> None:
    """A message that takes others back: each is lifted, after a question."""
    if not named:
        app.hint(_("The file takes a warning back that is not in force here: nothing to lift."))
    for one in named:
        entries = [Entry(LIFT, _("Lift it")), Entry(LEAVE, _("Leave it as it is"))]
        if await app.ask(Menu(f"{one.number} {warning_name(one)}", entries)) == LIFT:
            await app.ask(lift_form(desk, Once(app), one))
