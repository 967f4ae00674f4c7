"""Practice: checklists, drills with units, injects, material, sheets, ticks, findings and assessments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "checklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("look", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_checklist_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sa.UniqueConstraint("code", name=op.f("uq_checklist_code")),
    )
    with op.batch_alter_table("checklist", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_look"), ["look"], unique=False)

    op.create_table(
        "checklist_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name=op.f("fk_checklist_version_checklist_id_checklist")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_checklist_version_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_version")),
        sa.UniqueConstraint("checklist_id", "version", name=op.f("uq_checklist_version_checklist_id_version")),
        sa.UniqueConstraint("code", name=op.f("uq_checklist_version_code")),
    )
    op.create_table(
        "checklist_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "section",
            sa.Enum("before", "during", "after", name="section", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("standard", sa.String(length=400), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_checklist_line_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["checklist_version.id"], name=op.f("fk_checklist_line_version_id_checklist_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_line")),
        sa.UniqueConstraint("code", name=op.f("uq_checklist_line_code")),
    )
    with op.batch_alter_table("checklist_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_line_version_id"), ["version_id"], unique=False)

    op.create_table(
        "script_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("speaker", sa.String(length=120), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_script_line_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["checklist_version.id"], name=op.f("fk_script_line_version_id_checklist_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_line")),
        sa.UniqueConstraint("code", name=op.f("uq_script_line_code")),
    )
    with op.batch_alter_table("script_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_script_line_version_id"), ["version_id"], unique=False)

    op.create_table(
        "drill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("tabletop", "single", "combined", "test", "show", name="drillkind", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("spot", sa.String(length=200), nullable=False),
        sa.Column("commander", sa.String(length=120), nullable=False),
        sa.Column("plan_version_id", sa.Integer(), nullable=True),
        sa.Column("scenario", sa.String(length=2000), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_drill_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_drill_place_id_place")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_version.id"], name=op.f("fk_drill_plan_version_id_plan_version")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["checklist_version.id"], name=op.f("fk_drill_version_id_checklist_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill")),
        sa.UniqueConstraint("number", name=op.f("uq_drill_number")),
    )
    with op.batch_alter_table("drill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_drill_version_id"), ["version_id"], unique=False)
    _parts_of_drills()


def _parts_of_drills() -> None:
    """What hangs on a drill: parts, sheets, ticks, findings."""
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("out_of", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("points >= 0 AND points <= out_of AND out_of > 0", name=op.f("ck_assessment_within")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_assessment_by_id_person")),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_assessment_drill_id_drill")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_assessment_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_drill_id"), ["drill_id"], unique=False)

    op.create_table(
        "drill_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_drill_need_some")),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_drill_need_drill_id_drill")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_drill_need_item_id_item")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_drill_need_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_drill_need_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_need")),
        sa.UniqueConstraint("code", name=op.f("uq_drill_need_code")),
        sa.UniqueConstraint("drill_id", "item_id", "place_id", name=op.f("uq_drill_need_drill_id_item_id_place_id")),
    )
    with op.batch_alter_table("drill_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_need_drill_id"), ["drill_id"], unique=False)

    op.create_table(
        "drill_step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("started", "ended", "cancelled", "held", name="drillstepkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_drill_step_by_id_person")),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_drill_step_drill_id_drill")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_drill_step_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_step")),
    )
    with op.batch_alter_table("drill_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_step_drill_id"), ["drill_id"], unique=False)

    op.create_table(
        "drill_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("leader", sa.String(length=120), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("came", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_drill_unit_drill_id_drill")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_drill_unit_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_drill_unit_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_drill_unit_code")),
    )
    with op.batch_alter_table("drill_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_unit_drill_id"), ["drill_id"], unique=False)

    op.create_table(
        "drill_voucher",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_drill_voucher_by_id_person")),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_drill_voucher_drill_id_drill")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("fk_drill_voucher_voucher_id_voucher")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_voucher")),
        sa.UniqueConstraint("voucher_id", name=op.f("uq_drill_voucher_voucher_id")),
    )
    with op.batch_alter_table("drill_voucher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_voucher_drill_id"), ["drill_id"], unique=False)

    op.create_table(
        "inject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("to_whom", sa.String(length=120), nullable=False),
        sa.Column("expected", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_inject_drill_id_drill")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_inject_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inject")),
        sa.UniqueConstraint("code", name=op.f("uq_inject_code")),
    )
    with op.batch_alter_table("inject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inject_drill_id"), ["drill_id"], unique=False)

    op.create_table(
        "drill_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("inject_id", sa.Integer(), nullable=True),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_drill_event_by_id_person")),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_drill_event_drill_id_drill")),
        sa.ForeignKeyConstraint(["inject_id"], ["inject.id"], name=op.f("fk_drill_event_inject_id_inject")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_drill_event_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_event")),
    )
    with op.batch_alter_table("drill_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_event_drill_id"), ["drill_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drill_event_inject_id"), ["inject_id"], unique=False)

    op.create_table(
        "drill_sheet",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_drill_sheet_by_id_person")),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_drill_sheet_drill_id_drill")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_drill_sheet_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["drill_unit.id"], name=op.f("fk_drill_sheet_unit_id_drill_unit")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["checklist_version.id"], name=op.f("fk_drill_sheet_version_id_checklist_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_sheet")),
        sa.UniqueConstraint("drill_id", "line", name=op.f("uq_drill_sheet_drill_id_line")),
        sa.UniqueConstraint("number", name=op.f("uq_drill_sheet_number")),
    )
    with op.batch_alter_table("drill_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_sheet_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drill_sheet_version_id"), ["version_id"], unique=False)

    op.create_table(
        "drill_sheet_end",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_drill_sheet_end_by_id_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["drill_sheet.id"], name=op.f("fk_drill_sheet_end_sheet_id_drill_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_sheet_end")),
        sa.UniqueConstraint("sheet_id", name=op.f("uq_drill_sheet_end_sheet_id")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("found_by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_finding_by_id_person")),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name=op.f("fk_finding_drill_id_drill")),
        sa.ForeignKeyConstraint(["line_id"], ["checklist_line.id"], name=op.f("fk_finding_line_id_checklist_line")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_finding_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["drill_sheet.id"], name=op.f("fk_finding_sheet_id_drill_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("number", name=op.f("uq_finding_number")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_drill_id"), ["drill_id"], unique=False)

    op.create_table(
        "tick",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Enum("yes", "no", "partly", name="mark", native_enum=False, length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("correction", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_tick_by_id_person")),
        sa.ForeignKeyConstraint(["line_id"], ["checklist_line.id"], name=op.f("fk_tick_line_id_checklist_line")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_tick_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["drill_sheet.id"], name=op.f("fk_tick_sheet_id_drill_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tick")),
    )
    with op.batch_alter_table("tick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tick_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "finding_outcome",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("hazard", "revision", "settled", name="outcomekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("hazard_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_finding_outcome_by_id_person")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_outcome_finding_id_finding")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_finding_outcome_hazard_id_hazard")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_finding_outcome_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_finding_outcome_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_outcome")),
        sa.UniqueConstraint("finding_id", "kind", name=op.f("uq_finding_outcome_finding_id_kind")),
    )
    with op.batch_alter_table("finding_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_outcome_plan_id"), ["plan_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("finding_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_outcome_plan_id"))

    op.drop_table("finding_outcome")
    with op.batch_alter_table("tick", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tick_sheet_id"))

    op.drop_table("tick")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_drill_id"))

    op.drop_table("finding")
    op.drop_table("drill_sheet_end")
    with op.batch_alter_table("drill_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_sheet_version_id"))
        batch_op.drop_index(batch_op.f("ix_drill_sheet_unit_id"))

    op.drop_table("drill_sheet")
    with op.batch_alter_table("drill_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_event_inject_id"))
        batch_op.drop_index(batch_op.f("ix_drill_event_drill_id"))

    op.drop_table("drill_event")
    with op.batch_alter_table("inject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inject_drill_id"))

    op.drop_table("inject")
    with op.batch_alter_table("drill_voucher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_voucher_drill_id"))

    op.drop_table("drill_voucher")
    with op.batch_alter_table("drill_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_unit_drill_id"))

    op.drop_table("drill_unit")
    with op.batch_alter_table("drill_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_step_drill_id"))

    op.drop_table("drill_step")
    with op.batch_alter_table("drill_need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_need_drill_id"))

    op.drop_table("drill_need")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_drill_id"))

    op.drop_table("assessment")
    _without_drills()


def _without_drills() -> None:
    """Drills and checklists."""
    with op.batch_alter_table("drill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drill_version_id"))
        batch_op.drop_index(batch_op.f("ix_drill_held_on"))

    op.drop_table("drill")
    with op.batch_alter_table("script_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_script_line_version_id"))

    op.drop_table("script_line")
    with op.batch_alter_table("checklist_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checklist_line_version_id"))

    op.drop_table("checklist_line")
    op.drop_table("checklist_version")
    with op.batch_alter_table("checklist", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checklist_look"))

    op.drop_table("checklist")
