"""The papers of a check: shown as every report is, and written from there."""

from __future__ import annotations

from inventory.ground.i18n import _
from reports.registry import REPORTS
from tui.app import XunbeiApp
from tui.screens.checks.looking import About
from tui.screens.options import resolve
from tui.screens.preview import PreviewScreen

NAMES = {"count_sheet": "count-sheet", "count_result": "count-result"}


def why_not(action: str) -> str:
    """Why a paper can't be shown; empty for what is no paper."""
    return "" if NAMES.get(action, "stock") in REPORTS else _("There is no such paper.")


def show(app: XunbeiApp, action: str, about: About, part: int) -> None:
    """Show the paper of a check, or of one of its parts."""
    if app.desk is not None:
        report = REPORTS[NAMES[action]]
        facts: dict[str, object] = {"count": about.number, **({"part": part} if part else {})}
        app.push_screen(PreviewScreen(report, resolve(app.desk, report, facts)))
