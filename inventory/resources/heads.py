"""Heads: people counted in and out of a shelter, and how many of them are old, young, or need more than others."""

from __future__ import annotations

from dataclasses import dataclass, fields

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.resources.sites import MOST_PEOPLE


@dataclass(frozen=True)
class Heads:
    """So many people, and how many of them belong to each group."""

    people: int = 0
    elderly: int = 0
    children: int = 0
    special: int = 0

    def __add__(self, other: Heads) -> Heads:
        """Both together."""
        return Heads(*(getattr(self, name) + getattr(other, name) for name in HEADS))

    def __sub__(self, other: Heads) -> Heads:
        """What is left without the others."""
        return Heads(*(getattr(self, name) - getattr(other, name) for name in HEADS))

    @property
    def add_up(self) -> bool:
        """Whether there can be so many of each group among so many people; nobody is old and a child."""
        return self.elderly + self.children <= self.people and self.special <= self.people


HEADS = tuple(one.name for one in fields(Heads))
GROUP_NAMES = {
    "people": N_("people"),
    "elderly": N_("elderly people"),
    "children": N_("children"),
    "special": N_("people with special needs"),
}


class BadHeads(Refused):
    """A number of people who can't have come or gone."""

    message = N_("{number} {group} do not fit: give a whole number from {least} to {most}.")


class MoreThanPeople(Refused):
    """Groups are among the people."""

    message = N_(
        "There can't be {elderly} elderly people, {children} children and {special} with special needs among {people} "
        "people: look at the numbers again."
    )


class MoreThanThere(Refused):
    """Nobody leaves who isn't there."""

    message = N_("{shelter} has {there} {group}: {number} can't leave.")


class WhoStays(Refused):
    """Those who stay must add up too."""

    message = N_(
        "Then {people} people would stay, but {elderly} elderly, {children} children and {special} with special needs "
        "among them: say how many of each leave."
    )


def counted(heads: Heads) -> Heads:
    """The heads of those who come or go, where there can be such people."""
    for name in HEADS:
        number, least = getattr(heads, name), int(name == "people")
        if not least <= number <= MOST_PEOPLE:
            facts = {"number": number, "group": _(GROUP_NAMES[name]), "least": least, "most": MOST_PEOPLE}
            raise BadHeads(field=name, **facts)
    if not heads.add_up:
        raise MoreThanPeople(field="people", **vars(heads))
    return heads


def left_after(there: Heads, leaving: Heads, shelter: str) -> Heads:
    """Who stays, where so many can leave."""
    for name in HEADS:
        if getattr(leaving, name) > getattr(there, name):
            facts = {"there": getattr(there, name), "group": _(GROUP_NAMES[name]), "number": getattr(leaving, name)}
            raise MoreThanThere(field=name, shelter=shelter, **facts)
    staying = there - leaving
    if not staying.add_up:
        raise WhoStays(field="people", **vars(staying))
    return staying
