"""Every service of the resources once, as an officer would ask for it, and with those of the floors below every one."""

from __future__ import annotations

from tests.duty import acts
from tests.resources import agreements_acts, hazards_acts, rivers_acts, teams_acts, training_acts

ACTS = (
    teams_acts.EVERY | agreements_acts.EVERY | rivers_acts.EVERY | hazards_acts.EVERY | training_acts.EVERY
)  # fmt: skip

EVERY = acts.EVERY | ACTS
"""Every service there is up to this floor."""
