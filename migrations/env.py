"""Where Alembic meets our models; the only module here that knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from inventory.duty import consulting, events, levels, log, patterns, posts, shifts
from inventory.ground import accounts, exercises, numbers, passwords, settings
from inventory.ground.schema import Base
from inventory.practice import findings, material, scoring, ticking, told
from inventory.resources import deliveries, hazards, mustering, rivers, sheltering, training
from inventory.response import proposals, responses, standards, stoprules
from inventory.supplies import closing, corrections, finds
from inventory.upkeep import handover

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext

MODELS = (
    accounts, closing, consulting, corrections, deliveries, events, exercises, findings, finds, handover, hazards,
    levels, log, material, mustering, numbers, passwords, patterns, posts, proposals, responses, rivers, scoring,
    settings, sheltering, shifts, standards, stoprules, ticking, told, training,
)  # fmt: skip


def plain_types(kind: str, thing: object, _context: AutogenContext) -> str | Literal[False]:
    """A migration is history: it names plain column types, never ours."""
    return f"sa.{thing.impl!r}" if kind == "type" and isinstance(thing, TypeDecorator) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=plain_types,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
