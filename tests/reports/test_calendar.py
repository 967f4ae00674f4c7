from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from inventory.duty import changes
from inventory.ground import files, settings
from reports import calendar, registry
from tests.duty.crew import clock, made, set_clock
from tui.cli import main

OCTOBER = date(2022, 10, 1)


@pytest.fixture
def crew(file_world, monkeypatch):
    """October, published for nine days; farm2 gave the 5th to farm3 for the 6th."""
    set_clock(monkeypatch, clock(2022, 10, 1, 9))
    crew = made(file_world, OCTOBER, publish=9)
    swap = {"post": crew.post("farm"), "out": crew.person("farm2"), "into": crew.person("farm3")}
    facts = {"in_return_shift": crew.shift(date(2022, 10, 6)), "reason": "示例", "approved_by": file_world.leader}
    file_world.do(changes.swap, shift=crew.shift(date(2022, 10, 5)), **swap, **facts)
    return crew


def made_for(crew, login):
    with crew.world.read() as here:
        return registry.make(here.session, here.officer, "duty-calendar", person=crew.person(login))


def events(crew, login="farm2"):
    return Calendar.from_ical(calendar.calendar(*made_for(crew, login))).walk("VEVENT")


def test_every_duty_is_an_event_in_its_instants_and_one_given_away_is_cancelled(crew):
    found = events(crew)
    assert [(str(one["status"]), one.decoded("dtstart").day) for one in found] == [
        ("CONFIRMED", 2), ("CANCELLED", 5), ("CONFIRMED", 6), ("CONFIRMED", 8),
    ]  # fmt: skip
    assert found[0].decoded("dtstart") == datetime(2022, 10, 2, 0, 0, tzinfo=UTC)
    assert found[0].decoded("dtend") == datetime(2022, 10, 3, 0, 0, tzinfo=UTC)
    assert str(found[0]["summary"]) == "Flood duty: 示例农业"
    assert str(found[0]["location"]) == "示例区防汛指挥部"
    assert "With: 示例带班 示例带班2, 示例主班 示例主班2, 示例消防 示例消防2" in str(found[0]["description"])


def test_a_duty_keeps_its_name_and_each_file_is_newer_than_the_last(crew):
    before = events(crew)
    names = [str(one["uid"]) for one in before]
    assert names[0] == "HQ/2022-10-02/08:00/farm2@xunbei"
    assert len(set(names)) == len(names)
    facts = {"organisation": crew.world.headquarters, "key": "rest_hours", "value": "12", "basis": "示例"}
    crew.world.do(settings.set_value, **facts)
    after = events(crew)
    assert [str(one["uid"]) for one in after] == names
    assert after[0]["sequence"] > before[0]["sequence"]


def test_a_night_in_which_the_clock_goes_back_lasts_an_hour_more(file_world, monkeypatch):
    set_clock(monkeypatch, clock(2022, 10, 1, 9))
    file_world.do(settings.set_value, organisation=file_world.headquarters, key="zone", value="Europe/Berlin")
    crew = made(file_world, OCTOBER, publish=31)
    nights = [one for who in ("farm1", "farm2", "farm3") for one in events(crew, who)]
    long = [one for one in nights if (one.decoded("dtend") - one.decoded("dtstart")).total_seconds() != 24 * 3600]
    assert [str(one["uid"])[:13] for one in long] == ["HQ/2022-10-29"]


def test_lines_are_folded_and_nothing_in_a_name_ends_one(crew):
    content = calendar.calendar(*made_for(crew, "farm2"))
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content.count(b"BEGIN:VEVENT") == content.count(b"END:VEVENT") == 4


def test_the_file_is_whole_and_another_is_not_replaced_unasked(crew, tmp_path):
    path = tmp_path / "示例.ics"
    calendar.write(path, *made_for(crew, "farm2"))
    assert len(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == 4
    with pytest.raises(files.FileThere):
        calendar.write(path, *made_for(crew, "farm3"))
    calendar.write(path, *made_for(crew, "farm3"), overwrite=True)


def test_the_command_line_writes_it_by_its_ending(crew, tmp_path, capsys, monkeypatch):
    store = ["--store", str(crew.world.store.path), "--as", "officer"]
    asked = ["report", "duty-calendar", "--person", "farm2", "-o"]
    assert main([*store, *asked, str(tmp_path / "own.ics")]) == 0
    assert (tmp_path / "own.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert main([*store, *asked, str(tmp_path / "own.xlsx")]) == 0
    assert (tmp_path / "own.xlsx").read_bytes().startswith(b"PK")
    assert main([*store, *asked, str(tmp_path / "own.doc")]) == 2
    assert "give it the ending .ics or .xlsx or .pdf" in capsys.readouterr().err
    assert main([*store, "report", "stock", "-o", str(tmp_path / "stock.ics")]) == 2
