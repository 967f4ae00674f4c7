"""Refusals: what a rule says to the officer instead of doing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

from inventory.ground.i18n import N_, _


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule said no; `str()` is the sentence for the officer, in the officer's language.

    The sentence is made at once, while the rows that it names are still loaded. `field` names the fact at fault,
    so that a form can show the sentence beside it.
    """

    message: ClassVar[str] = N_("This is not possible.")

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        """Word the refusal from its facts."""
        self.field = field
        super().__init__(_(self.message).format(**facts))

    def asking(self, near: Sequence[str]) -> Self:
        """The same, asking back whether one of these was meant, where there are any."""
        if near:
            asked = _(" Did you mean {choices}?")
            self.args = (str(self) + asked.format(choices=_(", ").join(near)),)
        return self
