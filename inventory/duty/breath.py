"""A line of the log in one breath: what is typed in one go, taken apart without a sign getting lost.

`14:20 电 马集镇 张 道路积水20cm | 已派一队 | 16:00前 李`: when, how it came, from where, who, what, then what was done,
then until when and whose it is. What isn't understood beyond doubt stays in what was said.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from inventory.duty.log import LogKind
from inventory.ground import typed
from inventory.ground.errors import Refused
from inventory.ground.text import skeleton

# Words ---------------------------------------------------------------------------------------------------------

KINDS = {
    word: kind
    for kind, words in {
        LogKind.PHONE: "电 电话 来电 phone call tel",
        LogKind.FAX: "传 传真 来文 文 fax",
        LogKind.INSTRUCTION: "令 指令 指示 批示 instruction order",
        LogKind.OBSERVATION: "巡 巡查 观 观测 见 observation seen",
        LogKind.DECISION: "决 决定 decision",
        LogKind.OTHER: "他 其他 other",
    }.items()
    for word in words.split()
}
FROM_SOMEBODY = {LogKind.PHONE, LogKind.FAX, LogKind.INSTRUCTION}
_UNIT = re.compile(
    r"\S*(?:镇|乡|街道|街道办|村|村委会|社区|居委会|县|区|市|省|局|办|部|委|厅|指|指挥部|政府|公司|集团|厂|学校|医院|站|台|所"
    r"|队|中心|水库|闸|灌区)"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_TITLED = re.compile(
    rf"[{_SURNAMES}]\S{{0,3}}(?:某|某某|书记|镇长|乡长|区长|县长|市长|局长|主任|科长|队长|站长|所长|处长|部长|经理|主席|院长|校长"
    r"|先生|女士|同志|工|总)|示例\S{1,4}"
)
_SURNAME = re.compile(f"[{_SURNAMES}]")
_PHONE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}")
_BAR, _GAP = re.compile("[|｜]"), re.compile(r"[\s,，、]+")
_CLOCK = r"[0-9]{1,2}(?::[0-9]{2}|[时点](?:[0-9]{1,2}分?|半)?)"
_DAY = (
    r"(?:(?:[0-9]{4}[-/.年])?[0-9]{1,2}(?:[-/.][0-9]{1,2}|月[0-9]{1,2}[日号]?)"
    r"|前天|昨天|今天|明天|后天|yesterday|today|tomorrow)"
)
_WHEN = re.compile(rf"(?:(?P<day>{_DAY})\s*)?(?P<clock>{_CLOCK})(?![0-9:])", re.IGNORECASE)
_UNTIL = re.compile(
    rf"(?:(?:by|before)\s+)?(?:(?P<day>{_DAY})\s*)?(?P<clock>{_CLOCK})(?![0-9:])\s*(?:之前|以前|前)?", re.IGNORECASE
)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
LONGEST_NAME = 20
DONE, WHOSE = 1, 2  # which part says what was done, and which whose it is


# What was understood -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Breath:
    """What a typed line says; the `_typed` texts are the signs that were read as a time or a kind.

    `occurred_at` is None where no time was typed: then it is now. `dated_back` says that the time alone would have
    lain in the future, so that it was read as yesterday's.
    """

    content: str
    kind: LogKind | None = None
    occurred_at: datetime | None = None
    unit: str = ""
    caller: str = ""
    phone: str = ""
    action: str = ""
    due_at: datetime | None = None
    owner: str = ""
    dated_back: bool = False
    time_typed: str = ""
    kind_typed: str = ""
    due_typed: str = ""


def read(
    text: str, *, now: datetime, zone: ZoneInfo, units: Collection[str] = (), people: Collection[str] = ()
) -> Breath:
    """Take a typed line apart; `units` and `people` are names that are known, besides those that their form tells."""
    parts = [part.strip() for part in _BAR.split(text)]
    head = _Head(parts[0], now, zone, units, people)
    left = [head.rest]
    due, due_typed, owner = None, "", ""
    if len(parts) > WHOSE:
        due, due_typed, name = _whose(parts[WHOSE], head.occurred_at or now, zone)
        owner = name if _is_name(name) else ""
        left += [] if owner else [name]
    left += parts[WHOSE + 1 :]
    return Breath(
        " | ".join(one for one in left if one),
        head.kind,
        head.occurred_at,
        head.unit,
        head.caller,
        head.phone,
        parts[DONE] if len(parts) > DONE else "",
        due,
        owner,
        head.dated_back,
        head.time_typed,
        head.kind_typed,
        due_typed,
    )


class _Head:
    """The first part of a line: its beginning is taken off as long as it is understood, the rest is what was said."""

    def __init__(
        self, text: str, now: datetime, zone: ZoneInfo, units: Collection[str], people: Collection[str]
    ) -> None:
        self.rest, self.now, self.zone = text, now, zone
        self.kind: LogKind | None = None
        self.occurred_at: datetime | None = None
        self.dated_back = False
        self.time_typed = self.kind_typed = self.unit = self.caller = self.phone = ""
        self._time()
        word = self._first()
        if (kind := KINDS.get(skeleton(word))) is None:
            return
        self.kind, self.kind_typed = kind, self._take(word)
        if kind in FROM_SOMEBODY:
            self._somebody(units, people)

    def _time(self) -> None:
        found = _WHEN.match(_half(self.rest))
        if found is None or (self.rest[found.end() :] and not _GAP.match(self.rest, found.end())):
            return
        meant = _moment(found[0], self.now, self.zone)
        if meant is None:
            return
        if meant > self.now and not found["day"]:
            meant, self.dated_back = _another_day(meant, self.zone, -1), True
        self.occurred_at, self.time_typed = meant, self._take(self.rest[: found.end()])

    def _somebody(self, units: Collection[str], people: Collection[str]) -> None:
        """Where it came from and who said so: names that are known, or whose form tells them; something must remain."""
        unit = self._known(units) or self._like(_UNIT)
        self.unit = self._take(unit)
        caller = self._known(people) or self._like(_TITLED) or (unit and self._like(_SURNAME)) or self._before_phone()
        self.caller = self._take(caller)
        self.phone = self._take(self._like(_PHONE))

    def _known(self, names: Collection[str]) -> str:
        """The longest of these names that the rest begins with, as a word of its own."""
        there = (one for one in names if one and self.rest.startswith(one) and self._goes_on(len(one)))
        return max(there, key=len, default="")

    def _like(self, form: re.Pattern[str]) -> str:
        word = self._first()
        return word if form.fullmatch(_half(word)) and self._goes_on(len(word)) else ""

    def _before_phone(self) -> str:
        """A short word that a telephone number follows is who calls."""
        word = self._first()
        after = _GAP.sub("", self.rest[len(word) :], count=1)
        follows = _PHONE.fullmatch(_half(_GAP.split(after)[0])) and self._goes_on(len(word))
        return word if follows and word.isalpha() and len(word) <= LONGEST_NAME else ""

    def _goes_on(self, end: int) -> bool:
        """Whether something is left to be said behind a word that ends there."""
        gap = _GAP.match(self.rest, end)
        return gap is not None and gap.end() < len(self.rest)

    def _first(self) -> str:
        return _GAP.split(self.rest, maxsplit=1)[0]

    def _take(self, word: str) -> str:
        """Take a word off the beginning, with the gap behind it."""
        if word:
            self.rest = _GAP.sub("", self.rest[len(word) :], count=1) if self.rest[len(word) :] else ""
        return word


def _whose(text: str, start: datetime, zone: ZoneInfo) -> tuple[datetime | None, str, str]:
    """Until when, as it was typed too, and what else stands there; a time alone is the first one after it happened."""
    found = _UNTIL.search(_half(text))
    due, read, name = None, "", text
    if found is not None:
        before, after = text[: found.start()], text[found.end() :]
        due = _moment(f"{found['day'] or ''} {found['clock']}", start, zone)
        if due is not None:
            if due < start and not found["day"]:
                due = _another_day(due, zone, 1)
            read, name = text[found.start() : found.end()].strip(), f"{before} {after}"
    return due, read, name.strip(" \t\u3000,，、")


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and not any(sign.isdecimal() for sign in text)


def _half(text: str) -> str:
    """The same signs in half width, each in its place."""
    return text.translate(_HALF_WIDTH)


def _moment(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """What a time of day means, with its date or today; None where the clock or the calendar has no such thing."""
    found = re.fullmatch(rf"(?P<day>{_DAY})?\s*(?P<clock>{_CLOCK})", text.strip(), re.IGNORECASE)
    spaced = f"{found['day'] or ''} {found['clock']}".strip() if found else text
    try:
        return typed.moment(spaced, now=now, zone=zone)
    except Refused:
        return None


def _another_day(moment: datetime, zone: ZoneInfo, days: int) -> datetime:
    """The same time on the wall on another day."""
    wall = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return wall.replace(tzinfo=zone).astimezone(moment.tzinfo)
