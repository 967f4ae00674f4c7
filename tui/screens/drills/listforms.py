"""The questions about what a checklist says: its lines, its script, and templates that are taken over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation
from inventory.ground.search import key
from inventory.practice import templates, wording
from inventory.practice.checklists import SECTION_NAMES, ChecklistLine, ChecklistVersion, ScriptLine, Section
from inventory.practice.wording import CheckLine, SaidLine
from reports.table import figure
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, changed, count, owner, words
from tui.screens.response.asking import filled
from tui.widgets.answers import Choice, Tick
from tui.widgets.basket import Lines
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

TEXTS = ("what", "who", "standard", "topic")


def line_form(once: Once, version_id: int, line: CheckLine | None, section: Section, roles: Sequence[str]) -> Form:
    """What is done in which section, by which role, when, to which standard; one that is there is written anew."""
    known: Mapping[str, Any] = vars(line) if line else {}
    old = {name: known[name] for name in (*TEXTS, "section", "minutes", "turn", "critical")} if line else {}

    def send(given: Answers) -> None:
        if line is None:
            once.send(wording.add_line, _written, given, version=row_of(ChecklistVersion, version_id), **filled(given))
            return
        facts = _anew(old, given)
        once.send(wording.change_line, _written, given, line=row_of(ChecklistLine, line.line_id), **facts)

    sections = [(one, _(name)) for one, name in SECTION_NAMES.items()]
    return Form(
        _("Change line {n}").format(n=line.number) if line else _("Write a line"),
        Choice("section", _("Phase"), sections, default=known.get("section", section)),
        Text("what", _("Action"), longest=1000, default=known.get("what", ""), width=56),
        words(
            "who",
            _("Role or unit"),
            known,
            width=30,
            hint=" ".join(roles[:4]) or _("a role or unit; each gets its sheet"),
        ),
        count("minutes", _("Minutes"), known, hint=_counted),
        words("standard", _("Standard"), known, width=48, hint=_("how it is done well")),
        Tick("critical", _("Critical"), default=bool(known.get("critical")), hint=_("all hangs on it")),
        words("topic", _("Indicators"), known, longest=80, width=24, hint=_("the group it is scored under")),
        count("turn", _("Turn"), known, hint=_("empty: the last of its section")),
        submit=send,
        verb=_("change") if line else _("write it"),
        draft="" if line else f"checklist_line.{version_id}",
        sender=once,
    )


def _counted(known: Mapping[str, object]) -> str:
    """From when the minutes of a line count."""
    of = {
        Section.BEFORE: _("before it begins; empty: at no set time"),
        Section.DURING: _("after it has begun; empty: at no set time"),
        Section.AFTER: _("after it has ended; empty: at no set time"),
    }
    return of.get(known.get("section"), "")  # type: ignore[call-overload,no-any-return]  # a choice of sections


def _anew(old: Mapping[str, Any], given: Answers) -> Answers:
    """What was changed of a line; minutes that were emptied are taken away."""
    facts = changed(old, given)
    if old["minutes"] is not None and given.get("minutes") is None:
        facts.pop("minutes", None)
        facts["untimed"] = True
    return facts


def _written(line: ChecklistLine) -> str:
    return _("{line} was written.").format(line=line.code)


# Scripts ---------------------------------------------------------------------------------------------------------


def words_form(once: Once, version_id: int, line: SaidLine | None) -> Form:
    """Who says what, so many minutes after the start."""
    known: Mapping[str, Any] = vars(line) if line else {}
    old = {name: known[name] for name in ("minutes", "speaker", "words")} if line else {}

    def send(given: Answers) -> None:
        if line is None:
            version = row_of(ChecklistVersion, version_id)
            once.send(wording.add_words, _written_words, given, version=version, **filled(given))
        else:
            script = row_of(ScriptLine, line.line_id)
            once.send(wording.change_words, _written_words, given, script=script, **changed(old, given))

    return Form(
        _("Change what is said") if line else _("Write what is said"),
        count("minutes", _("Minutes"), known, hint=_("after it has begun; empty: at no set time")),
        Text("speaker", _("Speaker"), default=known.get("speaker", ""), width=30),
        Text("words", _("Words"), longest=2000, default=known.get("words", ""), width=60),
        submit=send,
        verb=_("change") if line else _("write it"),
        draft="" if line else f"checklist_words.{version_id}",
        sender=once,
    )


def _written_words(line: ScriptLine) -> str:
    return _("{line} was written.").format(line=line.code)


# Templates -------------------------------------------------------------------------------------------------------


def template_form(once: Once, houses: Sequence[OrganisationLine], there: Collection[str]) -> Form:
    """Which of the program's checklists are taken over."""
    left = [one for one in templates.checklist_templates() if one.name not in there]
    options = [Option(one.code, one.name, _much(one)) for one in left]

    def send(given: Answers) -> None:
        facts = filled(given)
        if house := facts.pop("organisation", None):
            facts["organisation"] = row_of(Organisation, house)
        once.send(templates.take_over_checklists, partial(_taken, len(facts["lines"])), **facts)

    find = among(options, [key(one.name, one.code, one.kind) for one in left])
    return Form(
        _("Take over one of the program's"),
        Lines(
            "lines",
            _("Checklists"),
            [Pick("one", _("Checklist"), find, width=44)],
            build=lambda known: known["one"],
            hint=_("Enter adds one, an empty line goes on"),
        ),
        *([owner(houses)] if len(houses) > 1 else []),
        submit=send,
        verb=_("take over"),
        intro=_("edited like any other afterwards") if left else _("all of them are there already"),
        sender=once,
    )


def _much(one: templates.TemplateName) -> str:
    lines = ngettext("{n} line", "{n} lines", one.lines).format(n=figure(one.lines))
    said = ngettext("{n} line of script", "{n} lines of script", one.words).format(n=figure(one.words))
    return f"{lines}, {said}" if one.words else lines


def _taken(many: int, _house: Organisation) -> str:
    said = ngettext("{n} checklist was taken over.", "{n} checklists were taken over.", many)
    return said.format(n=figure(many))
