"""Posts (岗位) of a shift pattern: what each is for, how many it takes at which level, and who is named for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.duty.levels import ResponseLevel, must_reach
from inventory.duty.patterns import ShiftPattern, must_have_gone, must_live
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import free_code, next_code
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean

MOST_NEEDED = 99

# Models --------------------------------------------------------------------------------------------------------


class PostKind(StrEnum):
    """What a post is for: who leads (带班), who signs (主班), who sits beside them (值班)."""

    LEADER = "leader"
    SIGNING = "signing"
    OFFICER = "officer"


class Post(Base):
    """A post (岗位) in every shift of a pattern: how many it takes at least, and the department that sends them."""

    __tablename__ = "post"
    __table_args__ = (CheckConstraint("needed >= 0", name="not_negative"),)
    sealed = {1: "id code name kind pattern_id organisation_id department_id needed turn retired"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    kind: Mapped[PostKind]
    pattern_id: Mapped[int] = mapped_column(ForeignKey("shift_pattern.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    needed: Mapped[int]
    turn: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)


class PostNeed(Base):
    """How many a post takes at least while a response level is in force."""

    __tablename__ = "post_need"
    __table_args__ = (UniqueConstraint("post_id", "level_id"), CheckConstraint("needed >= 0", name="not_negative"))
    called = "id"
    sealed = {1: "id post_id level_id needed basis"}

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    level_id: Mapped[int] = mapped_column(ForeignKey("response_level.id"))
    needed: Mapped[int]
    basis: Mapped[str] = mapped_column(Name(400), default="")


class PostPerson(Base):
    """Somebody among whom a post is filled in turn."""

    __tablename__ = "post_person"
    __table_args__ = (UniqueConstraint("post_id", "person_id"),)
    called = "id"
    sealed = {1: "id post_id person_id"}

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


# Rules ---------------------------------------------------------------------------------------------------------

POST_NAMES = {
    PostKind.LEADER: N_("leads"),
    PostKind.SIGNING: N_("signs"),
    PostKind.OFFICER: N_("sits"),
}


class OneSigns(Refused):
    """One post signs the handover."""

    message = N_("{post} signs in this pattern already: one post signs, the others sit beside it.")


class BadNeed(Refused):
    """How many a post takes."""

    message = N_("A post takes from 0 to {most} people: {needed} does not fit.")


class NamedAlready(Refused):
    """Nobody is named twice."""

    message = N_("{who} is named for {post} already.")


class NotNamed(Refused):
    """Who was never named can't be struck."""

    message = N_("{who} is not named for {post}.")


class NotSetForLevel(Refused):
    """Nothing was set that could be dropped."""

    message = N_("{post} has no number of its own for {level}.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostLine:
    """A post of a pattern; `needed` is how many it takes where no response level says more."""

    post_id: int
    code: str
    name: str
    kind: PostKind
    department_id: int | None
    department: str
    needed: int
    turn: int
    retired: bool


@dataclass(frozen=True)
class PostPersonLine:
    """Somebody who is named for a post."""

    post_id: int
    person_id: int
    login: str
    name: str
    title: str
    retired: bool


@dataclass(frozen=True)
class NeedLine:
    """How many a post takes at a level."""

    post_id: int
    post: str
    level_id: int
    level: str
    needed: int
    basis: str


def posts_of(session: Session, pattern_id: int, *, retired: bool = False) -> list[PostLine]:
    """The posts of a pattern in their turn: those who lead first."""
    found = session.execute(
        select(Post, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Post.department_id)
        .where(Post.pattern_id == pattern_id, *(() if retired else (Post.retired.is_(False),)))
        .order_by(Post.turn, Post.id)
    )
    return [
        PostLine(one.id, one.code, one.name, one.kind, one.department_id, name or "", one.needed, one.turn, one.retired)
        for one, name in found
    ]


def named_for(session: Session, reader: Person, pattern_id: int) -> dict[int, list[PostPersonLine]]:
    """Who is named for each post of a pattern of the reader's branch, by post and in the order of their naming."""
    found = session.execute(
        select(PostPerson.post_id, Person.id, Person.login, Person.name, Person.post, Person.retired)
        .join(Person, Person.id == PostPerson.person_id)
        .join(Post, Post.id == PostPerson.post_id)
        .join(ShiftPattern, ShiftPattern.id == Post.pattern_id)
        .where(Post.pattern_id == pattern_id, ShiftPattern.organisation_id.in_(branch(reader)))
        .order_by(PostPerson.id)
    )
    held: dict[int, list[PostPersonLine]] = {}
    for row in found:
        held.setdefault(row[0], []).append(PostPersonLine(*row))
    return held


def needs(session: Session, pattern_id: int, level_id: int | None = None) -> dict[int, int]:
    """How many each post of a pattern takes at least: at a level, or where none is in force."""
    usual = dict(session.execute(select(Post.id, Post.needed).where(Post.pattern_id == pattern_id)).all())
    if level_id is None:
        return usual
    set_apart = (
        select(PostNeed.post_id, PostNeed.needed)
        .join(Post, Post.id == PostNeed.post_id)
        .where(Post.pattern_id == pattern_id, PostNeed.level_id == level_id)
    )
    return usual | dict(session.execute(set_apart).all())


def needed(session: Session, post: Post, level_id: int | None = None) -> int:
    """How many a post takes at least: at a level, or where none is in force."""
    return needs(session, post.pattern_id, level_id)[post.id]


def needs_set(session: Session, pattern_id: int) -> list[NeedLine]:
    """What was set for levels, by post and level."""
    found = session.execute(
        select(Post.id, Post.name, ResponseLevel.id, ResponseLevel.name, PostNeed.needed, PostNeed.basis)
        .join(PostNeed, PostNeed.post_id == Post.id)
        .join(ResponseLevel, ResponseLevel.id == PostNeed.level_id)
        .where(Post.pattern_id == pattern_id)
        .order_by(Post.turn, ResponseLevel.rank)
    )
    return [NeedLine(*row) for row in found]


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RULES, on="pattern")
def add_post(
    session: Session,
    by: Person,
    *,
    pattern: ShiftPattern,
    name: str,
    kind: PostKind,
    code: str = "",
    department: Organisation | None = None,
    needed: int = 1,
) -> Post:
    """Give every shift of a pattern a post: what it is for, how many it takes at least, which department sends them."""
    must_live(pattern, "pattern")
    _one_signs(session, pattern.id, kind)
    code = free_code(session, Post.code, code) if code else next_code(session, Post.code, "GW", 2)
    turns = session.scalars(select(Post.turn).where(Post.pattern_id == pattern.id)).all()
    one = Post(
        code=code, name=clean(name, field="name"), kind=kind, needed=_need(needed), turn=max(turns, default=0) + 1
    )
    one.pattern_id, one.organisation_id = pattern.id, pattern.organisation_id
    one.department_id = department.id if department else None
    session.add(one)
    session.flush()
    return one


def _one_signs(session: Session, pattern_id: int, kind: PostKind) -> None:
    if kind is not PostKind.SIGNING:
        return
    signing = select(Post).where(Post.pattern_id == pattern_id, Post.kind == kind, Post.retired.is_(False))
    if other := session.scalars(signing).first():
        raise OneSigns(field="kind", post=other.name)


def _need(needed: int) -> int:
    if not 0 <= needed <= MOST_NEEDED:
        raise BadNeed(field="needed", most=MOST_NEEDED, needed=needed)
    return needed


@service(Permission.KEEP_RULES, on="post")
def change_post(
    session: Session,
    by: Person,
    *,
    post: Post,
    name: str | None = None,
    department: Organisation | None = None,
    needed: int | None = None,
) -> Post:
    """Rename a post, give it to another department, or say how many it takes at least."""
    must_live(post, "post")
    post.name = post.name if name is None else clean(name, field="name")
    post.department_id = post.department_id if department is None else department.id
    post.needed = post.needed if needed is None else _need(needed)
    return post


@service(Permission.KEEP_RULES, on="post")
def retire_post(session: Session, by: Person, *, post: Post) -> Post:
    """Let a post go: nobody more is planned for it, what was published stays."""
    must_live(post, "post")
    post.retired = True
    return post


@service(Permission.KEEP_RULES, on="post")
def revive_post(session: Session, by: Person, *, post: Post) -> Post:
    """Take a retired post back into use, with those who were named for it."""
    must_have_gone(post, "post")
    _one_signs(session, post.pattern_id, post.kind)
    post.retired = False
    return post


def _need_set(session: Session, post: Post, level: ResponseLevel) -> PostNeed | None:
    asked = select(PostNeed).where(PostNeed.post_id == post.id, PostNeed.level_id == level.id)
    return session.scalars(asked).one_or_none()


@service(Permission.KEEP_RULES, on="post")
def set_need(
    session: Session, by: Person, *, post: Post, level: ResponseLevel, needed: int, basis: str = ""
) -> PostNeed:
    """Say how many a post takes at least while a response level is in force, and on what basis."""
    must_live(post, "post")
    must_reach(session, level, session.get_one(Organisation, post.organisation_id))
    held = _need_set(session, post, level)
    if held is None:
        held = PostNeed(post_id=post.id, level_id=level.id)
        session.add(held)
    held.needed, held.basis = _need(needed), clean(basis, field="basis", longest=400, blank=True)
    session.flush()
    return held


@service(Permission.KEEP_RULES, on="post")
def drop_need(session: Session, by: Person, *, post: Post, level: ResponseLevel) -> Post:
    """Let a post take as many at a level as it usually does."""
    held = _need_set(session, post, level)
    if held is None:
        raise NotSetForLevel(field="level", post=post.name, level=level.name)
    session.delete(held)
    return post


def _named(session: Session, post: Post, person: Person) -> PostPerson | None:
    asked = select(PostPerson).where(PostPerson.post_id == post.id, PostPerson.person_id == person.id)
    return session.scalars(asked).one_or_none()


@service(Permission.KEEP_ROSTERS, on="post")
def name_for_post(session: Session, by: Person, *, post: Post, person: Person) -> PostPerson:
    """Name somebody among whom a post is filled in turn."""
    must_live(post, "post")
    must_live(person, "person")
    if _named(session, post, person) is not None:
        raise NamedAlready(field="person", who=person.name, post=post.name)
    one = PostPerson(post_id=post.id, person_id=person.id)
    session.add(one)
    session.flush()
    return one


@service(Permission.KEEP_ROSTERS, on="post")
def strike_from_post(session: Session, by: Person, *, post: Post, person: Person) -> Post:
    """Strike somebody from those among whom a post is filled; what is planned stays."""
    held = _named(session, post, person)
    if held is None:
        raise NotNamed(field="person", who=person.name, post=post.name)
    session.delete(held)
    return post
