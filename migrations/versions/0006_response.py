"""Response: plans, warnings, orders of a level with their tasks, stop orders, standards of need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "stop_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stop_measure_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_measure")),
        sa.UniqueConstraint("code", name=op.f("uq_stop_measure_code")),
    )
    op.create_table(
        "need_standard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column(
            "per", sa.Enum("person_day", "person", "shared", name="per", native_enum=False, length=32), nullable=False
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column(
            "facility",
            sa.Enum("area_m2", "beds", "water_points", "toilets", name="facility", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_need_standard_some")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_need_standard_category_id_category")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_need_standard_item_id_item")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_need_standard_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_standard")),
        sa.UniqueConstraint("code", name=op.f("uq_need_standard_code")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("river_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("look", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_plan_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["river_id"], ["river.id"], name=op.f("fk_plan_river_id_river")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("code", name=op.f("uq_plan_code")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_look"), ["look"], unique=False)
    op.create_table(
        "proposal_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "colour",
            sa.Enum("blue", "yellow", "orange", "red", name="colour", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_id"], ["response_level.id"], name=op.f("fk_proposal_rule_level_id_response_level")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_rule_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_proposal_rule_code")),
        sa.UniqueConstraint(
            "organisation_id", "kind", "colour", name=op.f("uq_proposal_rule_organisation_id_kind_colour")
        ),
    )
    op.create_table(
        "stop_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "colour",
            sa.Enum("blue", "yellow", "orange", "red", name="colour", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("level_id", sa.Integer(), nullable=True),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.CheckConstraint("(colour IS NULL) <> (level_id IS NULL)", name=op.f("ck_stop_rule_one_cause")),
        sa.ForeignKeyConstraint(["level_id"], ["response_level.id"], name=op.f("fk_stop_rule_level_id_response_level")),
        sa.ForeignKeyConstraint(["measure_id"], ["stop_measure.id"], name=op.f("fk_stop_rule_measure_id_stop_measure")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stop_rule_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_stop_rule_code")),
    )
    op.create_table(
        "warning_notice",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "colour",
            sa.Enum("blue", "yellow", "orange", "red", name="colour", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("area", sa.String(length=400), nullable=False),
        sa.Column("begins_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("headline", sa.String(length=200), nullable=False),
        sa.Column("content", sa.String(length=4000), nullable=False),
        sa.Column("identifier", sa.String(length=200), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_warning_notice_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_warning_notice_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_notice")),
        sa.UniqueConstraint("number", name=op.f("uq_warning_notice_number")),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "approved", "replaced", name="versionstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(length=120), nullable=False),
        sa.Column("next_revision_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_plan_version_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_version_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("code", name=op.f("uq_plan_version_code")),
        sa.UniqueConstraint("plan_id", "version", name=op.f("uq_plan_version_plan_id_version")),
    )
    op.create_table(
        "response_order",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("first_order_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=400), nullable=False),
        sa.Column("warning_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_order_id"], ["level_order.id"], name=op.f("fk_response_order_first_order_id_level_order")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["level_order.id"], name=op.f("fk_response_order_order_id_level_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_response_order_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["warning_id"], ["warning_notice.id"], name=op.f("fk_response_order_warning_id_warning_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_order")),
        sa.UniqueConstraint("order_id", name=op.f("uq_response_order_order_id")),
    )
    with op.batch_alter_table("response_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_order_first_order_id"), ["first_order_id"], unique=False)
    op.create_table(
        "stop_order",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("area", sa.String(length=400), nullable=False),
        sa.Column("begins_at", sa.DateTime(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("exempt", sa.String(length=400), nullable=False),
        sa.Column("warning_id", sa.Integer(), nullable=True),
        sa.Column("level_order_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_stop_order_lasts")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_stop_order_by_id_person")),
        sa.ForeignKeyConstraint(
            ["level_order_id"], ["level_order.id"], name=op.f("fk_stop_order_level_order_id_level_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stop_order_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["warning_id"], ["warning_notice.id"], name=op.f("fk_stop_order_warning_id_warning_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_order")),
        sa.UniqueConstraint("number", name=op.f("uq_stop_order_number")),
    )
    op.create_table(
        "warning_end",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("warning_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_warning_end_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_warning_end_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["warning_notice.id"], name=op.f("fk_warning_end_replaced_by_id_warning_notice")
        ),
        sa.ForeignKeyConstraint(
            ["warning_id"], ["warning_notice.id"], name=op.f("fk_warning_end_warning_id_warning_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_end")),
        sa.UniqueConstraint("warning_id", name=op.f("uq_warning_end_warning_id")),
    )
    op.create_table(
        "plan_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_id"], ["response_level.id"], name=op.f("fk_plan_action_level_id_response_level")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_plan_action_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_version.id"], name=op.f("fk_plan_action_version_id_plan_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_action")),
        sa.UniqueConstraint("code", name=op.f("uq_plan_action_code")),
    )
    with op.batch_alter_table("plan_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_action_version_id"), ["version_id"], unique=False)
    op.create_table(
        "plan_started",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["level_order.id"], name=op.f("fk_plan_started_order_id_level_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_plan_started_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_version.id"], name=op.f("fk_plan_started_version_id_plan_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_started")),
    )
    with op.batch_alter_table("plan_started", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_started_order_id"), ["order_id"], unique=False)
    op.create_table(
        "stop_ordered",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["stop_measure.id"], name=op.f("fk_stop_ordered_measure_id_stop_measure")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["stop_order.id"], name=op.f("fk_stop_ordered_order_id_stop_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stop_ordered_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_ordered")),
        sa.UniqueConstraint("order_id", "measure_id", name=op.f("uq_stop_ordered_order_id_measure_id")),
    )
    op.create_table(
        "stop_step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "approved",
                "withdrawn",
                "receipt",
                "checked",
                "ended",
                name="stopstepkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("carried_out", sa.Boolean(), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("alone", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_stop_step_by_id_person")),
        sa.ForeignKeyConstraint(["order_id"], ["stop_order.id"], name=op.f("fk_stop_step_order_id_stop_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stop_step_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_step")),
    )
    with op.batch_alter_table("stop_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stop_step_order_id"), ["order_id"], unique=False)
    op.create_table(
        "plan_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_plan_need_some")),
        sa.ForeignKeyConstraint(["action_id"], ["plan_action.id"], name=op.f("fk_plan_need_action_id_plan_action")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_plan_need_category_id_category")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_plan_need_item_id_item")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_plan_need_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_plan_need_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_need")),
        sa.UniqueConstraint("code", name=op.f("uq_plan_need_code")),
    )
    with op.batch_alter_table("plan_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_need_action_id"), ["action_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("first_order_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("level_id", sa.Integer(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["plan_action.id"], name=op.f("fk_task_action_id_plan_action")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_task_by_id_person")),
        sa.ForeignKeyConstraint(
            ["first_order_id"], ["level_order.id"], name=op.f("fk_task_first_order_id_level_order")
        ),
        sa.ForeignKeyConstraint(["level_id"], ["response_level.id"], name=op.f("fk_task_level_id_response_level")),
        sa.ForeignKeyConstraint(["order_id"], ["level_order.id"], name=op.f("fk_task_order_id_level_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_task_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("number", name=op.f("uq_task_number")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_first_order_id"), ["first_order_id"], unique=False)
    op.create_table(
        "task_step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "acknowledged",
                "done",
                "handed_on",
                "dropped",
                "reopened",
                name="stepkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_task_step_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_task_step_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_step_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_step")),
    )
    with op.batch_alter_table("task_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_step_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("task_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_step_task_id"))
    op.drop_table("task_step")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_first_order_id"))
    op.drop_table("task")
    with op.batch_alter_table("plan_need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_need_action_id"))
    op.drop_table("plan_need")
    with op.batch_alter_table("stop_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stop_step_order_id"))
    op.drop_table("stop_step")
    op.drop_table("stop_ordered")
    with op.batch_alter_table("plan_started", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_started_order_id"))
    op.drop_table("plan_started")
    with op.batch_alter_table("plan_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_action_version_id"))
    op.drop_table("plan_action")
    op.drop_table("warning_end")
    op.drop_table("stop_order")
    with op.batch_alter_table("response_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_order_first_order_id"))
    op.drop_table("response_order")
    op.drop_table("plan_version")
    op.drop_table("warning_notice")
    op.drop_table("stop_rule")
    op.drop_table("proposal_rule")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_look"))
    op.drop_table("plan")
    op.drop_table("need_standard")
    op.drop_table("stop_measure")
