"""Choices: the facts that are one of a few, each with its name in every language."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from inventory.duty.events import REPORT_KIND_NAMES, ReportKind
from inventory.duty.log import LOG_KIND_NAMES, LogKind
from inventory.duty.patterns import DAYS_NAMES, Days
from inventory.duty.posts import POST_NAMES, PostKind
from inventory.ground.people import ORGANISATION_NAMES, ROLE_NAMES, OrganisationKind, Role
from inventory.practice.checklists import SECTION_NAMES, Section
from inventory.practice.drills import KIND_NAMES as DRILL_KIND_NAMES
from inventory.practice.drills import DrillKind
from inventory.practice.marks import MARK_NAMES, Mark
from inventory.resources.agreements import AGREEMENT_NAMES, AgreementKind
from inventory.resources.callouts import CALL_KIND_NAMES, CallKind
from inventory.resources.inspections import SEASON_NAMES, Season
from inventory.resources.mustering import ANSWER_NAMES, AnswerKind
from inventory.resources.rivers import ANSWERING_NAMES, Answering
from inventory.response.standards import FACILITY_NAMES, PER_NAMES, Facility, Per
from inventory.response.warnings import COLOUR_NAMES, Colour
from inventory.supplies.counts import COUNT_NAMES, FOUND_NAMES, REASON_NAMES, CountKind, Found, Reason
from inventory.supplies.lots import CONDITION_NAMES, MODE_NAMES, Condition, Mode
from inventory.supplies.places import KEPT, KIND_NAMES, PlaceKind
from inventory.supplies.stock import CAUSE_NAMES, PURPOSE_NAMES, SOURCE_NAMES, Cause, Purpose, Source

CHOICES: dict[type[StrEnum], Mapping[Any, str]] = {
    Role: ROLE_NAMES,
    OrganisationKind: ORGANISATION_NAMES,
    PlaceKind: {kind: name for kind, name in KIND_NAMES.items() if kind in KEPT},
    Source: SOURCE_NAMES,
    Purpose: PURPOSE_NAMES,
    Cause: CAUSE_NAMES,
    Mode: MODE_NAMES,
    Condition: CONDITION_NAMES,
    CountKind: COUNT_NAMES,
    Found: FOUND_NAMES,
    Reason: REASON_NAMES,
    Days: DAYS_NAMES,
    PostKind: POST_NAMES,
    LogKind: LOG_KIND_NAMES,
    ReportKind: REPORT_KIND_NAMES,
    AgreementKind: AGREEMENT_NAMES,
    Answering: ANSWERING_NAMES,
    CallKind: CALL_KIND_NAMES,
    AnswerKind: ANSWER_NAMES,
    Season: SEASON_NAMES,
    Per: PER_NAMES,
    Facility: FACILITY_NAMES,
    Colour: COLOUR_NAMES,
    Section: SECTION_NAMES,
    DrillKind: DRILL_KIND_NAMES,
    Mark: MARK_NAMES,
}
