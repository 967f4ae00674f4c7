"""The papers of the duty room: asked what they are about, then shown as every report is, and written from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inventory.ground.i18n import _
from reports.registry import REPORTS
from tui.app import XunbeiApp
from tui.desk import Desk
from tui.screens.options import Chosen, fields, lacking, resolve
from tui.screens.preview import PreviewScreen
from tui.widgets.form import Form


def show(app: XunbeiApp, name: str, **facts: object) -> None:
    """Show a paper that is about one thing."""
    if app.desk is not None:
        report = REPORTS[name]
        app.push_screen(PreviewScreen(report, resolve(app.desk, report, facts)))


async def ask(app: XunbeiApp, name: str) -> str:
    """Ask which one, and show it; why there is none where there is none."""
    desk, report = app.desk, REPORTS[name]
    if desk is None:
        return ""
    if why := lacking(desk, report):
        return why
    made: list[Chosen] = []
    form = Form(_(report.title), *fields(desk, report), submit=_trying(desk, name, made.append), verb=_("look at it"))
    if await app.ask(form) is not None:
        await app.push_screen(PreviewScreen(report, made[0]))
    return ""


def _trying(desk: Desk, name: str, keep: Callable[[Chosen], object]) -> Callable[[Mapping[str, object]], object]:
    """Take what was asked where it has a meaning; a refusal stays beside its field."""
    return lambda facts: keep(resolve(desk, REPORTS[name], facts))
