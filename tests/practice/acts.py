"""Every service of the practice floor once, as an officer would ask for it, and with those below every one there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inventory.ground.schema import Base
from inventory.practice import (
    checklists,
    findings,
    issuing,
    material,
    parts,
    running,
    scoring,
    sheets,
    templates,
    ticking,
    wording,
)
from inventory.practice.checklists import Checklist, ChecklistLine, ChecklistVersion, ScriptLine, Section
from inventory.practice.drills import Drill, DrillKind, DrillUnit, Inject
from inventory.practice.findings import Finding
from inventory.practice.marks import Mark
from inventory.practice.material import DrillNeed
from inventory.practice.sheets import Sheet
from inventory.practice.told import Told
from inventory.response.plans import Plan
from tests.response import acts
from tests.response.acts import desk_of
from tests.supplies.acts import Facts, today
from tests.world import Here, World

Row = TypeVar("Row", bound=Base)

DECLARING = (templates, scoring)  # whatever is imported declares its services

ZONE = ZoneInfo("Asia/Shanghai")

# Section, role, minutes, whether all hangs on it: lines 1 to 6 of the checklist JC01.
LINES = (
    (Section.BEFORE, "示例控制组", 30, False, "准备"),
    (Section.BEFORE, "示例抢险队", 20, True, "准备"),
    (Section.DURING, "示例抢险队", 10, True, "抢险"),
    (Section.DURING, "示例抢险队、示例医疗组", 20, False, "抢险"),
    (Section.DURING, "", None, False, ""),
    (Section.AFTER, "示例控制组", 15, True, "恢复"),
)


def yesterday() -> date:
    """The day of the drill."""
    return today() - timedelta(days=1)


def clock(text: str, day: date | None = None) -> datetime:
    """An instant of the drill's day at the headquarters."""
    return datetime.combine(day or yesterday(), time.fromisoformat(text), ZONE)


@dataclass(frozen=True)
class Ground:
    """A headquarters that drills: its checklist, its drill, and what is done there."""

    world: World

    def do(self, service: Callable[..., Row], **facts: Any) -> Row:
        """Press one key as the leader."""
        return self.world.do(service, **facts)

    def ask(self, query: Callable[..., Any], *rows: Any, **facts: Any) -> list[Any]:
        """What a query gives the leader."""
        return self.world.ask(query, *rows, **facts)

    def told(self, query: Callable[..., Any], *rows: Base, **facts: Any) -> Any:
        """What a query that is no list gives the leader."""
        with self.world.read() as here:
            again = [here.session.get_one(type(row), row.id) for row in rows]  # type: ignore[attr-defined]
            return query(here.session, here.leader, *again, **facts)

    def thing(self, model: type[Row], **facts: Any) -> Row:
        """A row by what it is called."""
        with self.world.read() as here:
            return here.session.scalars(select(model).filter_by(**facts)).one()

    @property
    def checklist(self) -> Checklist:
        """The checklist of six lines and two lines of a script."""
        return self.thing(Checklist, code="JC01")

    def version(self, number: int = 1) -> ChecklistVersion:
        """One of its versions."""
        return self.thing(ChecklistVersion, code=f"JC01/{number}")

    def line(self, number: int = 1, version: int = 1) -> ChecklistLine:
        """A line of it."""
        return self.thing(ChecklistLine, code=f"JC01/{version}/{number:02d}")

    @property
    def script(self) -> ScriptLine:
        """The first line of its script."""
        return self.thing(ScriptLine, code="JC01/1/S01")

    @property
    def drill(self) -> Drill:
        """The drill of yesterday at 09:00, which goes by that checklist; it has not begun."""
        return self.thing(Drill, name="示例演练")

    @property
    def unit(self) -> DrillUnit:
        """The unit that has the rescue team's role in it."""
        return self.thing(DrillUnit, code=f"{self.drill.number}/U1")

    @property
    def inject(self) -> Inject:
        """What is thrown in after a quarter of an hour."""
        return self.thing(Inject, code=f"{self.drill.number}/E1")

    @property
    def need(self) -> DrillNeed:
        """The hundred bags from the eastern depot on its list."""
        return self.thing(DrillNeed, code=f"{self.drill.number}/M1")

    def printed(self) -> Drill:
        """The drill with its sheets."""
        return self.do(sheets.issue_sheets, drill=self.drill)

    def sheet(self, number: int = 1) -> Sheet:
        """One of its sheets: 1 control (1, 6), 2 the team (2, 3, 4), 3 the medics (4), 4 nobody named (5)."""
        self.printed()
        return self.thing(Sheet, number=f"{self.drill.number}-{number:02d}")

    def begun(self, at: str = "09:00") -> Drill:
        """The drill, once it has begun."""
        return self.do(running.start_drill, drill=self.drill, at=clock(at))

    def ended(self, at: str = "11:00", **more: Any) -> Drill:
        """The drill, begun and ended."""
        self.begun()
        return self.do(running.end_drill, drill=self.drill, at=clock(at), **more)

    def keyed(self, number: int, *marks: str, **more: Any) -> Sheet:
        """Key lines of a sheet in."""
        return self.do(ticking.key_in, sheet=self.sheet(number), marks=marks, **more)

    def planned(self, name: str = "示例另一演练", **more: Any) -> Drill:
        """Another drill of yesterday."""
        facts: Facts = {"held_on": yesterday(), "checklist": self.checklist, **more}
        return self.do(running.plan_drill, name=name, **facts)

    def found(self, what: str = "示例水泵起动不了") -> Finding:
        """Something that the drill has shown to be wrong."""
        with self.world.read() as here:
            begun = here.session.scalars(select(Finding)).first() is not None
        if not begun:
            self.begun()
        return self.do(findings.record_finding, drill=self.drill, what=what)

    @property
    def plan(self) -> Plan:
        """A plan of the headquarters."""
        return desk_of(self.world).plan

    def issued(self, **more: Any) -> Drill:
        """The drill with its bags with the team."""
        facts: Facts = {"to": self.world.team, "due_on": today() + timedelta(days=2), **more}
        return self.do(issuing.issue_material, drill=self.drill, **facts)


def ground_of(world: World) -> Ground:
    """The drill ground, fitted out when it is first asked for."""
    with world.begin() as here:
        if here.session.scalar(select(Checklist.id).where(Checklist.code == "JC01")) is None:
            _fit_out(here)
    return Ground(world)


def _fit_out(here: Here) -> None:
    session, by = here.session, here.leader
    one = checklists.add_checklist(session, by, name="示例检查单", code="JC01", kind="示例")
    version = checklists.last_version(session, one.id)
    for number, (section, who, minutes, critical, topic) in enumerate(LINES, 1):
        facts: Facts = {"who": who, "minutes": minutes, "critical": critical, "topic": topic}
        wording.add_line(session, by, version=version, section=section, what=f"示例动作{number}", **facts)
    for minutes, words in ((0, "示例开始"), (10, "示例报告")):
        wording.add_words(session, by, version=version, speaker="示例主持", words=words, minutes=minutes)
    drill = running.plan_drill(
        session, by, name="示例演练", held_on=yesterday(), starts_at=clock("09:00"), spot="示例河段", checklist=one,
        kind=DrillKind.COMBINED, commander="示例总指挥", scenario="示例情景",
    )  # fmt: skip
    parts.add_unit(session, by, drill=drill, unit="示例抢险队", role="示例抢险队", team=here.team, headcount=20)
    parts.add_inject(session, by, drill=drill, minutes=15, what="示例管涌", to_whom="示例抢险队")
    material.add_material(session, by, drill=drill, item=here.bags, quantity=Decimal(100), place=here.east)


def _printed_twice(world: World) -> Facts:
    ground = ground_of(world)
    ground.printed()
    ground.do(wording.add_line, version=ground.version(), section=Section.AFTER, what="示例补充")
    return {"checklist": ground.checklist}


def _next(world: World) -> Facts:
    ground_of(world).printed()
    return {"checklist": ground_of(world).checklist}


def _chosen(world: World) -> Facts:
    _printed_twice(world)
    return {"drill": ground_of(world).drill, "version": ground_of(world).version(2)}


def _given(world: World) -> Facts:
    ground_of(world).begun()
    return {"inject": ground_of(world).inject, "at": clock("09:16"), "note": "示例"}


def _told(world: World) -> Facts:
    ground = ground_of(world)
    ground.begun()
    return {"drill": ground.drill, "lines": [Told(clock("09:20"), "示例甲", "示例封堵", ground.inject)]}


def _keying(world: World) -> Facts:
    ground_of(world).begun()
    return {"sheet": ground_of(world).sheet(2), "marks": ["2y 08:50", "3n 示例水泵坏", "4p 9:30"]}


def _ticking(world: World) -> Facts:
    ground = ground_of(world)
    ground.begun()
    return {"sheet": ground.sheet(2), "line": ground.line(3), "mark": Mark.YES, "at": clock("09:12"), "note": "示例"}


def _finding(world: World) -> Facts:
    ground = ground_of(world)
    ground.keyed(2, "2y")
    ground.begun()
    facts: Facts = {"sheet": ground.sheet(2), "line": ground.line(2)}
    return {"drill": ground.drill, "what": "示例问题", "found_by": "示例评估员", **facts}


def _hazard(world: World) -> Facts:
    facts: Facts = {"unit": "示例镇", "measure": "示例更换", "due_on": today() + timedelta(days=9), "person": "示例甲"}
    return {"finding": ground_of(world).found(), "place": world.works, **facts}


def _back(world: World) -> Facts:
    return {"drill": ground_of(world).issued(), "counterpart": "示例乙", "inspection": "示例完好"}


def _spare_need(world: World) -> Facts:
    ground = ground_of(world)
    facts: Facts = {"item": world.jackets, "quantity": Decimal(5), "place": world.room}
    return {"drill": ground.drill, "code": ground.do(material.add_material, drill=ground.drill, **facts).code}


def _empty_version(world: World) -> Facts:
    _printed_twice(world)
    return {"checklist": ground_of(world).checklist}


ACTS: dict[str, Callable[[World], Facts]] = {
    "add_checklist": lambda _w: {"name": "示例新单", "kind": "示例", "basis": "示例依据", "note": "示例"},
    "change_checklist": lambda w: {"checklist": ground_of(w).checklist, "name": "示例改名"},
    "retire_checklist": lambda w: {"checklist": ground_of(w).checklist},
    "revive_checklist": lambda w: {
        "checklist": ground_of(w).do(checklists.retire_checklist, checklist=ground_of(w).checklist),
    },
    "new_checklist_version": _next,
    "drop_checklist_version": _empty_version,
    "add_line": lambda w: {
        "version": ground_of(w).version(), "section": Section.DURING, "what": "示例动作", "who": "示例队", "minutes": 5,
        "standard": "示例标准", "critical": True, "topic": "示例", "turn": 1,
    },
    "change_line": lambda w: {"line": ground_of(w).line(3), "what": "示例改", "untimed": True},
    "drop_line": lambda w: {"version": ground_of(w).version(), "code": "JC01/1/03"},
    "add_words": lambda w: {
        "version": ground_of(w).version(), "speaker": "示例甲", "words": "示例结束", "minutes": 60,
    },
    "change_words": lambda w: {"script": ground_of(w).script, "words": "示例改", "minutes": 1},
    "drop_words": lambda w: {"version": ground_of(w).version(), "code": "JC01/1/S01"},
    "take_over_checklists": lambda _w: {"lines": ["C-1", "c-3"]},
    "plan_drill": lambda w: {
        "name": "示例新演练", "held_on": today() + timedelta(days=3), "kind": DrillKind.TABLETOP, "place": w.works,
        "commander": "示例甲", "plan_version": desk_of(w).approved, "scenario": "示例",
        "checklist": ground_of(w).checklist, "starts_at": clock("09:30", today() + timedelta(days=3)),
    },
    "record_drill": lambda _w: {"name": "示例旧演练", "held_on": yesterday(), "spot": "示例", "basis": "示例依据"},
    "change_drill": lambda w: {"drill": ground_of(w).drill, "commander": "示例乙", "starts_at": clock("10:00")},
    "choose_checklist": _chosen,
    "start_drill": lambda w: {"drill": ground_of(w).drill, "at": clock("09:02")},
    "end_drill": lambda w: {"drill": ground_of(w).begun(), "at": clock("11:00"), "note": "示例讲评"},
    "cancel_drill": lambda w: {"drill": ground_of(w).drill, "reason": "示例真汛情"},
    "add_unit": lambda w: {
        "drill": ground_of(w).drill, "unit": "示例镇", "role": "示例医疗组", "leader": "示例丙", "headcount": 5,
    },
    "change_unit": lambda w: {"drill_unit": ground_of(w).unit, "leader": "示例丁", "headcount": 30},
    "record_came": lambda w: {"drill_unit": ground_of(w).unit, "came": 18},
    "drop_unit": lambda w: {"drill": ground_of(w).drill, "code": ground_of(w).unit.code},
    "add_inject": lambda w: {
        "drill": ground_of(w).drill, "minutes": 40, "what": "示例断电", "to_whom": "示例值班组", "expected": "示例",
    },
    "change_inject": lambda w: {"inject": ground_of(w).inject, "minutes": 20},
    "drop_inject": lambda w: {"drill": ground_of(w).drill, "code": ground_of(w).inject.code},
    "give_inject": _given,
    "record_events": _told,
    "add_material": lambda w: {
        "drill": ground_of(w).drill, "item": w.jackets, "quantity": Decimal(20), "place": w.room, "note": "示例",
    },
    "change_material": lambda w: {"need": ground_of(w).need, "quantity": Decimal(150)},
    "drop_material": _spare_need,
    "issue_material": lambda w: {
        "drill": ground_of(w).drill, "to": w.team, "due_on": today() + timedelta(days=2), "needs": [ground_of(w).need],
    },
    "return_material": _back,
    "issue_sheets": lambda w: {"drill": ground_of(w).drill},
    "key_in": _keying,
    "tick_line": _ticking,
    "end_sheet": lambda w: {"sheet": ground_of(w).sheet(1), "note": "示例未发"},
    "record_finding": _finding,
    "make_hazard": _hazard,
    "propose_revision": lambda w: {"finding": ground_of(w).found(), "plan": ground_of(w).plan, "what": "示例修订"},
    "settle_finding": lambda w: {"finding": ground_of(w).found(), "reason": "示例当场改"},
    "assess": lambda w: {
        "drill": ground_of(w).drill, "topic": "示例指挥", "points": Decimal("8.5"), "out_of": Decimal(10),
    },
}  # fmt: skip

EVERY = acts.EVERY | ACTS
"""Every service there is, whichever floor it is on."""
