"""Duty: passwords, response levels, shift patterns, rosters, the log, reports upward, consultations, handovers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "event_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("oral_minutes", sa.Integer(), nullable=True),
        sa.Column("written_minutes", sa.Integer(), nullable=True),
        sa.Column("following_minutes", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_event_kind_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_event_kind_code")),
    )
    op.create_table(
        "response_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_response_level_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_level")),
        sa.UniqueConstraint("code", name=op.f("uq_response_level_code")),
    )
    op.create_table(
        "shift_pattern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_shift_pattern_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_pattern")),
        sa.UniqueConstraint("code", name=op.f("uq_shift_pattern_code")),
    )
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("chair", sa.String(length=120), nullable=False),
        sa.Column("participants", sa.String(length=1000), nullable=False),
        sa.Column("rain_water", sa.String(length=2000), nullable=False),
        sa.Column("judgement", sa.String(length=2000), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_consultation_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_consultation_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("number", name=op.f("uq_consultation_number")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        sa.Column("learned_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_event_by_id_person")),
        sa.ForeignKeyConstraint(["kind_id"], ["event_kind.id"], name=op.f("fk_event_kind_id_event_kind")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_event_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("number", name=op.f("uq_event_number")),
    )
    op.create_table(
        "level_order",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("ordered_by", sa.String(length=120), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_level_order_by_id_person")),
        sa.ForeignKeyConstraint(
            ["level_id"], ["response_level.id"], name=op.f("fk_level_order_level_id_response_level")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_level_order_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_order")),
        sa.UniqueConstraint("number", name=op.f("uq_level_order_number")),
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "fax",
                "instruction",
                "observation",
                "decision",
                "other",
                name="logkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("caller", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("content", sa.String(length=2000), nullable=False),
        sa.Column("action", sa.String(length=1000), nullable=False),
        sa.Column("reported_to", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("closes_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_log_entry_by_id_person")),
        sa.ForeignKeyConstraint(["closes_id"], ["log_entry.id"], name=op.f("fk_log_entry_closes_id_log_entry")),
        sa.ForeignKeyConstraint(["corrects_id"], ["log_entry.id"], name=op.f("fk_log_entry_corrects_id_log_entry")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_log_entry_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_log_entry_number")),
    )
    op.create_index(op.f("ix_log_entry_closes_id"), "log_entry", ["closes_id"], unique=False)
    op.create_index(op.f("ix_log_entry_corrects_id"), "log_entry", ["corrects_id"], unique=False)
    op.create_index(
        "ix_log_entry_waits",
        "log_entry",
        ["id", "corrects_id", "organisation_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("owner <> '' OR due_at IS NOT NULL"),
        postgresql_where=sa.text("owner <> '' OR due_at IS NOT NULL"),
    )
    op.create_index("ix_log_entry_when", "log_entry", ["occurred_at", "id", "organisation_id"], unique=False)
    op.create_table(
        "password",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("to_change", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_password_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password")),
    )
    op.create_index(op.f("ix_password_person_id"), "password", ["person_id"], unique=False)
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("leader", "signing", "officer", name="postkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint("needed >= 0", name=op.f("ck_post_not_negative")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["organisation.id"], name=op.f("fk_post_department_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_post_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["pattern_id"], ["shift_pattern.id"], name=op.f("fk_post_pattern_id_shift_pattern")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("code", name=op.f("uq_post_code")),
    )
    op.create_index(op.f("ix_post_pattern_id"), "post", ["pattern_id"], unique=False)
    op.create_table(
        "roster",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_roster_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_roster_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["pattern_id"], ["shift_pattern.id"], name=op.f("fk_roster_pattern_id_shift_pattern")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sa.UniqueConstraint("code", name=op.f("uq_roster_code")),
        sa.UniqueConstraint("organisation_id", "first", name=op.f("uq_roster_organisation_id_first")),
    )
    op.create_table(
        "shift_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "days", sa.Enum("every", "workday", "day_off", name="days", native_enum=False, length=32), nullable=False
        ),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "starts >= 0 AND starts < 1440 AND length > 0 AND length <= 2880", name=op.f("ck_shift_time_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_shift_time_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["pattern_id"], ["shift_pattern.id"], name=op.f("fk_shift_time_pattern_id_shift_pattern")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_time")),
        sa.UniqueConstraint("code", name=op.f("uq_shift_time_code")),
    )
    op.create_index(op.f("ix_shift_time_pattern_id"), "shift_time", ["pattern_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("let_in", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)
    op.create_table(
        "unavailable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unavailable_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unavailable")),
    )
    op.create_index(op.f("ix_unavailable_person_id"), "unavailable", ["person_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_decision_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_decision_entry_id_log_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_decision_entry_id")),
    )
    op.create_index(op.f("ix_decision_consultation_id"), "decision", ["consultation_id"], unique=False)
    op.create_table(
        "planned",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("time_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_planned_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_planned_post_id_post")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_planned_roster_id_roster")),
        sa.ForeignKeyConstraint(["time_id"], ["shift_time.id"], name=op.f("fk_planned_time_id_shift_time")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned")),
        sa.UniqueConstraint(
            "roster_id",
            "begins_on",
            "time_id",
            "post_id",
            "person_id",
            name=op.f("uq_planned_roster_id_begins_on_time_id_post_id_person_id"),
        ),
    )
    op.create_index(op.f("ix_planned_person_id"), "planned", ["person_id"], unique=False)
    op.create_table(
        "post_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.CheckConstraint("needed >= 0", name=op.f("ck_post_need_not_negative")),
        sa.ForeignKeyConstraint(["level_id"], ["response_level.id"], name=op.f("fk_post_need_level_id_response_level")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_need_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_need")),
        sa.UniqueConstraint("post_id", "level_id", name=op.f("uq_post_need_post_id_level_id")),
    )
    op.create_table(
        "post_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_person_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_person_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_person")),
        sa.UniqueConstraint("post_id", "person_id", name=op.f("uq_post_person_post_id_person_id")),
    )
    op.create_index(op.f("ix_post_person_person_id"), "post_person", ["person_id"], unique=False)
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_publication_by_id_person")),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_publication_roster_id_roster")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("roster_id", name=op.f("uq_publication_roster_id")),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("time_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column(
            "day",
            sa.Enum("workday", "weekend", "holiday", name="daykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_shift_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_shift_roster_id_roster")),
        sa.ForeignKeyConstraint(["time_id"], ["shift_time.id"], name=op.f("fk_shift_time_id_shift_time")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("code", name=op.f("uq_shift_code")),
    )
    op.create_index(op.f("ix_shift_roster_id"), "shift", ["roster_id"], unique=False)
    op.create_index("ix_shift_when", "shift", ["organisation_id", "starts_at"], unique=False)
    op.create_table(
        "upward_report",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("first", "following", "final", name="reportkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("situation", sa.String(length=2000), nullable=False),
        sa.Column("handling", sa.String(length=2000), nullable=False),
        sa.Column("addressed_to", sa.String(length=200), nullable=False),
        sa.Column("oral_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("oral_due_at", sa.DateTime(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_upward_report_by_id_person")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_upward_report_event_id_event")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_upward_report_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upward_report")),
        sa.UniqueConstraint("event_id", "turn", name=op.f("uq_upward_report_event_id_turn")),
        sa.UniqueConstraint("number", name=op.f("uq_upward_report_number")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=True),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_attendance_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_attendance_post_id_post")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_attendance_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_shift_id"), "attendance", ["shift_id"], unique=False)
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_duty_post_id_post")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_duty_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("shift_id", "post_id", "person_id", name=op.f("uq_duty_shift_id_post_id_person_id")),
    )
    op.create_index(op.f("ix_duty_person_id"), "duty", ["person_id"], unique=False)
    op.create_table(
        "duty_change",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("swapped", "reinforced", "relieved", name="changekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("out_id", sa.Integer(), nullable=True),
        sa.Column("in_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("alone", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_duty_change_approved_by_id_person")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_duty_change_by_id_person")),
        sa.ForeignKeyConstraint(["in_id"], ["person.id"], name=op.f("fk_duty_change_in_id_person")),
        sa.ForeignKeyConstraint(["out_id"], ["person.id"], name=op.f("fk_duty_change_out_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_duty_change_post_id_post")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_duty_change_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_change")),
    )
    op.create_index(op.f("ix_duty_change_number"), "duty_change", ["number"], unique=False)
    op.create_index(op.f("ix_duty_change_shift_id"), "duty_change", ["shift_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("from_at", sa.DateTime(), nullable=True),
        sa.Column("to_at", sa.DateTime(), nullable=False),
        sa.Column("from_entry", sa.Integer(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("alone", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_handover_by_id_person")),
        sa.ForeignKeyConstraint(["incoming_id"], ["person.id"], name=op.f("fk_handover_incoming_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_handover_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["outgoing_id"], ["person.id"], name=op.f("fk_handover_outgoing_id_person")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_handover_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("number", name=op.f("uq_handover_number")),
    )
    op.create_table(
        "report_figure",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("cumulative", sa.BigInteger(), nullable=True),
        sa.Column("current", sa.BigInteger(), nullable=True),
        sa.Column("correction", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["upward_report.id"], name=op.f("fk_report_figure_report_id_upward_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_figure")),
    )
    op.create_index(op.f("ix_report_figure_report_id"), "report_figure", ["report_id"], unique=False)
    op.create_table(
        "handover_item",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "level",
                "open_item",
                "event",
                "report_due",
                "papers",
                "loan",
                "on_the_way",
                "check",
                "short",
                "gap",
                name="itemkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=2000), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_item_handover_id_handover")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_item")),
        sa.UniqueConstraint("handover_id", "line", name=op.f("uq_handover_item_handover_id_line")),
    )
    op.create_table(
        "handover_step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "signed_out", "ticked", "signed_in", "cancelled", name="handoverstepkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("alone", sa.String(length=200), nullable=False),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_handover_step_by_id_person")),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_step_handover_id_handover")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_step")),
    )
    op.create_index(op.f("ix_handover_step_handover_id"), "handover_step", ["handover_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_handover_step_handover_id"), table_name="handover_step")
    op.drop_table("handover_step")
    op.drop_table("handover_item")
    op.drop_index(op.f("ix_report_figure_report_id"), table_name="report_figure")
    op.drop_table("report_figure")
    op.drop_table("handover")
    op.drop_index(op.f("ix_duty_change_shift_id"), table_name="duty_change")
    op.drop_index(op.f("ix_duty_change_number"), table_name="duty_change")
    op.drop_table("duty_change")
    op.drop_index(op.f("ix_duty_person_id"), table_name="duty")
    op.drop_table("duty")
    op.drop_index(op.f("ix_attendance_shift_id"), table_name="attendance")
    op.drop_table("attendance")
    op.drop_table("upward_report")
    op.drop_index("ix_shift_when", table_name="shift")
    op.drop_index(op.f("ix_shift_roster_id"), table_name="shift")
    op.drop_table("shift")
    op.drop_table("publication")
    op.drop_index(op.f("ix_post_person_person_id"), table_name="post_person")
    op.drop_table("post_person")
    op.drop_table("post_need")
    op.drop_index(op.f("ix_planned_person_id"), table_name="planned")
    op.drop_table("planned")
    op.drop_index(op.f("ix_decision_consultation_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_unavailable_person_id"), table_name="unavailable")
    op.drop_table("unavailable")
    op.drop_index(op.f("ix_sign_in_person_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_shift_time_pattern_id"), table_name="shift_time")
    op.drop_table("shift_time")
    op.drop_table("roster")
    op.drop_index(op.f("ix_post_pattern_id"), table_name="post")
    op.drop_table("post")
    op.drop_index(op.f("ix_password_person_id"), table_name="password")
    op.drop_table("password")
    op.drop_index("ix_log_entry_when", table_name="log_entry")
    op.drop_index(
        "ix_log_entry_waits",
        table_name="log_entry",
        sqlite_where=sa.text("owner <> '' OR due_at IS NOT NULL"),
        postgresql_where=sa.text("owner <> '' OR due_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_log_entry_corrects_id"), table_name="log_entry")
    op.drop_index(op.f("ix_log_entry_closes_id"), table_name="log_entry")
    op.drop_table("log_entry")
    op.drop_table("level_order")
    op.drop_table("event")
    op.drop_table("consultation")
    op.drop_table("shift_pattern")
    op.drop_table("response_level")
    op.drop_table("event_kind")
