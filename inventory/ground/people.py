"""People: who belongs where, and who may do what on which branch."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, bindparam, false, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.schema import Base, Name, Phone

# Models --------------------------------------------------------------------------------------------------------


class OrganisationKind(StrEnum):
    """What an organisation is."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"
    VILLAGE = "village"
    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"


class Organisation(Base):
    """A node in the tree that everything hangs on; the root is the headquarters whose books the store holds."""

    __tablename__ = "organisation"
    sealed = {1: "id code name kind parent_id path"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    kind: Mapped[OrganisationKind]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    path: Mapped[str] = mapped_column(Name(200), index=True)

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:
        """An organisation is its own branch."""
        return cls.id.in_(organisations)

    @property
    def organisation_id(self) -> int:
        """An organisation is its own branch."""
        return self.id


class Person(Base):
    """Somebody who acts in the program, or once did."""

    __tablename__ = "person"
    called = "login"
    sealed = {1: "id login name post phone organisation_id retired"}

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    post: Mapped[str] = mapped_column(Name(120), default="")
    phone: Mapped[str] = mapped_column(Phone(40), default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    retired: Mapped[bool] = mapped_column(default=False)


class Role(StrEnum):
    """What somebody is trusted with on a branch."""

    DUTY_OFFICER = "duty_officer"
    LEADER = "leader"
    STOREKEEPER = "storekeeper"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"
    READER = "reader"


class RoleGiven(Base):
    """A role that a person has on an organisation and everything below it."""

    __tablename__ = "role_given"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "role"),)
    called = "id"
    sealed = {1: "id person_id organisation_id role"}

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[Role]


# Rules ---------------------------------------------------------------------------------------------------------


class Permission(StrEnum):
    """Something that one may do or not."""

    READ = "read"
    SEE_PHONES = "see_phones"
    RECEIVE_STOCK = "receive_stock"
    ISSUE_STOCK = "issue_stock"
    ISSUE_EXPIRED = "issue_expired"
    TRANSFER_STOCK = "transfer_stock"
    TAKE_BACK_STOCK = "take_back_stock"
    WRITE_OFF_STOCK = "write_off_stock"
    SORT_STOCK = "sort_stock"
    TEST_STOCK = "test_stock"
    OPEN_BOOKS = "open_books"
    REVERSE_STOCK = "reverse_stock"
    COMPLETE_PAPERS = "complete_papers"
    COUNT_STOCK = "count_stock"
    KEEP_COUNTS = "keep_counts"
    APPROVE_COUNTS = "approve_counts"
    KEEP_CATALOG = "keep_catalog"
    KEEP_QUOTAS = "keep_quotas"
    KEEP_PLACES = "keep_places"
    KEEP_PEOPLE = "keep_people"
    KEEP_SETTINGS = "keep_settings"
    KEEP_RULES = "keep_rules"
    KEEP_ROSTERS = "keep_rosters"
    PUBLISH_ROSTERS = "publish_rosters"
    CHANGE_DUTY = "change_duty"
    RECORD_DUTY = "record_duty"
    WRITE_LOG = "write_log"
    REPORT_UPWARD = "report_upward"
    CONSULT = "consult"
    ORDER_LEVEL = "order_level"
    HAND_OVER = "hand_over"
    KEEP_RESOURCES = "keep_resources"
    CALL_TEAMS = "call_teams"
    RUN_SHELTERS = "run_shelters"
    CALL_OFF = "call_off"
    KEEP_PLANS = "keep_plans"
    APPROVE_PLANS = "approve_plans"
    RECORD_WARNINGS = "record_warnings"
    DO_TASKS = "do_tasks"
    RECORD_STOPS = "record_stops"
    APPROVE_STOPS = "approve_stops"
    KEEP_HAZARDS = "keep_hazards"
    RECHECK_HAZARDS = "recheck_hazards"
    KEEP_TRAINING = "keep_training"
    KEEP_CHECKLISTS = "keep_checklists"
    PLAN_DRILLS = "plan_drills"
    RUN_DRILLS = "run_drills"


_LOOKING = {Permission.READ}
_MOVING = _LOOKING | {
    Permission.SEE_PHONES,
    Permission.RECEIVE_STOCK,
    Permission.ISSUE_STOCK,
    Permission.TRANSFER_STOCK,
    Permission.TAKE_BACK_STOCK,
    Permission.WRITE_OFF_STOCK,
    Permission.SORT_STOCK,
    Permission.TEST_STOCK,
    Permission.REVERSE_STOCK,
    Permission.COMPLETE_PAPERS,
    Permission.COUNT_STOCK,
    Permission.KEEP_COUNTS,
}
_ON_DUTY = {
    Permission.KEEP_ROSTERS,
    Permission.CHANGE_DUTY,
    Permission.RECORD_DUTY,
    Permission.WRITE_LOG,
    Permission.REPORT_UPWARD,
    Permission.CONSULT,
    Permission.HAND_OVER,
    Permission.KEEP_RESOURCES,
    Permission.CALL_TEAMS,
    Permission.RUN_SHELTERS,
    Permission.CALL_OFF,
    Permission.RECORD_WARNINGS,
    Permission.DO_TASKS,
    Permission.RECORD_STOPS,
    Permission.KEEP_HAZARDS,
    Permission.RECHECK_HAZARDS,
    Permission.KEEP_TRAINING,
    Permission.RUN_DRILLS,
}
_PLANNING = {
    Permission.KEEP_RULES,
    Permission.KEEP_ROSTERS,
    Permission.PUBLISH_ROSTERS,
    Permission.KEEP_QUOTAS,
    Permission.KEEP_RESOURCES,
    Permission.KEEP_PLANS,
    Permission.KEEP_HAZARDS,
    Permission.RECHECK_HAZARDS,
    Permission.KEEP_TRAINING,
    Permission.KEEP_CHECKLISTS,
    Permission.PLAN_DRILLS,
    Permission.RUN_DRILLS,
}
_KEEPING = {Permission.KEEP_CATALOG, Permission.KEEP_PLACES, Permission.OPEN_BOOKS}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.READER: frozenset(_LOOKING),
    Role.DUTY_OFFICER: frozenset(_MOVING | _ON_DUTY | {Permission.KEEP_CATALOG, Permission.KEEP_PLACES}),
    Role.STOREKEEPER: frozenset(_MOVING | _KEEPING | {Permission.WRITE_LOG, Permission.KEEP_HAZARDS}),
    Role.LEADER: frozenset(
        _MOVING
        | _KEEPING
        | _ON_DUTY
        | _PLANNING
        | {
            Permission.ISSUE_EXPIRED,
            Permission.APPROVE_COUNTS,
            Permission.ORDER_LEVEL,
            Permission.APPROVE_PLANS,
            Permission.APPROVE_STOPS,
        }
    ),
    Role.PLANNER: frozenset(
        _LOOKING
        | _PLANNING
        | {
            Permission.SEE_PHONES,
            Permission.KEEP_CATALOG,
            Permission.CHANGE_DUTY,
            Permission.RECORD_DUTY,
            Permission.CONSULT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        _LOOKING
        | _KEEPING
        | {
            Permission.SEE_PHONES,
            Permission.KEEP_QUOTAS,
            Permission.KEEP_PEOPLE,
            Permission.KEEP_SETTINGS,
            Permission.KEEP_RULES,
        }
    ),
}

ORGANISATION_NAMES = {
    OrganisationKind.PROVINCE: N_("province"),
    OrganisationKind.CITY: N_("city"),
    OrganisationKind.DISTRICT: N_("district"),
    OrganisationKind.TOWN: N_("town"),
    OrganisationKind.VILLAGE: N_("village"),
    OrganisationKind.DEPARTMENT: N_("department"),
    OrganisationKind.ENTERPRISE: N_("enterprise"),
}
ROLE_NAMES = {
    Role.DUTY_OFFICER: N_("duty officer"),
    Role.LEADER: N_("leader on duty"),
    Role.STOREKEEPER: N_("storekeeper"),
    Role.PLANNER: N_("planner"),
    Role.ADMINISTRATOR: N_("administrator"),
    Role.READER: N_("reader"),
}

PERMISSION_NAMES = {
    Permission.READ: N_("look at the books"),
    Permission.SEE_PHONES: N_("see telephone numbers"),
    Permission.RECEIVE_STOCK: N_("receive stock"),
    Permission.ISSUE_STOCK: N_("issue stock"),
    Permission.ISSUE_EXPIRED: N_("issue expired stock"),
    Permission.TRANSFER_STOCK: N_("transfer stock"),
    Permission.TAKE_BACK_STOCK: N_("take stock back"),
    Permission.WRITE_OFF_STOCK: N_("write stock off"),
    Permission.SORT_STOCK: N_("set the condition of stock"),
    Permission.TEST_STOCK: N_("record trial runs"),
    Permission.OPEN_BOOKS: N_("enter opening stock"),
    Permission.REVERSE_STOCK: N_("reverse a voucher"),
    Permission.COMPLETE_PAPERS: N_("complete papers owed"),
    Permission.COUNT_STOCK: N_("count stock"),
    Permission.KEEP_COUNTS: N_("open and post stock checks"),
    Permission.APPROVE_COUNTS: N_("approve stock checks"),
    Permission.KEEP_CATALOG: N_("keep the catalogue"),
    Permission.KEEP_QUOTAS: N_("set quotas"),
    Permission.KEEP_PLACES: N_("keep places"),
    Permission.KEEP_PEOPLE: N_("keep people and roles"),
    Permission.KEEP_SETTINGS: N_("change settings"),
    Permission.KEEP_RULES: N_("keep levels, shift patterns and clocks"),
    Permission.KEEP_ROSTERS: N_("plan rosters"),
    Permission.PUBLISH_ROSTERS: N_("publish rosters and approve their changes"),
    Permission.CHANGE_DUTY: N_("change a published roster"),
    Permission.RECORD_DUTY: N_("record who really came"),
    Permission.WRITE_LOG: N_("write in the duty log"),
    Permission.REPORT_UPWARD: N_("report upward"),
    Permission.CONSULT: N_("record consultations"),
    Permission.ORDER_LEVEL: N_("order a response level"),
    Permission.HAND_OVER: N_("hand over"),
    Permission.KEEP_RESOURCES: N_("keep teams, shelters, agreements and rivers"),
    Permission.CALL_TEAMS: N_("call teams out"),
    Permission.RUN_SHELTERS: N_("open shelters and count people in and out"),
    Permission.CALL_OFF: N_("call on agreements"),
    Permission.KEEP_PLANS: N_("write plans"),
    Permission.APPROVE_PLANS: N_("approve plans"),
    Permission.RECORD_WARNINGS: N_("record warnings"),
    Permission.DO_TASKS: N_("take and finish tasks of a response"),
    Permission.RECORD_STOPS: N_("prepare stop orders, record receipts and checks"),
    Permission.APPROVE_STOPS: N_("approve and end stop orders"),
    Permission.KEEP_HAZARDS: N_("keep the ledger of hazards"),
    Permission.RECHECK_HAZARDS: N_("check hazards again and close them"),
    Permission.KEEP_TRAINING: N_("record training"),
    Permission.KEEP_CHECKLISTS: N_("write checklists"),
    Permission.PLAN_DRILLS: N_("plan drills"),
    Permission.RUN_DRILLS: N_("run drills, tick their sheets and record what they find"),
}


class NotPermitted(Refused):
    """The officer's roles don't reach so far."""

    message = N_("{who} may not {what} here: that takes {roles}.")


def roles_with(permission: Permission) -> list[Role]:
    """The roles that a permission is granted to."""
    return [role for role, granted in GRANTS.items() if permission in granted]


def not_permitted(person: Person, permission: Permission) -> NotPermitted:
    """The refusal that names who may."""
    roles = _(" or ").join(_(ROLE_NAMES[role]) for role in roles_with(permission))
    return NotPermitted(who=person.name, what=_(PERMISSION_NAMES[permission]), roles=roles)


# Queries -------------------------------------------------------------------------------------------------------


def headquarters(session: Session) -> Organisation:
    """The root of the tree: whose books these are."""
    return session.scalars(select(Organisation).where(Organisation.parent_id.is_(None))).one()


_above, _target = aliased(Organisation), aliased(Organisation)
_HELD = (
    select(RoleGiven.role)
    .join(_above, _above.id == RoleGiven.organisation_id)
    .join(_target, _target.path.startswith(_above.path))
    .where(RoleGiven.person_id == bindparam("person"))
)
_HELD_ON = _HELD.where(_target.id == bindparam("organisation"))
_HELD_AT_TOP = _HELD.where(_target.parent_id.is_(None))


def may(session: Session, person: Person, permission: Permission, organisation_id: int | None = None) -> bool:
    """Whether a person may do something on an organisation (None: on the whole headquarters)."""
    if person.retired:
        return False
    if organisation_id is None:
        held = session.scalars(_HELD_AT_TOP, {"person": person.id})
    else:
        held = session.scalars(_HELD_ON, {"person": person.id, "organisation": organisation_id})
    return any(permission in GRANTS[role] for role in held)


def require(session: Session, person: Person, permission: Permission, organisation_id: int | None = None) -> None:
    """Refuse with NotPermitted where the person may not."""
    if not may(session, person, permission, organisation_id):
        raise not_permitted(person, permission)


def branch(
    reader: Person, permission: Permission = Permission.READ, *, within: Organisation | None = None
) -> Select[int]:
    """The organisations that a reader sees, as a subquery: what isn't in it is left out of every output.

    With another permission than reading: those where the reader has it. `within` an organisation: its own branch alone.
    """
    top = "" if within is None or within.parent_id is None else within.path
    return _branch(reader.id, () if reader.retired else tuple(roles_with(permission)), top)


@lru_cache(maxsize=256)
def _branch(reader_id: int, roles: tuple[Role, ...], top: str) -> Select[int]:
    """Built once: every query of a list asks for it several times."""
    return (
        select(_target.id)
        .join(_above, _target.path.startswith(_above.path))
        .join(RoleGiven, RoleGiven.organisation_id == _above.id)
        .where(
            RoleGiven.person_id == reader_id,
            or_(false(), *(RoleGiven.role == role for role in roles)),  # no list: it is prepared once
            *([_target.path.startswith(top)] if top else []),
        )
    )
