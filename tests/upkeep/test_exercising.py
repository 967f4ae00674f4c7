"""An exercise is a marked copy: nothing in it reaches the real store but what is told of it at the end."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from inventory.duty import log
from inventory.duty.log import LogKind
from inventory.ground import accounts, passwords, settings
from inventory.ground.exercises import ExerciseMark, exercise, prefixed
from inventory.ground.kept import ExerciseOver
from inventory.ground.people import NotPermitted, Person
from inventory.ground.schema import Base
from inventory.ground.store import Store, now
from inventory.ground.storefile import StoreMissing, Turn
from inventory.practice import parts, running, told
from inventory.practice.drills import Drill
from inventory.resources import hazards
from inventory.supplies import stock
from inventory.supplies.closing import cancel_count
from inventory.supplies.counting import CountsBlind
from inventory.supplies.lots import Line
from inventory.upkeep import copies, exercising, stations
from inventory.upkeep.backup import ExerciseInTheWay, backup, restore
from inventory.upkeep.copies import OfAnotherLogin, OnlyItsOwner
from inventory.upkeep.exercising import Copy, IsExercise, NoExercise, OfAnotherStore
from inventory.upkeep.stations import BeingEnded, StillUsed
from tests.passwords import SECRET, own
from tests.supplies.checks import opened
from tests.world import World

FIRST, SECOND = (f"YL-{now().year}-000{one}" for one in (1, 2))
TAKEN_OVER = {"audit_entry", "drill_event"}


@pytest.fixture
def drill(world: World) -> Drill:
    return plan(world)


@pytest.fixture
def file_drill(file_world: World) -> Drill:
    return plan(file_world)


@pytest.fixture
def in_file(file_world: World) -> Copy:
    """An exercise of a store in a file."""
    return start(file_world, plan(file_world))


def plan(world: World) -> Drill:
    with world.begin() as here:
        today = settings.today(here.session)
        return running.plan_drill(here.session, here.leader, name="示例城市内涝演练", held_on=today)


def start(world: World, drill: Drill) -> Copy:
    return exercising.start(world.store, getattr(world, world.by), drill)


def end(world: World, drill: str, *, keep: bool = True) -> exercising.Ended:
    return exercising.end(world.store, leader, drill, keep=keep)


def leader(session: Session) -> Person:
    return session.scalars(select(Person).where(Person.login == "leader")).one()


@contextmanager
def station(copy: Copy, who: str = "") -> Iterator[World]:
    """The exercise, open at a station where somebody sits, or where nobody is seen."""
    with closing(Store.open(copy.address)) as store:
        if who:
            stations.attend(store, who)
        yield World(store)


def issue(world: World, bags: int) -> str:
    with world.begin() as here:
        line = Line(here.bags, Decimal(bags))
        return stock.issue(here.session, here.leader, place=here.east, to=here.team, lines=[line]).number


def digests(store: Store) -> dict[str, str]:
    """What every table holds."""
    with store.read() as session:
        return {
            table.name: sha256(
                repr(session.execute(select(table).order_by(*table.primary_key)).all()).encode()
            ).hexdigest()
            for table in Base.metadata.sorted_tables
        }


# Beginning


def test_an_exercise_is_a_copy_marked_for_good_and_beginning_it_writes_nothing_real(world, drill):
    before = digests(world.store)
    copy = start(world, drill)
    assert digests(world.store) == before
    assert "演练" in copy.address or "xunbei_exercise_yl_" in copy.address
    assert copies.real(copy.address) == copies.address_of(world.store)
    with station(copy) as played:
        for act in (update(ExerciseMark).values(drill=SECOND), delete(ExerciseMark)):
            with pytest.raises(DBAPIError, match="only grows"), played.begin() as here:
                here.session.execute(act)
    with station(copy) as played, played.read() as here:
        mark = exercise(here.session)
        assert mark is not None
        assert (mark.drill, mark.name, mark.by) == (FIRST, "示例城市内涝演练", "示例领导")
        assert mark.said == f"演练 EXERCISE · {FIRST} 示例城市内涝演练"
        assert played.held(here.east, here.bags) == 2000
        assert played.faults() == []
    with world.read() as here:
        assert exercise(here.session) is None


def test_who_starts_a_drill_that_is_on_joins_it_and_several_drills_can_be_on(file_world, file_drill):
    first = start(file_world, file_drill)
    assert start(file_world, file_drill).address == first.address
    other = start(file_world, plan(file_world))
    assert other.address != first.address
    found = exercising.listed(copies.address_of(file_world.store))
    assert [one.exercise.drill for one in found] == [FIRST, SECOND]
    assert exercising.meant(first.address, SECOND).address == other.address


def test_a_drill_is_meant_by_its_date_where_only_one_of_that_day_is_on(file_world, in_file):
    with file_world.read() as here:
        today = settings.today(here.session)
    assert exercising.meant(in_file.address, f"{today}").address == in_file.address
    for said in (f"{today + timedelta(days=1)}", "YL-1999-0001"):
        with pytest.raises(NoExercise, match=said):
            exercising.meant(in_file.address, said)


def test_who_may_not_run_drills_begins_none_and_an_exercise_is_no_place_for_another(file_world):
    world, drill = file_world, plan(file_world)
    for login in ("watcher", "keeper"):
        with pytest.raises(NotPermitted):
            start(world.as_(login), drill)
    with station(start(world, drill)) as played, pytest.raises(IsExercise, match=FIRST):
        start(played, drill)


def test_who_counts_blind_in_the_real_store_neither_begins_an_exercise_nor_goes_into_one(world, drill):
    copy = start(world, drill)
    with station(copy) as played:
        exercising.must_join(played.store, "officer")
        count = opened(world)
        for refused in (
            lambda: exercising.must_join(played.store, "officer"),
            lambda: start(world.as_("officer"), drill),
        ):
            with pytest.raises(CountsBlind, match=count.number):
                refused()
        for login in ("leader", "officer-of-the-exercise"):
            exercising.must_join(played.store, login)
        world.do(cancel_count, count=count, note="示例")
        exercising.must_join(played.store, "officer")


def test_two_who_start_at_once_begin_one_exercise(file_world, file_drill):
    begun: list[str] = []
    threads = [
        threading.Thread(target=lambda: begun.append(start(file_world, file_drill).address)) for _both in range(2)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(begun) == 2
    assert len(set(begun)) == 1
    assert len(exercising.listed(begun[0])) == 1


def test_what_goes_wrong_in_the_middle_leaves_no_copy(world, drill, monkeypatch):
    def fails(*_facts: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("inventory.ground.exercises.begin_exercise", fails)
        with pytest.raises(KeyboardInterrupt):
            start(world, drill)
    address = copies.address_of(world.store)
    assert copies.found(address) == []
    assert world.faults() == []
    assert start(world, drill).address in copies.found(address)


# Another login of the server


@contextmanager
def as_login(world: World, *rights: str) -> Iterator[World]:
    """The same real store, opened by a login that may work in it and make schemas, and more where it is said."""
    url, login = world.store.engine.url, f"login_of_{world.store.engine.url.database}"
    with world.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for sql in (f"CREATE ROLE {login} LOGIN", *(one.format(login=login) for one in rights)):
            connection.execute(text(sql))
    with closing(Store.open(url.set(username=login).render_as_string(hide_password=False))) as store:
        yield World(store)


TABLES = (
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO {login}",
    "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {login}",
)


@pytest.mark.parametrize("own_world", ["postgresql"], indirect=True)
def test_a_login_that_works_in_the_real_store_works_in_the_exercise_of_another_and_only_its_owner_throws_it_away(
    own_world,
):
    drill = plan(own_world)
    with as_login(own_world, *TABLES) as theirs:
        copy = start(own_world, drill)
        assert exercising.listed(copies.address_of(theirs.store))[0].exercise.drill == FIRST
        joined = start(theirs, drill)
        with station(joined, "示例甲") as played:
            issue(played, 500)
            assert played.faults() == []
        with pytest.raises(OnlyItsOwner, match="postgres"):
            end(theirs, FIRST, keep=False)
        assert own_world.ask(told.timeline, drill) == []
        assert end(theirs, FIRST).lines == 1
        assert copies.found(copies.address_of(theirs.store), ours=True) == []
        assert copies.found(copies.address_of(own_world.store), ours=True) == [copy.address]


@pytest.mark.parametrize("own_world", ["postgresql"], indirect=True)
def test_an_exercise_that_another_login_keeps_to_itself_is_told_in_words_with_its_owner(own_world):
    drill = plan(own_world)
    start(own_world, drill)
    may_make = "DO $$ BEGIN EXECUTE 'GRANT CREATE ON DATABASE ' || current_database() || ' TO {login}'; END $$"
    with as_login(own_world, *TABLES, may_make) as theirs:
        address = copies.address_of(theirs.store)
        assert exercising.listed(address) == []
        assert "postgres" in str(copies.shut(address)[0])
        for refused in (
            lambda: start(theirs, drill),
            lambda: exercising.meant(address, FIRST),
            lambda: end(theirs, FIRST),
        ):
            with pytest.raises(OfAnotherLogin, match="yl_.*belongs to the database login postgres"):
                refused()
        assert start(theirs, plan(own_world)).exercise.drill == SECOND


# Side by side


def test_what_is_done_in_both_at_once_stays_apart_and_only_the_timeline_comes_back(world, drill):
    world.do(parts.add_inject, drill=drill, minutes=0, what="示例来电 积水", to_whom="值班室")
    copy = start(world, drill)
    with station(copy, "示例甲") as one, station(copy, "示例乙") as two:
        one.do(running.start_drill, drill=drill)

        def work(where: World, bags: int) -> None:
            for _time in range(5):
                issue(where, bags)

        doing = [threading.Thread(target=work, args=facts) for facts in ((world, 1), (one, 10), (two, 100))]
        for thread in doing:
            thread.start()
        for thread in doing:
            thread.join(60)
        year = now().year
        assert (issue(one, 10), issue(world, 1)) == (f"CK-{year}X0011", f"CK-{year}-0006")
        one.do(log.write_entry, kind=LogKind.PHONE, content="示例路口积水 30 厘米", unit="示例镇")
        assert world.held(world.east, world.bags) == 2000 - 6
        assert one.held(one.east, one.bags) == two.held(two.east, two.bags) == 2000 - 560
        assert one.faults() == []
        with pytest.raises(StillUsed, match="示例乙@.*示例甲@"):
            end(world, drill.number)
    before = digests(world.store)
    assert end(world, drill.number).lines == 13
    after = digests(world.store)
    assert {name for name in before if before[name] != after[name]} == TAKEN_OVER
    assert world.faults() == []
    lines = world.ask(told.timeline, drill)
    assert sum("编织袋 100 条" in one.what for one in lines) == 5
    assert any("示例路口积水 30 厘米" in one.what for one in lines)
    assert {(one.who, one.inject) for one in lines if "编织袋" in one.what} == {("示例领导", f"{drill.number}/E1")}


def test_the_course_of_the_drill_is_retold_in_its_own_words_against_its_injects(file_world):
    world, drill = file_world, plan(file_world)
    inject = world.do(parts.add_inject, drill=drill, minutes=50, what="示例管涌扩大", to_whom="示例一队")
    copy = start(world, drill)
    with station(copy) as played:
        played.do(running.start_drill, drill=drill)
        played.do(told.give_inject, inject=inject)
        with played.read() as here:
            given = here.session.scalars(select(told.DrillEvent)).one().at
        answer = told.Told(given, "示例一队", "示例报告增援 20 人", inject)
        played.do(told.record_events, drill=drill, lines=[answer])
    assert end(world, drill.number).lines == 3
    lines = [(one.who, one.what, one.inject) for one in world.ask(told.timeline, drill) if one.at is not None]
    assert lines == [
        ("示例领导", "示例城市内涝演练 begins in the exercise", ""),
        ("示例一队", "示例报告增援 20 人", inject.code),
        ("示例领导", "inject given: 示例管涌扩大", inject.code),
    ]


# Ending


def test_a_copy_is_kept_for_the_evaluation_and_says_that_it_is_over(file_world, file_drill):
    copy = start(file_world, file_drill)
    assert end(file_world, file_drill.number).kept == copy.shown
    with station(copy, "示例甲") as played, played.read() as here:
        mark = exercise(here.session)
        assert mark is not None
        assert mark.is_ended
        assert mark.said.endswith("(over)")
        assert played.faults() == []
        assert stations.stations(played.store) == []
    with pytest.raises(NoExercise):
        end(file_world, file_drill.number)
    again = start(file_world, file_drill)
    assert again.address != copy.address
    assert exercising.meant(copy.address, file_drill.number).address == again.address


def test_a_copy_that_is_kept_takes_no_act_more_and_can_be_looked_at_and_signed_in_to(world, drill):
    own(world)
    copy = start(world, drill)
    with station(copy) as played:
        issue(played, 500)
        end(world, drill.number)
        before = played.held(played.east, played.bags)
        for again in (played, World(Store.open(copy.address))):
            with pytest.raises(ExerciseOver, match=f"exercise of {drill.number} is over"):
                issue(again, 1)
            passwords.verified(again.store, "leader", SECRET)
            again.do(accounts.show_phones, organisation=again.headquarters, report="示例")
            assert again.held(again.east, again.bags) == before
            assert again.faults() == []
            again.store.close()
    issue(world, 1)


def test_an_exercise_that_another_station_still_uses_does_not_end_and_the_station_is_named(file_world, file_drill):
    copy = start(file_world, file_drill)
    with station(copy, "示例甲"), station(copy, "示例乙"):
        with pytest.raises(StillUsed, match="示例乙@.*示例甲@"):
            end(file_world, file_drill.number, keep=False)
        assert [len(one.stations) for one in exercising.listed(copy.address)] == [2]
    assert file_world.ask(told.timeline, file_drill) == []
    assert end(file_world, file_drill.number, keep=False).lines == 0


def test_whoever_comes_while_it_ends_comes_too_late_and_a_copy_that_is_thrown_away_is_gone(world, drill, monkeypatch):
    copy = start(world, drill)
    monkeypatch.setattr(stations, "Turn", Impatient)
    with closing(Store.open(copy.address)) as ending, stations.alone(ending, drill.number):
        refused: list[BaseException] = []

        def come() -> None:
            with pytest.raises(BeingEnded) as caught, station(copy, "示例甲"):
                pass
            refused.append(caught.value)

        late = threading.Thread(target=come)
        late.start()
        late.join(30)
        assert len(refused) == 1
    assert end(world, drill.number, keep=False).kept == ""
    assert copies.found(copies.address_of(world.store)) == []
    if world.store.path:
        assert [one.name for one in Path(copy.address).parent.iterdir()] == ["start.lock"]
    else:
        with world.store.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%exercise%'")) == 0


def cut(world: World) -> None:
    """The server lets go of every station's own connection, as where it was idle for too long."""
    with world.store.engine.connect() as connection:
        ours = "datname = current_database() AND application_name LIKE 'xunbei %'"
        connection.execute(text(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {ours}"))


@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
def test_a_station_whose_idle_connection_was_cut_is_there_again_as_soon_as_it_looks(world, drill):
    with station(start(world, drill), "示例甲") as played:
        cut(world)
        assert stations.stations(played.store) == []
        with played.read():
            assert [one.split("@")[0] for one in stations.stations(played.store)] == ["示例甲"]
        cut(world)
        issue(played, 500)
        with pytest.raises(StillUsed, match="示例甲@"):
            end(world, drill.number)
        played.store.close()
        with played.read():  # a program's last look comes after it has left
            assert stations.stations(played.store) == []
    assert end(world, drill.number).lines == 1


@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("keep", "refusal"), [(True, ExerciseOver), (False, StoreMissing)])
def test_what_was_ended_while_a_station_was_cut_off_takes_nothing_more_from_it(world, drill, keep, refusal):
    with station(start(world, drill), "示例甲") as played:
        cut(world)
        end(world, drill.number, keep=keep)
        for _time in range(2):
            with pytest.raises(refusal):
                issue(played, 1)


class Impatient(Turn):
    """Nobody has ten seconds."""

    @contextmanager
    def held(self, patience: float | None = None) -> Iterator[None]:
        with super().held(0.1 if patience is None else patience):
            yield


def test_a_program_that_was_killed_holds_nobody_up(file_world, in_file):
    code = (
        "import sys, time; from inventory.ground.store import Store; from inventory.upkeep import stations;"
        "store = Store.open(sys.argv[1]); stations.attend(store, 'killed'); print('there', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, in_file.address], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"there\n"
        with pytest.raises(StillUsed, match="killed@"):
            end(file_world, in_file.exercise.drill)
        program.kill()
        program.wait(20)
        assert end(file_world, in_file.exercise.drill).lines == 0


def test_ending_it_again_after_it_was_interrupted_takes_every_line_over_once(file_world, monkeypatch):
    world, drill = file_world, plan(file_world)
    with station(start(world, drill)) as played:
        issue(played, 500)

    def fails(*_facts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("inventory.ground.exercises.end_exercise", fails)
        with pytest.raises(KeyboardInterrupt):
            end(world, drill.number)
    assert end(world, drill.number).lines == 1
    assert len(world.ask(told.timeline, drill)) == 1


def test_a_program_that_has_done_nothing_else_retells_every_act_and_no_telephone(file_world, in_file):
    with station(in_file) as played:
        played.do(accounts.change_person, person=played.officer, phone="13900000000")
        played.do(
            hazards.enter_hazard,
            organisation=played.headquarters,
            what="示例漏洞",
            found_by="示例甲",
            spot="示例河段",
            found_on=now().date(),
        )
    code = (
        "import sys; from sqlalchemy import select; from inventory.ground.people import Person;"
        "from inventory.ground.store import Store; from inventory.upkeep import exercising;"
        "leader = lambda session: session.scalars(select(Person).where(Person.login == 'leader')).one();"
        "print(exercising.end(Store.open(sys.argv[1]), leader, sys.argv[2]).lines)"
    )
    words = [sys.executable, "-c", code, str(file_world.store.path), in_file.exercise.drill]
    assert subprocess.run(words, capture_output=True, check=True, text=True).stdout == "2\n"
    with file_world.read() as here:
        drill = here.session.scalars(select(Drill)).one()
    told_of = " ".join(one.what for one in file_world.ask(told.timeline, drill))
    assert "示例漏洞" in told_of
    assert "13900000000" not in told_of


def test_the_exercise_of_a_drill_that_was_cancelled_ends_without_a_line(file_world, file_drill):
    with station(start(file_world, file_drill)) as played:
        issue(played, 500)
    file_world.do(running.cancel_drill, drill=file_drill, reason="示例真汛情")
    assert end(file_world, file_drill.number).lines == 0
    assert file_world.ask(told.timeline, file_drill) == []


def test_an_exercise_of_books_that_were_here_before_is_neither_joined_nor_ended_for_ours(
    file_world, file_drill, tmp_path
):
    backup(file_world.store, tmp_path / "before.xb")
    issue(file_world, 1)
    old = start(file_world, file_drill)
    restore(tmp_path / "before.xb", file_world.store.path)
    with pytest.raises(OfAnotherStore):
        end(file_world, file_drill.number)
    ours = start(file_world, file_drill)
    assert ours.address != old.address
    assert start(file_world, file_drill).address == ours.address
    assert end(file_world, file_drill.number).kept == ours.shown


def test_an_exercise_that_was_thrown_away_under_a_program_is_missing_in_words(file_world, in_file):
    with station(in_file) as played:
        end(file_world, in_file.exercise.drill, keep=False)
        with pytest.raises(StoreMissing):
            issue(played, 1)


# Neither takes the other's place


def test_neither_an_exercise_nor_a_real_store_takes_the_others_place(file_world, in_file, tmp_path):
    real = tmp_path / "real.xb"
    backup(file_world.store, real)
    with station(in_file) as played:
        backup(played.store, tmp_path / "played.xb")
        with pytest.raises(ExerciseInTheWay):
            backup(played.store, real, overwrite=True)
    with pytest.raises(ExerciseInTheWay):
        backup(file_world.store, Path(in_file.address), overwrite=True)
    before = digests(file_world.store)
    for source in (tmp_path / "played.xb", Path(in_file.address)):
        with pytest.raises(ExerciseInTheWay):
            restore(source, file_world.store.path)
    with pytest.raises(ExerciseInTheWay):
        restore(real, in_file.address)
    assert digests(file_world.store) == before


def test_a_file_that_is_written_in_an_exercise_says_so_in_its_name():
    assert prefixed(Path("a/stock.xlsx"), "x") == Path("a/EXERCISE_stock.xlsx")
    assert prefixed(Path("a/演练_stock.xlsx"), "x") == Path("a/演练_stock.xlsx")
    assert prefixed(Path("a/stock.xlsx"), None) == Path("a/stock.xlsx")
