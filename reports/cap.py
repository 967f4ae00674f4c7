"""CAP: a warning as the Common Alerting Protocol 1.2 carries it, read from a file that a stranger may have made.

Nothing of it is believed blindly: entities and document types are refused before they are unfolded, the size is
looked at first, nothing is fetched. A signature within is not checked: who brings the file answers for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.text import visible
from inventory.response.warnings import Colour
from reports.package import NoSuchFile

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
LARGEST = 1_000_000  # bytes; a warning in words has a few thousand
LANGUAGE = "zh"
ACTUAL, CANCEL = "Actual", "Cancel"
WARNS = frozenset({"Alert", "Update", CANCEL})

# What a headline calls a colour, and what the field for severity says where it holds one.
COLOURS = {"蓝色": Colour.BLUE, "黄色": Colour.YELLOW, "橙色": Colour.ORANGE, "红色": Colour.RED}

# Refusals ------------------------------------------------------------------------------------------------------


class CapTooLarge(Refused):
    """More than a warning can be."""

    message = N_("{file} has more than {most} kB: a warning is smaller, so it is not read.")


class CapBroken(Refused):
    """A file that doesn't hold together."""

    message = N_("{file} is damaged ({why}): fetch it again, or enter the warning by hand.")


class CapUnsafe(Refused):
    """A file that would have the reader unfold or fetch something."""

    message = N_("{file} defines entities or a document type, which no warning needs: it is not read.")


class NotCap(Refused):
    """Another kind of file."""

    message = N_("{file} is no CAP 1.2 message but {what}: enter the warning by hand.")


class CapIncomplete(Refused):
    """What every message must say is missing."""

    message = N_("{file} does not say its {what}: enter the warning by hand.")


class CapBadTime(Refused):
    """A time that can't be read."""

    message = N_("{file}: “{text}” is no time ({what}): enter the warning by hand.")


class NotActual(Refused):
    """A test isn't a warning."""

    message = N_("{file} is marked {status}: it is no real warning and is not recorded as one.")


class NoWarning(Refused):
    """A receipt isn't a warning."""

    message = N_("{file} is of the type {kind}: it warns of nothing.")


# What a file holds ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bulletin:
    """A warning as a CAP message tells it; `colour` is None where no colour is named, which a person then chooses.

    `cancels` says that it lifts the warnings of `references` (their identifiers); an update takes their place.
    `others` counts the blocks beside the one that was read, such as other languages or areas.
    """

    identifier: str
    sender: str
    status: str
    sent_at: datetime
    cancels: bool
    references: tuple[str, ...]
    kind: str = ""
    colour: Colour | None = None
    severity: str = ""
    issuer: str = ""
    area: str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    headline: str = ""
    content: str = ""
    others: int = 0

    @property
    def facts(self) -> dict[str, Any]:
        """The facts as `record_warning` takes them, without a colour where none is named."""
        names = ("kind", "issuer", "area", "begins_at", "ends_at", "headline", "content", "identifier", "sent_at")
        colour = {"colour": self.colour} if self.colour else {}
        return {name: getattr(self, name) for name in names} | colour


def read(path: Path, zone: tzinfo, *, exercise: bool = False) -> Bulletin:
    """The warning in a file; times without an offset are of the zone. Tests are read in an exercise alone."""
    name = visible(path.name)
    return _Reading(name, zone).bulletin(_alert(name, _bytes(path, name)), exercise=exercise)


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as trouble:
        raise NoSuchFile(file=name, why=getattr(trouble, "strerror", None) or _("there is no such file")) from trouble
    if len(data) > LARGEST:
        raise CapTooLarge(file=name, most=LARGEST // 1000)
    return data


def _alert(name: str, data: bytes) -> Element:
    """The message in the file, once it is certain that it is one."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as trouble:
        raise CapUnsafe(file=name) from trouble
    except (ParseError, LookupError, ValueError) as trouble:
        raise CapBroken(file=name, why=visible(str(trouble))) from trouble
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise NotCap(file=name, what=visible(root.tag))
    return root


class _Reading:
    """One file being read."""

    def __init__(self, file: str, zone: tzinfo) -> None:
        self.file, self.zone = file, zone

    def bulletin(self, alert: Element, *, exercise: bool) -> Bulletin:
        """All that it tells."""
        status, kind = self.needed(alert, "status"), self.needed(alert, "msgType")
        if status != ACTUAL and not exercise:
            raise NotActual(file=self.file, status=visible(status))
        if kind not in WARNS:
            raise NoWarning(file=self.file, kind=visible(kind))
        head: dict[str, Any] = {
            "identifier": self.needed(alert, "identifier"),
            "sender": self.needed(alert, "sender"),
            "status": status,
            "sent_at": self.moment(alert, "sent") or self.lacking("sent"),
            "cancels": kind == CANCEL,
            "references": tuple(one.split(",")[1] for one in _text(alert, "references").split() if one.count(",") >= 2),  # noqa: PLR2004 - sender, identifier, sent
        }
        infos = list(alert.iterfind(_path("info")))
        if not infos:
            return Bulletin(**head) if kind == CANCEL else self.lacking("info")
        info = next((one for one in infos if _text(one, "language").lower().startswith(LANGUAGE)), infos[0])
        return Bulletin(**head, **self.told(info, str(head["sender"])), others=len(infos) - 1)

    def told(self, info: Element, sender: str) -> dict[str, Any]:
        """What a block tells of the warning."""
        headline = _text(info, "headline")
        said = [_text(info, "description"), _text(info, "instruction")]
        return {
            "kind": self.needed(info, "event"),
            "colour": _colour(headline, _text(info, "severity")),
            "severity": _text(info, "severity"),
            "issuer": _text(info, "senderName") or sender,
            "area": _("; ").join(_text(one, "areaDesc") for one in info.iterfind(_path("area"))),
            "begins_at": self.moment(info, "onset") or self.moment(info, "effective"),
            "ends_at": self.moment(info, "expires"),
            "headline": headline,
            "content": " ".join(one for one in said if one),
        }

    def needed(self, within: Element, name: str) -> str:
        """What must be told."""
        return _text(within, name) or self.lacking(name)

    def lacking(self, name: str) -> Any:  # noqa: ANN401 - it never answers
        """Refuse a message that leaves out what every message says."""
        raise CapIncomplete(file=self.file, what=name)

    def moment(self, within: Element, name: str) -> datetime | None:
        """An instant, if one is told."""
        text = _text(within, name)
        if not text:
            return None
        try:
            when = datetime.fromisoformat(text)
            return (when if when.tzinfo else when.replace(tzinfo=self.zone)).astimezone(self.zone)
        except (ValueError, OverflowError) as trouble:
            raise CapBadTime(file=self.file, text=visible(text), what=name) from trouble


def _path(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text(within: Element, name: str) -> str:
    """What an element says, on one line."""
    return " ".join((within.findtext(_path(name)) or "").split())


def _colour(headline: str, severity: str) -> Colour | None:
    """The one colour that the headline names, or else that stands for the severity."""
    named = {colour for word, colour in COLOURS.items() if word in headline}
    if len(named) == 1:
        return named.pop()
    return next((one for one in Colour if one.value == severity.lower()), None) if not named else None
