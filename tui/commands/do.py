"""do: any service from the command line, with the rights, the rules and the audit line that it has everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from inspect import Parameter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import passwords
from inventory.ground.audit import SERVICES, AuditEntry, Service
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.names import remarks
from inventory.ground.people import PERMISSION_NAMES, Person
from inventory.ground.schema import Base
from inventory.ground.text import alike, clean, visible
from inventory.supplies import (
    history,
)
from inventory.supplies.counts import CountStep
from inventory.supplies.history import MovementLine
from inventory.supplies.ledger import Voucher
from inventory.upkeep import handing, moving, sowing
from reports.table import figure
from tui.commands import facts
from tui.commands.acting import acting, signed_in
from tui.commands.choices import CHOICES
from tui.commands.saying import as_json
from tui.commands.words import Asked, Wrong

MODULES = (*sowing.MODULES, passwords, handing, moving)
"""Everything that declares services: importing a module enters its services in the register."""

NUMBERED: dict[type[Any], str] = {int: "NUMBER", str: "TEXT"}
LINES = 20  # of a voucher that are told one by one


class UnknownService(Wrong):
    """There is no such service."""

    message = N_("There is no service {name}; `xunbei do list` names them all.")


class NeverTyped(Wrong):
    """What is typed as an argument stands in the list of processes and in the shell's history."""

    message = N_("{service} takes a password, which is never typed where others can read it: use `xunbei password`.")


def run(asked: Asked) -> int:
    """List the services, or do one."""
    name, *words = asked.words
    if name == "list":
        _list(asked)
        return 0
    service = SERVICES.get(name)
    if service is None:
        raise UnknownService(name=visible(name)).asking(alike(name, SERVICES))
    if facts.is_secret(service):
        raise NeverTyped(service=name)
    told = _done(asked, service, facts.pairs(service, words))
    if "json" in asked:
        print(as_json(told))
    else:
        _say(told)
    return 0


def _done(asked: Asked, service: Service, given: dict[str, str]) -> dict[str, Any]:
    """Do it in one transaction, and tell what came of it."""
    request = given.pop(facts.REQUEST, None)
    if request is not None:
        request = clean(request, field=facts.REQUEST, longest=80)
    with signed_in(asked) as store, store.begin(request=request) as session:
        by = acting(session, store, asked)
        made = service.call(session, by, **facts.read(session, by, service, given))
        session.flush()
        entry, repeated = session.info.get("entry"), False
        if entry is None:
            repeated = True
            entry = session.scalar(select(AuditEntry.id).where(AuditEntry.request == request))
        return {
            "service": service.name,
            "made": _described(made),
            "facts": json.loads(session.get_one(AuditEntry, entry).facts),
            "movements": [_moved(line) for line in _movements(session, by, made)],
            "entry": entry,
            "repeated": repeated,
            "remarks": remarks(session),
        }


def _described(made: object) -> dict[str, object] | None:
    """What was made, by its table and how it is called."""
    if not isinstance(made, Base):
        return None
    described: dict[str, object] = {"table": made.__tablename__, made.called: getattr(made, made.called)}
    if isinstance(name := getattr(made, "name", None), str):
        described["name"] = name
    return described


def _movements(session: Session, by: Person, made: object) -> Iterable[MovementLine]:
    """What moved with it; of a posted check, what its differences were."""
    if isinstance(made, CountStep) and made.voucher_id is not None:
        made = session.get_one(Voucher, made.voucher_id)
    return history.movements(session, by, voucher=made) if isinstance(made, Voucher) else ()


def _moved(line: MovementLine) -> dict[str, object]:
    """A movement as the facts that tell it: what, how much of which lot, from where to where."""
    return {
        "item": " ".join(filter(None, (line.item, line.spec))),
        "quantity": f"{line.quantity:f}",
        "unit": line.unit,
        "lot": line.lot,
        "from": line.source,
        "to": line.target,
    }


def _say(told: dict[str, Any]) -> None:
    """The number, then what it stands for: what moved, or the facts as they were understood."""
    what = " ".join(map(str, (told["made"] or {}).values()))
    sentence = _("{service}: {made} was made by this request before, entry #{entry}.") if told["repeated"] else ""
    sentence = sentence or _("{service}: {made}, entry #{entry}.")
    print(visible(sentence.format(service=told["service"], made=what, entry=told["entry"])))
    for line in told["movements"][:LINES]:
        ends = {"source": line["from"], "target": line["to"], "quantity": figure(Decimal(line["quantity"]))}
        moved = _("{item}: {quantity} {unit} from {source} to {target}, lot {lot}").format(**{**line, **ends})
        print(visible(f"  {moved}"))
    if (left := len(told["movements"]) - LINES) > 0:
        more = ngettext("… and {count} more line", "… and {count} more lines", left)
        print(f"  {more.format(count=left)}")
    if told["facts"] and not told["movements"]:
        print(visible("  " + " ".join(f"{key}={_typed(value)}" for key, value in told["facts"].items())))
    for remark in told["remarks"]:
        print(visible(remark))


def _typed(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# The list ------------------------------------------------------------------------------------------------------


def _list(asked: Asked) -> None:
    services = [one for _name, one in sorted(SERVICES.items()) if not facts.is_secret(one)]
    if "json" in asked:
        print(as_json({"services": [_as_json(one) for one in services]}, indent=2))
        return
    for one in services:
        print(f"{one.name}  ({_(PERMISSION_NAMES[one.permission])})")
        print(f"    {_(one.doc)}")
        print(f"    {facts.takes(one)}")
        for line in _choices(facts.parameters(one)):
            print(f"    {line}")


def _choices(parameters: Iterable[Parameter]) -> Iterable[str]:
    for one in parameters:
        kind = facts.kind_of(one)
        if issubclass(kind, StrEnum):
            yield f"{one.name}={'|'.join(choice.value for choice in CHOICES[kind])}"
        elif facts.is_several(one):
            yield f"{one.name}={facts.FORMS.get(kind) or f'{NUMBERED.get(kind, kind.__name__.upper())},…'}"


def _as_json(service: Service) -> dict[str, object]:
    takes = []
    for one in facts.parameters(service):
        kind = facts.kind_of(one)
        parameter: dict[str, object] = {"name": one.name, "kind": kind.__name__, "needed": facts.is_needed(one)}
        if facts.is_several(one):
            parameter["several"] = facts.FORMS.get(kind, True)
        if issubclass(kind, StrEnum):
            parameter["choices"] = [choice.value for choice in CHOICES[kind]]
        takes.append(parameter)
    doc = {"permission": service.permission.value, "doc": _(service.doc)}
    return {"name": service.name, **doc, "takes": takes}
