"""Hazards: rounds of inspection, the ledger of hazards, training."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("material", sa.String(length=400), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_training_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        sa.UniqueConstraint("number", name=op.f("uq_training_number")),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "season",
            sa.Enum("pre_season", "in_season", "post_season", name="season", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_inspection_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_inspection_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("number", name=op.f("uq_inspection_number")),
    )
    op.create_table(
        "inspection_visit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("river_id", sa.Integer(), nullable=True),
        sa.Column("spot", sa.String(length=200), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_inspection_visit_by_id_person")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_visit_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_inspection_visit_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_inspection_visit_place_id_place")),
        sa.ForeignKeyConstraint(["river_id"], ["river.id"], name=op.f("fk_inspection_visit_river_id_river")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_visit")),
        sa.UniqueConstraint("code", name=op.f("uq_inspection_visit_code")),
    )
    with op.batch_alter_table("inspection_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_visit_inspection_id"), ["inspection_id"], unique=False)
    op.create_table(
        "hazard",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("found_by", sa.String(length=200), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("river_id", sa.Integer(), nullable=True),
        sa.Column("spot", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("photos", sa.String(length=1000), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("recurs_id", sa.Integer(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hazard_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_hazard_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_hazard_place_id_place")),
        sa.ForeignKeyConstraint(["recurs_id"], ["hazard.id"], name=op.f("fk_hazard_recurs_id_hazard")),
        sa.ForeignKeyConstraint(["river_id"], ["river.id"], name=op.f("fk_hazard_river_id_river")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["inspection_visit.id"], name=op.f("fk_hazard_visit_id_inspection_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard")),
        sa.UniqueConstraint("number", name=op.f("uq_hazard_number")),
    )
    with op.batch_alter_table("hazard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hazard_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hazard_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hazard_recurs_id"), ["recurs_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hazard_river_id"), ["river_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hazard_visit_id"), ["visit_id"], unique=False)
    op.create_table(
        "inspection_step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("visited", "left_out", "ended", name="inspectionstepkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_inspection_step_by_id_person")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_step_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["inspection_visit.id"], name=op.f("fk_inspection_step_visit_id_inspection_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_step")),
    )
    with op.batch_alter_table("inspection_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_step_inspection_id"), ["inspection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspection_step_visit_id"), ["visit_id"], unique=False)
    op.create_table(
        "hazard_step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hazard_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "assigned",
                "started",
                "fixed",
                "failed",
                "closed",
                "put_off",
                "struck",
                name="hazardstepkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=1000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("alone", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hazard_step_by_id_person")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_hazard_step_hazard_id_hazard")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard_step")),
    )
    with op.batch_alter_table("hazard_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hazard_step_hazard_id"), ["hazard_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("hazard_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hazard_step_hazard_id"))
    op.drop_table("hazard_step")
    with op.batch_alter_table("inspection_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_step_visit_id"))
        batch_op.drop_index(batch_op.f("ix_inspection_step_inspection_id"))
    op.drop_table("inspection_step")
    with op.batch_alter_table("hazard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hazard_visit_id"))
        batch_op.drop_index(batch_op.f("ix_hazard_river_id"))
        batch_op.drop_index(batch_op.f("ix_hazard_recurs_id"))
        batch_op.drop_index(batch_op.f("ix_hazard_place_id"))
        batch_op.drop_index(batch_op.f("ix_hazard_organisation_id"))
    op.drop_table("hazard")
    with op.batch_alter_table("inspection_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_visit_inspection_id"))
    op.drop_table("inspection_visit")
    op.drop_table("inspection")
    op.drop_table("training")
