"""Settings: what a headquarters decides for itself, each with the basis (依据) it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import remembered, service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.store import moment_of
from inventory.ground.text import clean

# Models --------------------------------------------------------------------------------------------------------


class Setting(Base):
    """One value that an organisation has set, and on what basis."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)
    called = "key"
    sealed = {1: "id organisation_id key value basis since"}

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(Name(60))
    value: Mapped[str] = mapped_column(Name(200))
    basis: Mapped[str] = mapped_column(Name(400), default="")
    since: Mapped[date]


# Rules ---------------------------------------------------------------------------------------------------------


class UnknownSetting(Refused):
    """No such setting is known."""

    message = N_("There is no setting {key}. Known are: {known}.")


class BadSetting(Refused):
    """The value doesn't fit the setting."""

    message = N_("{value} does not fit {key}: {expected}.")


class OneForAll(Refused):
    """A branch can't have a clock of its own."""

    message = N_("{key} holds for the whole headquarters: set it there.")


@dataclass(frozen=True)
class Known:
    """A setting that the program asks for: what it is, what it must look like, and what holds until it is set."""

    meaning: str
    expected: str
    default: str
    everywhere: bool = False
    """Whether one value holds for the whole headquarters."""


KNOWN: dict[str, Known] = {
    "zone": Known(
        N_("time zone of the headquarters"), N_("a name such as Asia/Shanghai"), "Asia/Shanghai", everywhere=True
    ),
    "time_of_day": Known(
        N_("time that an entry with a date alone takes"),
        N_("hours and minutes such as 12:00"),
        "12:00",
        everywhere=True,
    ),
    "expiring_days": Known(N_("days ahead that expiring stock is listed"), N_("a whole number of days"), "90"),
    "check_days": Known(N_("days from one full stock check of a depot to the next"), N_("a whole number of days"), ""),
    "recount_share": Known(
        N_("share of the book, in hundredths, up to which a difference needs no second count"),
        N_("a whole number from 0 to 100"),
        "0",
    ),
    "recount_units": Known(
        N_("amount up to which a difference needs no second count"), N_("a whole number of units"), "0"
    ),
    "rest_hours": Known(
        N_("hours of rest between two duties of one person"), N_("a whole number of hours from 0 to 168"), ""
    ),
    "renewal_days": Known(
        N_("days before its end that an agreement is called out to be renewed"), N_("a whole number of days"), ""
    ),
    "gap_days": Known(N_("days ahead that gaps in the roster are listed"), N_("a whole number of days"), "7"),
    "duty_phone": Known(N_("telephone of the duty room"), N_("at most 40 characters"), ""),
    "remind_minutes": Known(
        N_("minutes before a report is due that the screen reminds of it"),
        N_("a whole number of minutes from 0 to 1440"),
        "",
    ),
    "idle_minutes": Known(
        N_("minutes without a key after which a locked store's screen asks for the password again"),
        N_("a whole number of minutes from 1 to 1440"),
        "",
    ),
    "season_begins": Known(N_("first day of the flood season"), N_("month and day such as 06-01"), "", everywhere=True),
    "season_ends": Known(N_("last day of the flood season"), N_("month and day such as 09-30"), "", everywhere=True),
    "own_hours": Known(
        N_("hours until stock of our own can be used where it is needed"),
        N_("a whole number of hours from 0 to 2400"),
        "",
    ),
    "entrusted_hours": Known(
        N_("hours until stock that enterprises keep for us can be used where it is needed"),
        N_("a whole number of hours from 0 to 2400"),
        "",
    ),
    "shelter_m2": Known(
        N_("square metres per person in a shelter"), N_("a number of square metres such as 3.5, at most 100"), ""
    ),
}


LONGEST_PHONE = 40
ANY_YEAR = 2023  # one without a 29th of February
MOST_M2 = 100
DAYS = range(36_501)
WHOLE = {
    "recount_share": range(101),
    "recount_units": range(10**9),
    "rest_hours": range(7 * 24 + 1),
    "idle_minutes": range(1, 24 * 60 + 1),
    "remind_minutes": range(24 * 60 + 1),
    "own_hours": range(2401),
    "entrusted_hours": range(2401),
}
"""What the settings may be that are whole numbers; those that aren't here are days."""


def _fits(key: str, value: str) -> bool:
    try:
        match key:
            case "zone":
                ZoneInfo(value)
            case "time_of_day":
                time.fromisoformat(value)
            case "season_begins" | "season_ends":
                return f"{date.fromisoformat(f'{ANY_YEAR}-{value}'):%m-%d}" == value
            case "duty_phone":
                return len(value) <= LONGEST_PHONE
            case "shelter_m2":
                return value.replace(".", "", 1).isdecimal() and 0 < Decimal(value) <= MOST_M2
            case _:
                return value.isdecimal() and int(value) in WHOLE.get(key, DAYS)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # a folder of zones is no zone
        return False
    return True


# Queries -------------------------------------------------------------------------------------------------------


_SET = (
    select(Setting.value, Organisation.path, Organisation.parent_id)
    .join(Organisation, Organisation.id == Setting.organisation_id)
    .where(Setting.key == bindparam("key"))
)
_ALL = select(Setting.key, Setting.value, Organisation.path, Setting.basis).join(
    Organisation, Organisation.id == Setting.organisation_id
)


def value_of(session: Session, key: str, organisation: Organisation | None = None) -> str:
    """What is set nearest above an organisation (the headquarters, unless one is named), or the default."""
    found = session.execute(_SET, {"key": key}).all()
    if organisation is None:
        above = [(row.path, row.value) for row in found if row.parent_id is None]
    else:
        above = [(row.path, row.value) for row in found if organisation.path.startswith(row.path)]
    return max(above)[1] if above else KNOWN[key].default


def along(session: Session, key: str) -> Callable[[str], tuple[str, str]]:
    """What is set nearest above an organisation's path, or the default, and on what basis.

    It is for lists, which ask for several settings of many organisations: all are read once.
    """
    if "settings" not in session.info:
        session.info["settings"] = session.execute(_ALL).all()
    found = [row for row in session.info["settings"] if row.key == key]

    def nearest(path: str) -> tuple[str, str]:
        above = [(row.path, row.value, row.basis) for row in found if path.startswith(row.path)]
        return max(above)[1:] if above else (KNOWN[key].default, "")

    return nearest


def zone(session: Session) -> ZoneInfo:
    """The time zone of the headquarters: every time on screen and paper is in it."""
    if "zone" not in session.info:
        session.info["zone"] = remembered(session, "zone", lambda: ZoneInfo(value_of(session, "zone")))
    held: ZoneInfo = session.info["zone"]
    return held


def time_of_day(session: Session) -> time:
    """The time that an entry with a date alone takes."""
    return time.fromisoformat(value_of(session, "time_of_day"))


def expiring_days(session: Session, reader: Person) -> int:
    """How many days ahead expiring stock is listed for a reader, as their branch has set it."""
    return int(value_of(session, "expiring_days", session.get_one(Organisation, reader.organisation_id)))


def today(session: Session, when: datetime | None = None) -> date:
    """The date at the headquarters in this transaction, or at an instant."""
    return (when or moment_of(session)).astimezone(zone(session)).date()


@dataclass(frozen=True)
class SettingLine:
    """A setting as it stands for one organisation: what is set, or what holds until something is."""

    key: str
    organisation_id: int
    organisation: str
    value: str | None
    basis: str
    since: date | None

    @property
    def known(self) -> Known:
        """What it is and what it must look like."""
        return KNOWN[self.key]


def listed(session: Session, reader: Person) -> list[SettingLine]:
    """Every known setting for the headquarters, and below each what the reader's branches set for themselves."""
    mine = Organisation.id.in_(branch(reader)) | Organisation.parent_id.is_(None)
    found = session.execute(
        select(Setting, Organisation)
        .join(Organisation, Organisation.id == Setting.organisation_id)
        .where(mine, Setting.key.in_(KNOWN))
        .order_by(Organisation.path)
    ).all()
    root = headquarters(session)
    lines = []
    for key in KNOWN:
        own = [
            SettingLine(key, house.id, house.name, one.value, one.basis, one.since)
            for one, house in found
            if one.key == key
        ]
        if not own or own[0].organisation_id != root.id:
            own.insert(0, SettingLine(key, root.id, root.name, None, "", None))
        lines += own
    return lines


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_SETTINGS, on="organisation")
def set_value(
    session: Session, by: Person, *, organisation: Organisation, key: str, value: str, basis: str = ""
) -> Setting:
    """Set a value for an organisation and everything below it, with the basis it rests on."""
    if key not in KNOWN:
        raise UnknownSetting(field="key", key=key, known=", ".join(KNOWN))
    value = clean(value, field="value", longest=200)
    if not _fits(key, value):
        raise BadSetting(field="value", key=key, value=value, expected=_(KNOWN[key].expected))
    if KNOWN[key].everywhere and organisation.parent_id is not None:
        raise OneForAll(field="organisation", key=key)
    held = session.scalars(
        select(Setting).where(Setting.organisation_id == organisation.id, Setting.key == key)
    ).one_or_none()
    basis, since = clean(basis, field="basis", longest=400, blank=True), today(session)
    if held is None:
        held = Setting(organisation_id=organisation.id, key=key, value=value, basis=basis, since=since)
        session.add(held)
    held.value, held.basis, held.since = value, basis, since
    for held_back in ("zone", "settings"):
        session.info.pop(held_back, None)
    session.flush()
    return held
