"""backup, restore, verify, migrate: the store looked after from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.exercises import prefixed
from inventory.ground.i18n import _, ngettext
from inventory.ground.store import Store, newest_version
from inventory.ground.text import visible
from inventory.upkeep import backup, copies, signed, verify, withheld
from reports.table import plain
from tui.commands.acting import opened
from tui.commands.saying import progress
from tui.commands.where import address
from tui.commands.words import Asked


def back_up(asked: Asked) -> int:
    """Write the whole store into one file."""
    target = Path(asked.words[0]).expanduser()
    with opened(asked) as store, progress() as tell:
        target = prefixed(target, asked.exercise)
        backup.backup(store, target, progress=tell, overwrite="overwrite" in asked)
    print(_("The store was backed up to {file}.").format(file=visible(str(target))))
    return 0


def bring_back(asked: Asked) -> int:
    """Put a backup in the store's place."""
    source = Path(asked.words[0]).expanduser()
    where = address(asked)
    with progress() as tell:
        kept = backup.restore(source, where, progress=tell)
    print(_("{file} was restored to {where}.").format(file=visible(str(source)), where=visible(where)))
    if kept:
        print(_("The store that was there is now {file}.").format(file=visible(str(kept))))
    return 0


def prove(asked: Asked) -> int:
    """Recompute everything; each fault in a line."""
    with opened(asked) as store:
        with progress() as tell:
            faults = verify.verify(store, progress=tell)
        where = visible(store.where)
        if not faults:
            print(_("{where} is in order.").format(where=where))
            with store.read() as session:
                for line in (*_passed_over(session), *_vouched(signed.vouched(session), settings.zone(session))):
                    print(line)
            return 0
    for fault in faults:
        print(visible(str(fault)))
    found = ngettext("{count} fault in {where}.", "{count} faults in {where}.", len(faults))
    print(found.format(count=len(faults), where=where), file=sys.stderr)
    return 1


def _passed_over(session: Session) -> Iterator[str]:
    """What nobody can prove in a field pack's copy."""
    left = withheld.withheld(session.connection())
    if left.pack:
        said = ngettext(
            "It is the copy in the field pack {pack}: {n} row is not proved, of which secrets were left out.",
            "It is the copy in the field pack {pack}: {n} rows are not proved, of which secrets were left out.",
            left.count,
        )
        yield said.format(pack=visible(left.pack), n=left.count)


def _vouched(upto: signed.Vouched | None, zone: tzinfo) -> Iterator[str]:
    """Up to where the end of the chain is signed, since nothing in a store tells what was cut off after that."""
    if upto is None:
        yield _("Nothing was signed with a handover yet: a cut-off end would show against a print alone.")
        return
    yield _("A cut-off end would show up to audit line #{line}, signed with handover {handover} on {moment}.").format(
        line=upto.signed.entry_id, handover=upto.number, moment=plain(upto.at, zone)
    )
    said = ngettext(
        "{count} line was written since: a print made after it shows it.",
        "{count} lines were written since: a print made after them shows them.",
        upto.since,
    )
    yield said.format(count=upto.since)


def bring_up_to_date(asked: Asked) -> int:
    """Carry out the migrations that the store has not seen, and those of its exercises."""
    store = Store.open(address(asked), migrate=True)
    store.close()
    for one in copies.found(copies.address_of(store), ours=True):
        Store.open(one, migrate=True).close()
    print(_("{where} is of version {version}.").format(where=visible(store.where), version=newest_version()))
    return 0
