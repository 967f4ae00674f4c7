"""What is said when something was done with a hazard, a round or a training."""

from __future__ import annotations

from sqlalchemy.orm import object_session

from inventory.ground.i18n import _
from inventory.resources.hazards import Hazard, HazardStep
from inventory.resources.inspections import Inspection, InspectionVisit


def _number(step: HazardStep) -> str:
    """The number of the hazard that a step is of."""
    session = object_session(step)
    return session.get_one(Hazard, step.hazard_id).number if session is not None else ""


def entered(one: Hazard) -> str:
    """A hazard is in the ledger, and waits for somebody."""
    return _("{hazard} was entered. Enter: whose it is, how, until when.").format(hazard=one.number)


def assigned(step: HazardStep) -> str:
    """Somebody has it."""
    said = _("{hazard}: {unit} puts it right by {day}.")
    return said.format(hazard=_number(step), unit=step.unit, day=step.due_on)


def started(step: HazardStep) -> str:
    """It is being put right."""
    return _("{hazard} is being put right.").format(hazard=_number(step))


def fixed(step: HazardStep) -> str:
    """It waits for its check."""
    return _("{hazard} was put right by {who}; another checks it again.").format(hazard=_number(step), who=step.who)


def closed(step: HazardStep) -> str:
    """It is over."""
    return _("{hazard} is closed off.").format(hazard=_number(step))


def sent_back(step: HazardStep) -> str:
    """It goes on."""
    return _("{hazard} was sent back: it is being put right again.").format(hazard=_number(step))


def put_off(step: HazardStep) -> str:
    """There is more time."""
    return _("{hazard} is due on {day} now.").format(hazard=_number(step), day=step.due_on)


def struck(step: HazardStep) -> str:
    """It counts no more."""
    return _("{hazard} counts no more; Space shows those entered by mistake too.").format(hazard=_number(step))


# Rounds ----------------------------------------------------------------------------------------------------------


def opened(one: Inspection) -> str:
    """A round is there, and takes places."""
    return _("{round} was opened. Insert adds the places that it visits.").format(round=one.number)


def planned(one: Inspection) -> str:
    """It has more places."""
    return _("{round}: the places are on it.").format(round=one.number)


def visited(one: InspectionVisit) -> str:
    """Somebody was there."""
    return _("{visit} was visited. Space, Hazard found here, enters what is wrong.").format(visit=one.code)


def left_out(one: InspectionVisit) -> str:
    """Nobody goes there."""
    return _("{visit} is left out.").format(visit=one.code)


def ended(one: Inspection) -> str:
    """It is over."""
    return _("{round} has ended.").format(round=one.number)
