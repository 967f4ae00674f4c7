"""Keyed: an audit line as the `do` line that does the same again, for what was done where these books couldn't be."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from inspect import Parameter
from typing import Any, get_args, get_origin, get_type_hints

from inventory.ground.audit import SERVICES
from inventory.supplies.entering import Keyed
from inventory.supplies.lots import Line
from inventory.upkeep.sides import Done
from tui.commands.facts import FORMS, ROWS, is_secret, is_several, kind_of, parameters

HAPPENED = ("occurred_at", "at", "learned_at", "called_at", "ordered_at", "counted_at", "tested_at", "held_at")
"""Facts that mean now where nothing is said: keyed in later, they must be said."""
CORRECTING = ("correct_", "change_")  # services in which what isn't said stays as it was
PARTING = re.compile("[,，;；]")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


class _Unsayable(Exception):  # noqa: N818 - no error: the screen can say it
    """A fact that no `do` line can say."""


def typed(done: Done, request: str, zone: tzinfo) -> str:
    """The line that keys in what was done; nothing where only a screen can, as for passwords."""
    service = SERVICES.get(done.service)
    if service is None or is_secret(service):
        return ""
    try:
        words = [f"{name}={text}" for one in parameters(service) for name, text in _said(one, done, zone)]
    except _Unsayable:
        return ""
    return " ".join(["xunbei do", done.service, *map(shlex.quote, [*words, f"request={request}"])])


def _said(one: Parameter, done: Done, zone: tzinfo) -> Sequence[tuple[str, str]]:
    """A fact as it is typed; when it happened, where that was left to the clock."""
    value = done.facts.get(one.name)
    if value is not None:
        return [(one.name, _fact(one, value, zone))]
    is_now = one.name in HAPPENED and kind_of(one) is datetime and not done.service.startswith(CORRECTING)
    return [(one.name, _local(done.at, zone))] if is_now else []


def _fact(one: Parameter, value: Any, zone: tzinfo) -> str:  # noqa: ANN401 - whatever a line holds
    kind = kind_of(one)
    if not is_several(one):
        return _plain(value, zone)
    if kind in FORMS:
        return ";".join(_without(_formed(kind, each, zone), "[;；]") for each in value)
    return ",".join(_without(_plain(each, zone), PARTING.pattern) for each in value)


def _plain(value: Any, zone: tzinfo) -> str:  # noqa: ANN401 - as above
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str | int):
        raise _Unsayable
    text = str(value)
    return _local(datetime.fromisoformat(text), zone) if INSTANT.fullmatch(text) else text


def _local(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(zone):%Y-%m-%d %H:%M}"


def _formed(kind: type[Any], value: Mapping[str, Any], zone: tzinfo) -> str:
    """A fact of several words: `ITEM:QUANTITY:key=value`, or key after key."""
    said = {name: _part(kind, name, one, zone) for name, one in value.items() if one is not None}
    if kind is Line:
        first = [said.pop("item"), said.pop("quantity")]
    elif kind is Keyed:
        found = said.pop("found", "counted")
        first = [said.pop("line"), said.pop("quantity", "") if found == "counted" else found]
        said.pop("quantity", None)
    elif kind in ROWS:
        first = []
    else:
        first = [said.pop("people", ""), said.pop("places", "")]
    return ":".join([*first, *(f"{name}={text}" for name, text in said.items() if text)])


def _part(kind: type[Any], name: str, value: Any, zone: tzinfo) -> str:  # noqa: ANN401 - as above
    if not isinstance(value, list):
        return _plain(value, zone)
    is_pairs = get_origin(get_args(get_type_hints(kind)[name])[0]) is tuple
    parts = ("=".join(map(str, one)) if is_pairs else _plain(one, zone) for one in value)
    return ",".join(_without(one, PARTING.pattern) for one in parts)


def _without(text: str, signs: str) -> str:
    """A text without the signs that part it from the next one: there is no way to say them."""
    if re.search(signs, text):
        raise _Unsayable
    return text
