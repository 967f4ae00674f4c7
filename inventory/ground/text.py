"""Texts that people type and the program keeps: what may be kept, how it is shown, how wide it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from types import ModuleType

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _

ELLIPSIS = "…"
MOST_ALIKE = 3

# Controls, lines' ends, direction overrides, halves of characters and codes that are never characters.
_C0, _C1 = "\x00-\x1f", "\x7f-\x9f"
_NEVER = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
_BEYOND_C0 = f"{_C1}\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef{_NEVER}"
_UNSAFE = re.compile(f"[{_C0}{_BEYOND_C0}]")
_UNSAFE_IN_LINES = re.compile(f"[\x00-\x08\x0b-\x1f{_BEYOND_C0}]")

# What takes no room on paper: Unicode's default ignorable characters, and the Braille blank.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

FIELDS = {
    "action": N_("what was done"),
    "address": N_("address"),
    "addressed_to": N_("addressee"),
    "after_expiry": N_("reason outside the dates"),
    "aliases": N_("other names"),
    "alone": N_("reason of being alone"),
    "amount": N_("amount"),
    "approved_by": N_("who approved it"),
    "approved_on": N_("date of approval"),
    "approver": N_("approver"),
    "area": N_("area of responsibility"),
    "area_m2": N_("area"),
    "assemble": N_("assembly point"),
    "at": N_("time"),
    "audience": N_("for whom"),
    "backup_power": N_("backup power"),
    "barcode": N_("barcode"),
    "basis": N_("basis"),
    "batch": N_("batch"),
    "beds": N_("beds"),
    "begins_at": N_("time of the beginning"),
    "begins_on": N_("first day"),
    "blind": N_("whether it is blind"),
    "called_at": N_("time of the call"),
    "caller": N_("caller"),
    "came": N_("whether they came"),
    "carried_out": N_("whether it is carried out"),
    "chair": N_("chair"),
    "children": N_("children"),
    "closed_at": N_("time of closing"),
    "code": N_("code"),
    "commander": N_("commander"),
    "company": N_("company"),
    "compensation": N_("compensation"),
    "contact": N_("contact"),
    "contact_phone": N_("24-hour telephone"),
    "content": N_("content"),
    "copies": N_("copies"),
    "correction": N_("reason of the correction"),
    "counted_at": N_("time of the count"),
    "counterpart": N_("other side"),
    "credit_code": N_("credit code"),
    "critical": N_("whether all hangs on it"),
    "day": N_("date"),
    "decimals": N_("decimals"),
    "department": N_("department"),
    "deputy": N_("deputy"),
    "deputy_phone": N_("deputy's phone"),
    "destination": N_("destination"),
    "due_at": N_("deadline"),
    "due_on": N_("due date"),
    "elderly": N_("elderly people"),
    "ended_on": N_("last day"),
    "ends_at": N_("time of the end"),
    "ends_on": N_("last day"),
    "exempt": N_("exemptions"),
    "expected": N_("order last seen"),
    "expires_on": N_("expiry date"),
    "figures": N_("figures"),
    "finding": N_("finding"),
    "first": N_("first day"),
    "following_minutes": N_("minutes to a following report"),
    "found_by": N_("finder"),
    "found_on": N_("day of finding"),
    "from_at": N_("beginning"),
    "from_week": N_("week to copy from"),
    "gb_code": N_("GB/T 38565 code"),
    "grade": N_("grade"),
    "handling": N_("handling"),
    "headcount": N_("strength"),
    "headline": N_("headline"),
    "held_at": N_("time"),
    "held_on": N_("date"),
    "host": N_("host"),
    "hours": N_("hours"),
    "identifier": N_("identifier"),
    "inspection": N_("acceptance"),
    "issuer": N_("issuer"),
    "judgement": N_("judgement"),
    "keeper": N_("keeper"),
    "key": N_("setting"),
    "kind": N_("kind"),
    "label": N_("label"),
    "last": N_("last day"),
    "leader": N_("leader of the unit"),
    "learned_at": N_("time when it was learned of"),
    "length_km": N_("length in kilometres"),
    "line": N_("line"),
    "lines": N_("lines of the sheet"),
    "location": N_("town or village"),
    "login": N_("login"),
    "lost": N_("what was lost"),
    "made_on": N_("date of writing"),
    "maker": N_("maker"),
    "marks": N_("marks"),
    "material": N_("material"),
    "measure": N_("measure"),
    "minutes": N_("minutes allowed"),
    "moment": N_("time"),
    "month": N_("month"),
    "name": N_("name"),
    "needed": N_("people needed"),
    "next_revision_on": N_("next revision"),
    "no_deadline": N_("whether it has no deadline"),
    "note": N_("note"),
    "number": N_("number"),
    "occurred_at": N_("time"),
    "on": N_("date"),
    "on_the_way": N_("whether it is on the way"),
    "only_empty": N_("whether only empty places"),
    "open_ended": N_("whether it has no end"),
    "oral_at": N_("time of the word"),
    "oral_minutes": N_("minutes to the word"),
    "ordered_at": N_("time of the order"),
    "ordered_by": N_("who ordered it"),
    "out_of": N_("full marks"),
    "owner": N_("person in charge"),
    "packs": N_("packs"),
    "part": N_("part"),
    "part_of_none": N_("whether it belongs to no other"),
    "participants": N_("participants"),
    "parts": N_("parts of the check"),
    "passed": N_("whether it passed"),
    "password": N_("password"),
    "people": N_("number of people"),
    "person": N_("person in charge"),
    "phone": N_("phone"),
    "photos": N_("photo files"),
    "pieces": N_("how many"),
    "place": N_("place"),
    "planned_on": N_("planned day"),
    "points": N_("points"),
    "post": N_("post"),
    "price": N_("price"),
    "produced_on": N_("production date"),
    "proved": N_("who proved it"),
    "published_on": N_("day of publication"),
    "quality": N_("quality"),
    "quantity": N_("quantity"),
    "rain_water": N_("rain and water"),
    "rank": N_("rank"),
    "rated": N_("people approved"),
    "reach_from": N_("start of the reach"),
    "reach_to": N_("end of the reach"),
    "reached": N_("whether anybody answered"),
    "ready_minutes": N_("minutes to be ready"),
    "reason": N_("reason"),
    "replace": N_("whether it replaces"),
    "report": N_("report"),
    "reported_to": N_("whom it was reported to"),
    "request": N_("request"),
    "result": N_("result"),
    "role": N_("role"),
    "scenario": N_("scenario"),
    "sent_at": N_("time of the writing"),
    "shelf_life_months": N_("shelf life in months"),
    "signed_on": N_("day of signing"),
    "since": N_("beginning"),
    "situation": N_("situation"),
    "skills": N_("skills"),
    "speaker": N_("speaker"),
    "spec": N_("specification"),
    "special": N_("people with special needs"),
    "spot": N_("spot"),
    "standard": N_("standard"),
    "starts": N_("beginning of the shift"),
    "spots": N_("spots"),
    "starts_at": N_("time of the beginning"),
    "stay": N_("length of stay"),
    "subject": N_("subject"),
    "test_interval_days": N_("days between trial runs"),
    "tested_at": N_("time of the test"),
    "tester": N_("tester"),
    "to_week": N_("week to copy to"),
    "to_whom": N_("to whom"),
    "toilets": N_("toilets"),
    "topic": N_("topic"),
    "towns": N_("towns"),
    "transport": N_("transport"),
    "trigger": N_("trigger"),
    "turn": N_("place in the order"),
    "unit": N_("unit"),
    "until": N_("end"),
    "until_at": N_("end"),
    "untimed": N_("whether it has no time"),
    "urgent": N_("whether papers follow"),
    "use": N_("use"),
    "valid_from": N_("first day of validity"),
    "valid_until": N_("last day of validity"),
    "value": N_("value"),
    "visited_on": N_("day of the visit"),
    "water_points": N_("water points"),
    "what": N_("matter"),
    "who": N_("name of who did it"),
    "witness": N_("witness"),
    "words": N_("words"),
    "written_minutes": N_("minutes to the written report"),
    "year": N_("year"),
}


class NameBlank(Refused):
    """Nothing that can be seen was typed."""

    message = N_("The {what} is empty; type at least one visible character.")


class TooLong(Refused):
    """More was typed than the place for it holds."""

    message = N_("The {what} has {length} characters; at most {longest} are kept.")


class Forbidden(Refused):
    """A character that could drive a terminal or turn a line around."""

    message = N_("The {what} contains {sign} (character {position}); control and direction characters can't be kept.")


def called(field: str) -> str:
    """The fact's name in the officer's language; a field without words of its own is called as it is."""
    return _(FIELDS[field]) if field in FIELDS else field


def visible(text: str, *, keep_lines: bool = False) -> str:
    """The text with everything that could drive a terminal shown as signs; `keep_lines` lets line feed and tab be."""
    return (_UNSAFE_IN_LINES if keep_lines else _UNSAFE).sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:  # noqa: PLR2004 - the end of C0: each of its characters has a picture in Unicode
        return chr(0x2400 + code)
    if code == 0x7F:  # noqa: PLR2004 - DEL, whose picture stands apart
        return "␡"
    if code <= 0xFF:  # noqa: PLR2004 - one byte
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the first plane


def clean(text: str, *, field: str, longest: int = 120, blank: bool = False) -> str:
    """The text as it is kept: composed and trimmed; refused if it is blank (unless it may be), too long or unsafe."""
    kept = unicodedata.normalize("NFC", text).strip()
    if unsafe := _UNSAFE.search(kept):
        raise Forbidden(field=field, what=called(field), sign=visible(unsafe[0]), position=unsafe.start() + 1)
    if not skeleton(kept):
        if blank:
            return ""
        raise NameBlank(field=field, what=called(field))
    if len(kept) > longest:
        raise TooLong(field=field, what=called(field), length=len(kept), longest=longest)
    return kept


def skeleton(text: str) -> str:
    """What is left when width, case, spacing and invisible characters don't count: alike here looks alike."""
    seen = _INVISIBLE.sub("", text)
    for _turn in range(2):  # folding can undo a composition and composing a folding
        seen = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
        seen = _INVISIBLE.sub("", seen)
    return " ".join(seen.split())


def alike(text: str, known: Iterable[str]) -> list[str]:
    """What may have been meant by a text that nothing is called: at most three, the likeliest first, as signs."""
    from difflib import get_close_matches  # noqa: PLC0415 - 10 ms that only a slip of the fingers need pay

    spelled: dict[str, str] = {}
    for one in known:
        spelled.setdefault(one.casefold(), one)
    typed = skeleton(text)
    near = get_close_matches(typed, spelled, MOST_ALIKE)
    near += [one for one in spelled if typed and typed in one and one not in near]
    return [visible(spelled[one]) for one in near[:MOST_ALIKE]]


@cache
def _wcwidth() -> ModuleType:
    import wcwidth  # noqa: PLC0415 - 25 ms of tables, which a first frame need not wait for

    return wcwidth


def width(text: str) -> int:
    """How many columns the text takes where it is shown: a Chinese character takes two."""
    return max(0, int(_wcwidth().wcswidth(visible(text))))


def fit(text: str, columns: int, *, right: bool = False) -> str:
    """The text in exactly so many columns: cut with an ellipsis or filled with spaces (before it if `right`)."""
    shown = visible(text)
    if width(shown) > columns:
        shown = _cut(shown, columns - 1) + ELLIPSIS if columns > 0 else ""
    filling = " " * (columns - width(shown))
    return filling + shown if right else shown + filling


def _cut(shown: str, columns: int) -> str:
    used = 0
    kept = []
    for sign in _wcwidth().iter_graphemes(shown):
        used += width(sign)
        if used > columns:
            break
        kept.append(sign)
    return "".join(kept)
