"""F10: a report is printed, and written as pages."""

from __future__ import annotations

from reports import pdf, printing
from reports.registry import REPORTS
from tests.reports.papers import small_font, squeezed, texts
from tests.reports.printers import service
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import REPORTS_ALONE, at_desk
from tui.screens import writing
from tui.screens.preview import PreviewScreen
from tui.screens.reports import ReportsScreen
from tui.widgets.form import Form

DONE = ["\tStatus: \n\tAlerts: processing-to-stop-point\n\tqueued for office"]


async def test_pages_and_paper_are_said_before_a_report_is_printed_and_then_what_became_of_it(
    file_world, tmp_path, monkeypatch
):
    documents = tmp_path / "documents"
    documents.mkdir()
    font = small_font(tmp_path / "small.otf")
    monkeypatch.setattr(pdf, "sans_path", lambda: font)
    monkeypatch.setattr(printing, "STEP", 0.01)
    for module in (printing, writing):
        monkeypatch.setattr(module, "user_documents_path", lambda: documents)
    office = service(tmp_path / "service", monkeypatch)
    async with at_desk(file_world.store, "keeper", tmp_path / "state", places=REPORTS_ALONE, size=(80, 24)) as pilot:

        async def form():
            await until(pilot, lambda: isinstance(pilot.app.screen, Form))
            return screen_text(pilot.app)

        # From the list: asked, counted, and left again, which leaves nothing behind.
        await pilot.press("home", *["down"] * list(REPORTS).index("stock"), "space", "2")
        await form()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "1 page, A4 landscape" in screen_text(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportsScreen))
        assert list(documents.iterdir()) == []
        assert office.asked == []

        # From the preview: two copies on the one of two printers that was chosen.
        office.stands(queues={"cellar": "", "office": ""}, completed=DONE)
        await pilot.press("enter")
        await form()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
        await pilot.press("space", "3")
        await until(pilot, lambda: "Copies" in screen_text(pilot.app))
        await pilot.press("right", "down", "2", "enter")
        await until(pilot, lambda: "Printed on cellar (cellar-7)." in screen_text(pilot.app))
        assert office.asked[0][:4] == ["-d", "cellar", "-n", "2"]
        assert squeezed("Statement of flood-control reserves") in texts(office.got)[0]

        # A printer that is stopped is told in words, and nothing is left.
        office.stands(queues={"office": "no toner"})
        await pilot.press("space", "3")
        await until(pilot, lambda: "Copies" in screen_text(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: "The printer office is stopped: no toner." in screen_text(pilot.app))
        assert list(documents.iterdir()) == []

        # Where there is none, that is said before, and the file stays.
        office.stands(queues={})
        await pilot.press("space", "3")
        assert "no printer is set up here" in await form()
        await pilot.press("enter")
        await until(pilot, lambda: "There is no print service here" in screen_text(pilot.app))
        assert [one.name.startswith("STOCK-") for one in documents.iterdir()] == [True]

        # Pages as a file of a name of one's own.
        await pilot.press("space", "2")
        assert ".pdf" in await form()
        await pilot.press("enter")
        await until(pilot, lambda: "was written to" in screen_text(pilot.app))
        (file,) = documents.glob("Statement*.pdf")
        assert "编织袋" in texts(file)[0]
