"""print: a report on paper."""

from __future__ import annotations

from inventory.ground import typed
from inventory.ground.store import Store
from inventory.ground.text import visible
from reports import given, phones, printing, registry
from reports.printing import Printout
from reports.registry import OptionMissing, OptionNotTaken, UnknownReport
from tui.commands.acting import acting, signed_in
from tui.commands.report import remark, texts_of
from tui.commands.saying import as_json
from tui.commands.words import Asked, Wrong


def run(asked: Asked) -> int:
    """Print one report, and say what became of it."""
    name = asked.words[0]
    copies = int(typed.number(asked.get("copies") or "1", places=0, field="copies"))
    try:
        texts = texts_of(asked, name)
        with signed_in(asked) as store:
            _print(asked, store, texts, copies)
    except (UnknownReport, OptionNotTaken, OptionMissing) as refusal:
        raise Wrong(field=refusal.field, said=str(refusal)) from None
    return 0


def _print(asked: Asked, store: Store, texts: dict[str, str], copies: int) -> None:
    name = asked.words[0]
    with store.read() as session:
        registry.read(session, acting(session, store, asked), name, texts)
    phones.account(store, lambda session: acting(session, store, asked), name)
    with store.read() as session:
        officer = acting(session, store, asked)
        made = registry.make(session, officer, name, **registry.read(session, officer, name, texts))
        printout = printing.ready(*made)
    _send(asked, printout, copies)
    given.account(store, lambda session: acting(session, store, asked), name, made)


def _send(asked: Asked, printout: Printout, copies: int) -> None:
    try:
        sent = printing.send(printout, printer=asked.get("printer") or "", copies=copies)
    except Exception:
        printout.drop()
        raise
    if "json" in asked:
        facts = {
            "became": sent.became.value,
            "printer": sent.printer,
            "job": sent.job,
            "why": sent.why,
            "pages": printout.written.pages,
            "file": str(sent.file) if sent.is_kept else None,
        }
        print(as_json(facts))
        return
    remark(printout.written)
    print(visible(printout.title), printout.paper, sep=" · ")
    print(sent.said)
