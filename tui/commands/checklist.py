"""checklist: the sheets of a drill on paper, one for each role or unit, each with a number to be keyed back by."""

from __future__ import annotations

from inventory.ground import files
from inventory.ground.exercises import exercise, prefixed
from inventory.ground.i18n import N_
from inventory.practice.drills import drill_called
from inventory.practice.sheets import issue_sheets
from reports import registry
from reports.registry import OptionMissing, OptionNotTaken, UnknownReport
from tui.commands.acting import acting, signed_in
from tui.commands.report import output_of, write_report
from tui.commands.words import Asked, Wrong

NAME = "checklist"


class NeedsFile(Wrong):
    """Sheets are made to be printed."""

    message = N_("Say which file: -o FILE.pdf or -o FILE.xlsx; `report checklist --drill DRILL` shows them here.")


def run(asked: Asked) -> int:
    """Give the sheets that aren't there yet their numbers, which freezes their version, and write them all, or one."""
    output = output_of(asked, registry.report(NAME))
    if output is None:
        raise NeedsFile
    with signed_in(asked) as store:
        with store.begin() as session:
            officer = acting(session, store, asked)
            drill = drill_called(session, officer, asked.words[0])
            files.must_take(prefixed(output, exercise(session)), overwrite="overwrite" in asked)
            if "sheet" not in asked:
                issue_sheets(session, officer, drill=drill)
            number = drill.number
        texts = {"drill": number, **({"sheet": str(asked.get("sheet"))} if "sheet" in asked else {})}
        try:
            write_report(asked, NAME, texts, store, output)
        except (UnknownReport, OptionNotTaken, OptionMissing) as refusal:
            raise Wrong(field=refusal.field, said=str(refusal)) from None
    return 0
