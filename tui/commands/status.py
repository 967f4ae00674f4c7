"""status: what the store is, who acts, and how the stock stands in a few figures."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inventory.ground import accounts, settings
from inventory.ground.audit import head
from inventory.ground.exercises import exercise
from inventory.ground.i18n import N_, _
from inventory.ground.locks import MustSignIn, is_locked
from inventory.ground.people import Person, headquarters
from inventory.ground.store import Store, newest_version
from inventory.ground.text import visible, width
from inventory.supplies import places, standing
from tui.commands.acting import WhoActs, acting, logins, opened, sign_in
from tui.commands.saying import as_json
from tui.commands.words import Asked

OPEN = N_("open: whoever reaches the store acts under any name; nobody signs in")


def run(asked: Asked) -> int:
    """Say what the store is and how it stands."""
    print_status(asked)
    return 0


def print_status(asked: Asked) -> None:
    """The same, as a part of what another command says."""
    with opened(asked) as store:
        if "as" in asked:
            sign_in(asked, store)
        with store.read() as session:
            try:
                officer = acting(session, store, asked)
            except (WhoActs, MustSignIn):
                officer = None
            if "json" in asked:
                print(as_json(_facts(session, store, officer), indent=2))
                return
            lines = _lines(session, store, officer)
    wide = max(width(label) for label, _value in lines)
    for label, value in lines:
        print(_("{label}: {value}").format(label=label + " " * (wide - width(label)), value=visible(value)))


def _lines(session: Session, store: Store, officer: Person | None) -> list[tuple[str, str]]:
    end, locked, mark = head(session), is_locked(session), exercise(session)
    local = settings.zone(session)
    lines = [
        *([(_("Exercise"), mark.said)] if mark else []),
        (_("Store"), store.where),
        (_("Version"), newest_version()),
        (_("Headquarters"), headquarters(session).name),
        (_("Access"), _("locked: whoever acts signs in with a password") if locked else _(OPEN)),
    ]
    if officer is None and locked:
        lines.append((_("Officer"), _("sign in with --as LOGIN")))
    elif officer is None:
        lines.append((_("Officer"), _("say --as LOGIN, one of: {logins}").format(logins=logins(session))))
    else:
        lines.append((_("Officer"), _("{name} ({login})").format(name=officer.name, login=officer.login)))
        lines += _figures(session, officer)
    if end.recorded_at:
        lines.append((_("Last entry"), f"{end.recorded_at.astimezone(local):%Y-%m-%d %H:%M}"))
    return [*lines, (_("Head of the chain"), end.short)]


def _figures(session: Session, officer: Person) -> list[tuple[str, str]]:
    stock = _("{items} kinds · {short} short · {expired} expired · {unset} without a quota")
    summary = standing.summary(session, officer)
    figures = {"items": summary.items, "short": summary.short, "expired": summary.expired, "unset": summary.unset}
    return [
        (_("Stock"), stock.format(**figures)),
        (_("Places"), str(len(places.places(session, officer)))),
        (_("Persons"), str(len(accounts.persons(session, officer)))),
    ]


def _facts(session: Session, store: Store, officer: Person | None) -> dict[str, object]:
    end, mark = head(session), exercise(session)
    facts: dict[str, object] = {
        "exercise": mark.said if mark else None,
        "store": store.where,
        "version": newest_version(),
        "headquarters": headquarters(session).name,
        "open": not is_locked(session),
        "officer": None,
        "chain": {
            "entry": end.entry_id,
            "recorded_at": end.recorded_at.isoformat() if end.recorded_at else None,
            "digest": end.digest,
        },
    }
    if officer is not None:
        summary = standing.summary(session, officer)
        facts["officer"] = {"login": officer.login, "name": officer.name}
        facts["items"] = {
            "all": summary.items,
            "short": summary.short,
            "expired": summary.expired,
            "without_quota": summary.unset,
        }
        facts["places"] = len(places.places(session, officer))
        facts["persons"] = len(accounts.persons(session, officer))
    return facts
