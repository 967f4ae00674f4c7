"""The field pack on the screen: made behind a bar, and compared on return, as a list to look at, write and print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground.i18n import N_, _
from reports.asked import Report
from reports.frame import Stamp
from reports.sheet import WritingCancelled
from reports.table import Table
from tui.commands import load
from tui.desk import Desk
from tui.keyboard import asks
from tui.screens.options import Chosen
from tui.screens.preview import PreviewScreen
from tui.screens.writing import Where, WritingScreen, ask_where, folder, where_of
from tui.widgets.answers import Tick
from tui.widgets.fields import Text
from tui.widgets.form import Form

WIDE = 44


def _never(_session: Session, _reader: object) -> Table[Any]:
    """It is made of two stores, and not by itself."""
    raise NotImplementedError


PACK = Report("field-pack", N_("Field pack"), N_("Paper, workbook and copy for a duty room elsewhere."), _never)
COMPARED = Report(
    "fieldpack-compared", N_("Done since the field pack was made"), N_("What is to be keyed in from a copy."), _never
)
NOTHING = Chosen({}, {})


def ask_pack(desk: Desk) -> Form:
    """Where a pack is to lie, and whether telephone numbers leave the house with it."""
    return Form(
        _("Make a field pack"),
        Text("folder", _("Folder"), longest=400, default=f"{_(PACK.title)}-{desk.today:%Y-%m-%d}", width=WIDE),
        Tick("phones", _("With telephone numbers"), hint=_("they leave the house with it, and the trail says so")),
        verb=_("make it"),
        intro=_("in {folder}, unless the name says where").format(folder=folder()),
    )


def ask_compare() -> Form:
    """Which pack has come back."""
    return Form(
        _("Compare a field pack"),
        Text("folder", _("Folder"), longest=400, width=WIDE),
        verb=_("compare"),
        intro=_("in {folder}, unless the name says where").format(folder=folder()),
    )


def folder_of(facts: Mapping[str, object]) -> Path:
    """The folder that was named."""
    return folder() / Path(str(facts["folder"])).expanduser()


class PackingScreen(WritingScreen):
    """The bar over a pack that is being made; it answers with what became of it."""

    def __init__(self, desk: Desk, where: Path, *, phones: bool) -> None:
        """Take where it goes and what is in it."""
        super().__init__(desk, PACK, NOTHING, Where(where, overwrite=False))
        self._phones = phones

    def make(self) -> str:
        """The pack, or nothing of it."""
        pack = load("reports.fieldpack:make")
        made = pack(
            self._desk.store,
            self._desk.officer,
            self._where.path,
            phones=self._phones,
            progress=self.told,
            cancelled=self._stop.is_set,
        )
        return str(load("reports.fieldpack:said")(made))

    def how(self, done: int, whole: int) -> str:
        """In hundredths: its parts are counted in different things."""
        return _("{percent} % done · Esc cancels").format(percent=100 * done // max(whole, 1))


@dataclass
class Compared:
    """A list that was made of two stores: it stays as it was when it was made."""

    table: Table[Any]
    stamp: Stamp

    def read(self, _session: Session, _desk: Desk, _report: Report) -> tuple[Table[Any], Stamp]:
        """The list as it was made."""
        return self.table, self.stamp


class ComparingScreen(WritingScreen):
    """The bar over a copy that is being proved and compared; `compared` is what was found."""

    compared: Compared | None = None

    def __init__(self, desk: Desk, where: Path) -> None:
        """Take the pack's folder."""
        super().__init__(desk, COMPARED, NOTHING, Where(where, overwrite=False))
        self._pack = where

    def make(self) -> str:
        """Prove and compare; nothing is written anywhere."""

        def tell(done: int, whole: int) -> None:
            if self._stop.is_set():
                raise WritingCancelled
            self.told(done, whole)

        compare = load("tui.commands.fieldpack:compare")
        table, stamp, _found = compare(self._desk.store, self._desk.officer, self._pack, tell)
        self.compared = Compared(table, stamp)
        return str(stamp.number)

    how = PackingScreen.how


class ComparedScreen(PreviewScreen):
    """What was done there and here, to look at and to write."""

    def __init__(self, compared: Compared) -> None:
        """Take the list."""
        super().__init__(COMPARED, compared)  # type: ignore[arg-type]  # a list that stays is read as one that is asked
        self._compared = compared

    @asks
    async def action_write(self) -> None:
        """Ask for the file's name, write it, say where it is."""
        desk = self.app.desk
        facts = await self.app.ask(ask_where(desk, COMPARED)) if desk else None
        if desk is None or facts is None:
            return
        where = where_of(facts, COMPARED)
        number = await self.app.ask(WritingCompared(desk, COMPARED, self._compared, where))  # type: ignore[arg-type]  # as above
        if number is not None:
            self.app.say(_("{number} was written to {file}.").format(number=number, file=where.path))


class WritingCompared(WritingScreen):
    """The bar over the list as a file; the trail was told of telephone numbers in it when it was made."""

    def make(self) -> str:
        """Write what was shown."""
        compared: Compared = self._chosen  # type: ignore[assignment]  # see ComparedScreen
        self.put(compared.table, compared.stamp)
        return compared.stamp.number
