import json
import os
import sys
import tempfile
from dataclasses import replace

import pytest

from inventory.ground.errors import Refused
from reports import pdf, printing
from reports.printing import Became, Printout
from reports.sheet import WritingCancelled, Written
from tests.reports.papers import small_font, squeezed, texts
from tests.reports.printers import service
from tests.reports.slips import STAMP, Slip, table
from tui.cli import main

HELD = ["\tStatus: \n\tAlerts: job-hold-until-specified\n\tqueued for office"]
AT_WORK = ["\tStatus: warming up.\n\tAlerts: job-printing\n\tqueued for office"]
GIVEN_UP = ["\tStatus: the drum is worn out\n\tAlerts: processing-to-stop-point\n\tqueued for office"]
DONE = ["\tStatus: \n\tAlerts: processing-to-stop-point\n\tqueued for office"]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A printer's patience is not the tests'."""
    monkeypatch.setattr(printing, "STEP", 0.01)


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A print service with one printer."""
    return service(tmp_path / "service", monkeypatch)


@pytest.fixture
def printout(tmp_path):
    """Something to print."""
    path = tmp_path / "slips.pdf"
    path.write_bytes(b"%PDF-")
    return Printout(path, "Slips", Written(2))


def test_a_report_is_made_ready_counted_and_sent_and_its_file_is_taken_away(office, tmp_path, monkeypatch):
    font = small_font(tmp_path / "small.otf")
    monkeypatch.setattr(pdf, "sans_path", lambda: font)
    made = printing.ready(table(Slip(), landscape=True), STAMP)
    assert made.path.name == "SLIPS-20220624-1200-7.pdf"
    assert made.paper == "1 page, A4 landscape"
    office.stands(completed=DONE)
    sent = printing.send(made, copies=2)
    assert sent.said == "Printed on office (office-7)."
    assert not made.path.parent.exists()
    assert squeezed("Slips") in texts(office.got)[0]
    (asked,) = office.asked
    assert asked[:-1] == ["-d", "office", "-n", "2", "-t", "Slips", "-o", "media=A4"]
    exercised = printing.ready(table(), replace(STAMP, exercise="演练 EXERCISE · YL-1"), tmp_path)
    assert exercised.path.name == "EXERCISE_SLIPS-20220624-1200-7.pdf"


def test_who_cancels_leaves_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(WritingCancelled):
        printing.ready(table(Slip()), STAMP, cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (Written(1), "1 page, A4 portrait"),
        (Written(3, 3), "3 pages, A4 landscape"),
        (Written(3, 1), "3 pages, A4 portrait and landscape"),
    ],
)
def test_pages_and_paper_are_said_before_anything_is_printed(printout, written, said):
    assert replace(printout, written=written).paper == said


@pytest.mark.parametrize(
    ("stands", "asked", "said"),
    [
        ({"queues": {"office": "Paused"}}, "", "The printer office is stopped: paused. Nothing was sent."),
        ({"queues": {"office": "no toner"}}, "", "The printer office is stopped: no toner. Nothing was sent."),
        ({"closed": {"office": "moved"}}, "", "The printer office takes no more jobs: moved. Nothing was sent."),
        ({}, "offise", "There is no printer offise here; there are: office. Did you mean office?"),
        ({"queues": {"a": "", "b": ""}, "usual": ""}, "", "No printer is the usual one here: say which, one of: a, b."),
        ({"broken": True}, "", "The print service does not answer: Scheduler is not running."),
    ],
)
def test_a_queue_that_would_not_print_is_told_before_anything_is_sent(office, printout, stands, asked, said):
    office.stands(**stands)
    with pytest.raises(Refused) as refused:
        printing.send(printout, printer=asked)
    assert str(refused.value) == said
    assert office.asked == []
    assert printout.path.exists()


@pytest.mark.parametrize(
    ("stands", "became", "said"),
    [
        ({"completed": DONE}, Became.PRINTED, "Printed on office (office-7)."),
        ({}, Became.PRINTED, "Printed on office (office-7)."),  # a service that keeps no history
        (
            {"not-completed": HELD},
            Became.HELD,
            "office-7 is held in the queue of office and not printed: it waits until somebody releases it.",
        ),
        (
            {"not-completed": AT_WORK, "pauses": "out of paper"},
            Became.HELD,
            "office-7 is held in the queue of office and not printed: out of paper.",
        ),
        ({"not-completed": AT_WORK}, Became.WAITING, "office-7 waits in the queue of office: warming up."),
    ],
)
def test_what_became_of_a_job_is_asked_for_and_told(office, printout, stands, became, said):
    office.stands(**stands)
    sent = printing.send(printout, patience=0.5)
    assert (sent.became, sent.said) == (became, said)


def test_a_job_that_was_given_up_is_refused_in_words(office, printout):
    office.stands(completed=GIVEN_UP, message="the drum is worn out")
    with pytest.raises(printing.PrintingFailed, match="office-7 was not printed on office: the drum is worn out."):
        printing.send(printout)


def test_the_printer_that_is_the_usual_one_comes_first(office):
    office.stands(queues={"cellar": "", "office": ""})
    assert printing.printers() == ["office", "cellar"]
    office.stands(broken=True)
    assert printing.printers() == []


@pytest.mark.parametrize("copies", [0, 100])
def test_copies_have_a_measure(office, printout, copies):
    with pytest.raises(printing.TooManyCopies, match="1 to 99"):
        printing.send(printout, copies=copies)


def test_where_nothing_prints_the_file_stays_and_is_named(printout, office, tmp_path, monkeypatch):
    office.stands(queues={})
    sent = printing.send(printout)
    assert sent.said == f"There is no print service here; the pages are in {printout.path}."
    monkeypatch.setenv("PATH", str(tmp_path))
    assert printing.send(printout).became is Became.SHOWN
    assert printout.path.exists()


def test_windows_prints_it_itself(printout, monkeypatch):
    given: list[tuple[str, str]] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "startfile", lambda path, verb: given.append((str(path), verb)), raising=False)
    sent = printing.send(printout, copies=2)
    assert given == [(str(printout.path), "print")] * 2
    assert sent.said == f"{printout.path} was given to Windows to print."
    assert printout.path.exists()


# On the command line ---------------------------------------------------------------------------------------------


def typed(world, *words):
    return main(["--store", world.store.where, "--as", "officer", *words])


@pytest.fixture
def documents(tmp_path, monkeypatch):
    folder = tmp_path / "documents"
    folder.mkdir()
    monkeypatch.setattr(printing, "user_documents_path", lambda: folder)
    return folder


def test_a_report_is_printed_from_the_command_line_and_leaves_no_file(file_world, office, documents, capsys):
    office.stands(completed=DONE)
    assert typed(file_world, "print", "stock", "--place", "CK02") == 0
    told = capsys.readouterr().out.splitlines()
    assert told == ["Statement of flood-control reserves · 1 page, A4 landscape", "Printed on office (office-7)."]
    assert "编织袋" in texts(office.got)[0]
    assert list(documents.iterdir()) == []


def test_what_was_not_printed_is_refused_and_leaves_no_file(file_world, office, documents, capsys):
    office.stands(queues={"office": "no toner"})
    assert typed(file_world, "print", "todo", "--json") == 1
    assert "stopped: no toner" in capsys.readouterr().err
    assert list(documents.iterdir()) == []
    office.stands(queues={})
    assert typed(file_world, "print", "todo", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["became"], told["pages"]) == ("shown", 1)
    assert [str(one) for one in documents.iterdir()] == [told["file"]]


@pytest.mark.parametrize("words", [["nothing"], ["stock", "--item", "WZ0001"], ["voucher"], ["stock", "too", "much"]])
def test_printing_what_is_no_report_or_takes_no_such_thing_is_wrong(file_world, office, words):
    assert typed(file_world, "print", *words) == 2
    assert office.asked == []


def test_a_report_is_written_as_pages_from_the_command_line(file_world, tmp_path, capsys):
    file = tmp_path / "stock.pdf"
    assert typed(file_world, "report", "stock", "-o", str(file)) == 0
    assert f"was written to {file}" in capsys.readouterr().out
    assert "编织袋" in texts(file)[0]
