"""CAP files: read as a warning, or refused in words when they are broken, huge, a bomb, or something else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.ground.errors import Refused
from inventory.response import warnings
from inventory.response.warnings import Colour
from reports import cap
from reports.package import NoSuchFile
from tests.world import World

LOCAL = ZoneInfo("Asia/Shanghai")
INFO = """
  <info>
    <language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency>
    <severity>Severe</severity><certainty>Likely</certainty>
    <effective>2022-07-26T16:00:00+08:00</effective><onset>2022-07-26T18:00:00+08:00</onset>
    <expires>2022-07-27 06:00:00+08:00</expires><senderName>示例气象台</senderName>
    <headline>示例气象台发布暴雨橙色预警</headline>
    <description>预计三小时内
      降雨量将达五十毫米以上。</description>
    <instruction>做好防御。</instruction>
    <area><areaDesc>示例镇</areaDesc></area><area><areaDesc>示例邻镇</areaDesc></area>
  </info>
"""
MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>示例_20220726160000_0</identifier><sender>example.invalid</sender>
  <sent>2022-07-26T16:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  INFO
</alert>
"""
BOMB = """<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><alert>&c;</alert>"""
FETCHING = '<!DOCTYPE alert [<!ENTITY a SYSTEM "file:///etc/hostname">]><alert>&a;</alert>'


def message(info=INFO, **other):
    text = MESSAGE.replace("INFO", info)
    for old, new in other.values():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def read(tmp_path: Path):
    """Reads a text that a file holds."""

    def reading(text, **how):
        path = tmp_path / "示例.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return cap.read(path, LOCAL, **how)

    return reading


def test_a_message_is_read_as_a_warning(read):
    found = read(message())
    assert (found.kind, found.colour, found.issuer, found.area) == (
        "暴雨", Colour.ORANGE, "示例气象台", "示例镇; 示例邻镇",
    )  # fmt: skip
    assert found.sent_at == datetime(2022, 7, 26, 8, tzinfo=UTC)
    assert found.begins_at == datetime(2022, 7, 26, 10, tzinfo=UTC)
    assert found.ends_at == datetime(2022, 7, 26, 22, tzinfo=UTC)
    assert (found.headline, found.content) == (
        "示例气象台发布暴雨橙色预警", "预计三小时内 降雨量将达五十毫米以上。 做好防御。",
    )  # fmt: skip
    assert (found.identifier, found.cancels, found.references, found.others) == (
        "示例_20220726160000_0", False, (), 0,
    )  # fmt: skip


def test_its_facts_are_recorded_as_they_are_and_once(read, file_world: World):
    facts = read(message()).facts
    made = file_world.do(warnings.record_warning, **facts)
    assert (made.kind, made.colour, made.ends_at) == ("暴雨", Colour.ORANGE, facts["ends_at"])
    with pytest.raises(warnings.RecordedAlready):
        file_world.do(warnings.record_warning, **facts)


@pytest.mark.parametrize(
    ("headline", "severity", "colour"),
    [
        ("示例发布暴雨蓝色预警", "Extreme", Colour.BLUE),
        ("示例将暴雨橙色预警降为黄色预警", "Yellow", None),
        ("示例发布预警", "Red", Colour.RED),
        ("示例发布预警", "Extreme", None),
        ("", "Unknown", None),
    ],
)
def test_a_colour_is_taken_where_one_is_named_and_never_guessed(read, headline, severity, colour):
    text = message(h=("示例气象台发布暴雨橙色预警", headline), s=("<severity>Severe<", f"<severity>{severity}<"))
    found = read(text)
    assert (found.colour, found.severity) == (colour, severity)
    assert ("colour" in found.facts) is (colour is not None)


def test_a_cancel_names_what_it_lifts_and_needs_no_more(read):
    kind = ("<msgType>Alert<", "<msgType>Cancel<")
    told = "<references>示例,示例_1,2022-07-26T16:00:00+08:00 示例,示例_2,2022-07-26T17:00:00+08:00 示例</references>"
    found = read(message(told, kind=kind))
    assert (found.cancels, found.references, found.kind) == (True, ("示例_1", "示例_2"), "")
    with pytest.raises(cap.CapIncomplete):
        read(message(""))


def test_of_several_blocks_the_chinese_one_is_read_and_the_others_are_told(read):
    english = INFO.replace("zh-CN", "en-US").replace("<event>暴雨<", "<event>Rain<")
    found = read(message(english + INFO + english))
    assert (found.kind, found.others) == ("暴雨", 2)
    assert read(message(english)).kind == "Rain"


def test_times_without_an_offset_are_the_headquarters(read):
    found = read(message(t=("<sent>2022-07-26T16:00:00+08:00<", "<sent>2022-07-26 16:00:00<")))
    assert found.sent_at == datetime(2022, 7, 26, 8, tzinfo=UTC)


def test_a_test_is_read_in_an_exercise_alone(read):
    text = message(s=("<status>Actual<", "<status>Exercise<"))
    with pytest.raises(cap.NotActual, match="Exercise"):
        read(text)
    assert read(text, exercise=True).status == "Exercise"


@pytest.mark.parametrize(
    ("why", "text"),
    [
        (cap.CapBroken, ""),
        (cap.CapBroken, "示例"),
        (cap.CapBroken, message()[:-30]),
        (cap.CapBroken, b"\x00\xff\xfe\x00"),
        (cap.CapBroken, '<?xml version="1.0" encoding="no-such"?><alert/>'),
        (cap.CapBroken, b'<?xml version="1.0" encoding="UTF-8"?><alert>\xff</alert>'),
        (cap.CapUnsafe, BOMB),
        (cap.CapUnsafe, FETCHING),
        (cap.CapUnsafe, f"<!DOCTYPE alert>{message().split('?>')[1]}"),
        (cap.CapTooLarge, message() + " " * cap.LARGEST),
        (cap.NotCap, "<html/>"),
        (cap.NotCap, message(n=("cap:1.2", "cap:1.1"))),
        (cap.NotCap, "<a>" * 100_000 + "</a>" * 100_000),
        (cap.CapIncomplete, message(i=("<identifier>示例_20220726160000_0</identifier>", ""))),
        (cap.CapIncomplete, message(s=("<sent>2022-07-26T16:00:00+08:00</sent>", ""))),
        (cap.CapIncomplete, message(e=("<event>暴雨</event>", "<event> </event>"))),
        (cap.CapBadTime, message(t=("<sent>2022-07-26T16", "<sent>2022-07-32T16"))),
        (cap.CapBadTime, message(t=("<sent>2022-07-26T16:00:00+08:00", "<sent>0001-01-01T00:00:00+08:00"))),
        (cap.NoWarning, message(m=("<msgType>Alert<", "<msgType>Ack<"))),
    ],
)
def test_whatever_else_it_is_is_refused_in_words(read, why, text):
    with pytest.raises(why) as said:
        read(text)
    assert "示例.xml" in str(said.value)


def test_what_is_not_there_or_is_a_folder_is_told(tmp_path):
    for path in (tmp_path, tmp_path / "none.xml"):
        with pytest.raises(NoSuchFile):
            cap.read(path, LOCAL)


@given(cut=st.integers(0, 1500), byte=st.integers(0, 255))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_file_is_read_or_refused_and_never_breaks(read, cut, byte):
    data = bytearray(message().encode())
    data[cut % len(data)] = byte
    try:
        read(bytes(data))
    except Refused as said:
        assert str(said)  # noqa: PT017 - either outcome is right
