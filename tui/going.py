"""Going about: from place to place by their keys, each place where it was left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inventory.ground.i18n import _
from tui.picture import Picture
from tui.places import PLACES, Place

if TYPE_CHECKING:
    from tui.desk import Desk


class Going(Picture):
    """A program with places; the screen of each stays as it is until the language or the desk is another."""

    desk: Desk | None = None
    places: Sequence[Place] = PLACES
    place = ""

    def __init__(self) -> None:
        """Nobody has been anywhere."""
        super().__init__()
        self._edition = 0
        self._modes_built: list[str] = []
        self._left_at: dict[str, str] = {}

    def _build_places(self) -> None:
        """Build the places anew, in this language and for this desk, and leave the old ones."""
        old = list(self._modes_built)
        self._edition += 1
        self._modes_built = []
        for place in self.places:
            if not place.is_on_top:
                self._modes_built.append(f"{place.name}.{self._edition}")
                self.add_mode(self._modes_built[-1], place.make)
        self.action_go(self.place)
        for mode in old:
            self.remove_mode(mode)

    def _label(self, place: str) -> str:
        return next((_(one.title) for one in self.places if one.name == place), "")

    def action_go(self, name: str) -> None:
        """Go to a place; one without a key opens on top of where one is."""
        if self.desk is None:
            return
        place = self._place(name)
        if place.is_on_top:
            self._leave_tops()
            self.push_screen(place.make())
        elif self.current_mode == f"{name}.{self._edition}":
            self._leave_tops()
        else:
            self.place = self._left_at[place.key] = name
            self.switch_mode(f"{name}.{self._edition}")

    def action_turn(self, key: str) -> None:
        """Go to the place of a key: of several that share it to the one that was left, and from there to the next."""
        mates = [one.name for one in self.places if one.key == key]
        if mates and self.place not in mates:
            self.action_go(self._left_at.get(key, mates[0]))
        elif mates and len(self.screen_stack) > 1:
            self._leave_tops()
        elif mates:
            self.action_go(mates[(mates.index(self.place) + 1) % len(mates)])

    def _place(self, name: str) -> Place:
        return next(one for one in self.places if one.name == name)

    def _leave_tops(self) -> None:
        """Back to the place itself."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
