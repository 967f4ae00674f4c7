"""The questions about a plan's version: it is begun and approved, actions are written, the law's lines taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from inventory.duty.levels import LevelLine, ResponseLevel
from inventory.ground import typed
from inventory.ground.i18n import _, ngettext
from inventory.ground.search import key
from inventory.response import actions, templates, versions
from inventory.response.actions import ActionLine, PlanAction
from inventory.response.plans import Plan, PlanVersion
from inventory.response.templates import TemplateLine
from inventory.response.versions import VersionLine
from inventory.supplies import catalog, places
from inventory.supplies.catalog import Category, Item
from inventory.supplies.places import KIND_NAMES, Place, PlaceKind
from reports.table import figure
from tui.desk import Desk
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, changed, count, words
from tui.screens.response.asking import filled
from tui.screens.stock.counter import Counter
from tui.widgets.answers import Choice
from tui.widgets.basket import Lines
from tui.widgets.fields import Amount, Day, Text
from tui.widgets.fields import Facts as Known
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

OF, ITEM, CLASS, PLACE, WORDS = "of", "item", "category", "place", "what"
SOME = 0
SITES = frozenset({PlaceKind.TEAM, PlaceKind.SHELTER})


def begin_form(desk: Desk, once: Once, plan_id: int, plan: str) -> Form:
    """A new version begins as a draft, with the actions of the last one."""

    def send(given: Answers) -> None:
        once.send(versions.new_version, _begun, given, plan=row_of(Plan, plan_id), **filled(given))

    return Form(
        _("Begin a new version"),
        words("label", _("Label"), {}, longest=120, width=20, hint=_("such as 2022; empty: by its number")),
        Day("made_on", _("Made on"), today=desk.today, required=False, hint=_("empty: today")),
        words("basis", _("Basis"), {}),
        submit=send,
        verb=_("begin"),
        intro=plan,
        sender=once,
    )


def _begun(version: PlanVersion) -> str:
    return _("{version} is a draft: write its actions, then have it approved.").format(version=version.code)


def approve_form(desk: Desk, once: Once, line: VersionLine, plan: str) -> Form:
    """A draft holds from now on in place of the version before."""

    def send(given: Answers) -> None:
        once.send(versions.approve_plan, _approved, version=row_of(PlanVersion, line.version_id), **filled(given))

    said = ngettext("{n} action", "{n} actions", line.actions).format(n=figure(line.actions))
    return Form(
        _("Approve the version"),
        Text("approved_by", _("Approved by"), width=24),
        Day("approved_on", _("Approved on"), today=desk.today, required=False, hint=_("empty: today")),
        Day("next_revision_on", _("Next revision"), today=desk.today, required=False, hint=_("empty: not set")),
        *([] if line.actions else [Text("reason", _("Why no action"), longest=400)]),
        submit=send,
        verb=_("approve"),
        intro=f"{plan} {line.code} · {said}",
        sender=once,
    )


def _approved(version: PlanVersion) -> str:
    return _("{version} holds from now on.").format(version=version.code)


# Actions -------------------------------------------------------------------------------------------------------


def action_form(once: Once, version_id: int, levels: Sequence[LevelLine], line: ActionLine | None) -> Form:
    """What is done at which level, by whom, within how long; one that is there is corrected."""
    known: Mapping[str, Any] = vars(line) if line else {}
    names = ("level_id", "what", "unit", "minutes", "turn", "basis")
    old = {name.removesuffix("_id"): known[name] for name in names} if line else {}

    def send(given: Answers) -> None:
        facts = changed(old, given) if line else filled(given)
        if "level" in facts:
            facts["level"] = row_of(ResponseLevel, facts["level"])
        if line is None:
            once.send(actions.add_action, _written, given, version=row_of(PlanVersion, version_id), **facts)
        else:
            once.send(actions.change_action, _written, action=row_of(PlanAction, line.action_id), **facts)

    return Form(
        _("Change the action") if line else _("Add an action"),
        Choice("level", _("Level"), [(one.level_id, one.name) for one in levels], default=known.get("level_id")),
        Text("what", _("What is done"), longest=400, default=known.get("what", ""), width=48),
        words("unit", _("Unit"), known, longest=120, width=24, hint=_("empty: not set yet")),
        count("minutes", _("Within minutes"), known, hint=_("of the order; empty: no limit")),
        count("turn", _("Turn"), known, hint=_("empty: the last")),
        words("basis", _("Basis"), known),
        submit=send,
        verb=_("change") if line else _("add"),
        draft="" if line else "add_action",
        sender=once,
    )


def _written(action: PlanAction) -> str:
    return _("{code} says: {what}").format(code=action.code, what=action.what)


def need_form(desk: Desk, counter: Counter, once: Once, line: ActionLine) -> Form:
    """What an action needs: an item, a class, a team or shelter, or something in words, and how much of it."""
    with desk.store.read() as session:
        classes = [Option(number, name, code) for number, code, name in catalog.categories(session)]
        lines = places.places(session, desk.officer(session), kinds=SITES)
    sites = among(
        [Option(one.place_id, one.name, _(KIND_NAMES[one.kind])) for one in lines], [one.key for one in lines]
    )

    def of(which: str) -> Any:  # noqa: ANN401 - a field's own question
        return lambda known: known.get(OF) == which

    def read(raw: str, known: Known) -> Decimal:
        item = known.get(ITEM)
        return counter.quantity(item, raw) if isinstance(item, int) else typed.number(raw, field="quantity")

    def in_units(known: Known) -> str:
        item = known.get(ITEM)
        return counter.item(item).unit if isinstance(item, int) else ""

    def send(given: Answers) -> None:
        models = {ITEM: Item, CLASS: Category, PLACE: Place}
        facts = {name: fact for name, fact in filled(given).items() if name != OF}
        facts = {name: row_of(models[name], fact) if name in models else fact for name, fact in facts.items()}
        once.send(actions.add_plan_need, _needed, action=row_of(PlanAction, line.action_id), **facts)

    sorts = [(ITEM, _("an item")), (CLASS, _("a class")), (PLACE, _("a team or shelter")), (WORDS, _("in words"))]
    return Form(
        _("What it needs"),
        Choice(OF, _("What"), sorts),
        Pick(ITEM, _("Item"), counter.items, when=of(ITEM), hint=_("initials will do")),
        Pick(CLASS, _("Class"), among(classes, [key(one.label, one.detail) for one in classes]), when=of(CLASS)),
        Pick(PLACE, _("Team or shelter"), sites, when=of(PLACE)),
        Text(WORDS, _("In words"), longest=200, when=of(WORDS)),
        Amount(
            "quantity", _("Quantity"), parse=read, required=False, width=14, when=lambda known: known.get(OF) != PLACE,
            hint=lambda known: in_units(known) or _("empty: not set"),
        ),
        words("unit", _("Counted in"), {}, longest=20, width=10, when=lambda known: known.get(OF) in {CLASS, WORDS}),
        submit=send,
        verb=_("add"),
        intro=line.what,
        sender=once,
    )  # fmt: skip


def _needed(_need: object) -> str:
    return _("It is written down what the action needs.")


# The law's template --------------------------------------------------------------------------------------------


def template_form(once: Once, version_id: int, levels: Sequence[LevelLine], there: Sequence[ActionLine]) -> Form:
    """Lines of the law's template become actions of a level, to be edited like any other."""
    held = {one.what for one in there}
    left = [one for one in templates.template() if one.what not in held]
    articles = list(dict.fromkeys(one.article for one in left))

    def send(given: Answers) -> None:
        which = given["which"]
        chosen = given["lines"] if which == SOME else [one.code for one in left if one.article == which]
        facts: Answers = {"level": row_of(ResponseLevel, given["level"]), "lines": chosen}
        once.send(templates.take_over_template, _taken, version=row_of(PlanVersion, version_id), **facts)

    return Form(
        _("Take over what the law asks for"),
        Choice("level", _("Level"), [(one.level_id, one.name) for one in levels]),
        Choice(
            "which", _("Which lines"), [*((one, _article(one, left)) for one in articles), (SOME, _("some of them"))]
        ),
        Lines(
            "lines",
            _("Lines of the law"),
            [Pick("one", _("Line of the law"), _lines(left), width=48)],
            build=lambda known: known["one"],
            when=lambda known: known.get("which") == SOME,
            hint=_("Enter adds one, an empty line goes on"),
        ),
        submit=send,
        verb=_("take over"),
        intro=_("they name no unit and no limit: set them afterwards"),
        sender=once,
    )


def _article(article: int, left: Sequence[TemplateLine]) -> str:
    n = sum(one.article == article for one in left)
    return ngettext("article {article}: {n} line", "article {article}: {n} lines", n).format(article=article, n=n)


def _lines(left: Sequence[TemplateLine]) -> Any:  # noqa: ANN401 - a finder
    return among([Option(one.code, one.what, one.code) for one in left], [key(one.what, one.code) for one in left])


def _taken(version: PlanVersion) -> str:
    return _("Taken over into {version}: now set units and limits.").format(version=version.code)
