"""The stock check: checks, their parts, people, lines, finds, entries, rounds, steps, reasons and outcomes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "stock_count",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pre_season",
                "in_season",
                "post_season",
                "monthly",
                "handover",
                name="countkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=400), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("witness", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("keeper_from_id", sa.Integer(), nullable=True),
        sa.Column("keeper_to_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_stock_count_by_id_person")),
        sa.ForeignKeyConstraint(["keeper_from_id"], ["person.id"], name=op.f("fk_stock_count_keeper_from_id_person")),
        sa.ForeignKeyConstraint(["keeper_to_id"], ["person.id"], name=op.f("fk_stock_count_keeper_to_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stock_count_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_stock_count_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_count_number")),
    )
    op.create_table(
        "count_part",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_count_part_count_id_stock_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_part")),
        sa.UniqueConstraint("count_id", "number", name=op.f("uq_count_part_count_id_number")),
    )
    op.create_table(
        "count_line",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_count_line_count_id_stock_count")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_count_line_item_id_item")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_count_line_lot_id_lot")),
        sa.ForeignKeyConstraint(["part_id"], ["count_part.id"], name=op.f("fk_count_line_part_id_count_part")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_count_line_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_line")),
        sa.UniqueConstraint("count_id", "line", name=op.f("uq_count_line_count_id_line")),
    )
    op.create_index("ix_count_line_lot", "count_line", ["lot_id", "place_id"])
    op.create_index(op.f("ix_count_line_part_id"), "count_line", ["part_id"])
    op.create_table(
        "count_person",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_count_person_count_id_stock_count")),
        sa.ForeignKeyConstraint(["part_id"], ["count_part.id"], name=op.f("fk_count_person_part_id_count_part")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_count_person_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_person")),
    )
    op.create_index(op.f("ix_count_person_count_id"), "count_person", ["count_id"])
    op.create_index("ix_count_person_person", "count_person", ["person_id", "count_id"])
    op.create_table(
        "count_step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "handed_in", "signed", "approved", "posted", "cancelled", name="stepkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("alone", sa.String(length=200), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_count_step_by_id_person")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_count_step_count_id_stock_count")),
        sa.ForeignKeyConstraint(["part_id"], ["count_part.id"], name=op.f("fk_count_step_part_id_count_part")),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("fk_count_step_voucher_id_voucher")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_step")),
    )
    op.create_index(op.f("ix_count_step_count_id"), "count_step", ["count_id"])
    op.create_table(
        "count_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("seen_id", sa.Integer(), nullable=False),
        sa.Column(
            "found",
            sa.Enum("counted", "not_found", "unreachable", name="found", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unfit", sa.BigInteger(), nullable=False),
        sa.Column(
            "condition",
            sa.Enum("serviceable", "to_repair", "on_hold", "failed", name="condition", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("alone", sa.String(length=200), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_count_entry_not_negative")),
        sa.CheckConstraint("unfit >= 0 AND unfit <= quantity", name=op.f("ck_count_entry_a_part")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_count_entry_by_id_person")),
        sa.ForeignKeyConstraint(["line_id"], ["count_line.id"], name=op.f("fk_count_entry_line_id_count_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_entry")),
    )
    op.create_index("ix_count_entry_line", "count_entry", ["line_id", "round"])
    op.create_table(
        "count_find",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("batch", sa.String(length=80), nullable=False),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["count_line.id"], name=op.f("fk_count_find_line_id_count_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_find")),
        sa.UniqueConstraint("line_id", name=op.f("uq_count_find_line_id")),
    )
    op.create_table(
        "count_reason",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "not_entered",
                "entered_wrongly",
                "miscounted",
                "mixed_up",
                "worn",
                "lost",
                "unknown",
                name="reason",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_count_reason_by_id_person")),
        sa.ForeignKeyConstraint(["line_id"], ["count_line.id"], name=op.f("fk_count_reason_line_id_count_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_reason")),
    )
    op.create_index(op.f("ix_count_reason_line_id"), "count_reason", ["line_id"])
    op.create_table(
        "count_round",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_count_round_by_id_person")),
        sa.ForeignKeyConstraint(["line_id"], ["count_line.id"], name=op.f("fk_count_round_line_id_count_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_round")),
        sa.UniqueConstraint("line_id", "round", name=op.f("uq_count_round_line_id_round")),
    )
    op.create_table(
        "count_outcome",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("book", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["count_entry.id"], name=op.f("fk_count_outcome_entry_id_count_entry")),
        sa.ForeignKeyConstraint(["line_id"], ["count_line.id"], name=op.f("fk_count_outcome_line_id_count_line")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_count_outcome_lot_id_lot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_outcome")),
        sa.UniqueConstraint("line_id", name=op.f("uq_count_outcome_line_id")),
    )
    op.create_index(op.f("ix_count_outcome_lot_id"), "count_outcome", ["lot_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_count_outcome_lot_id"), table_name="count_outcome")
    op.drop_table("count_outcome")
    op.drop_table("count_round")
    op.drop_index(op.f("ix_count_reason_line_id"), table_name="count_reason")
    op.drop_table("count_reason")
    op.drop_table("count_find")
    op.drop_index("ix_count_entry_line", table_name="count_entry")
    op.drop_table("count_entry")
    op.drop_index(op.f("ix_count_step_count_id"), table_name="count_step")
    op.drop_table("count_step")
    op.drop_index("ix_count_person_person", table_name="count_person")
    op.drop_index(op.f("ix_count_person_count_id"), table_name="count_person")
    op.drop_table("count_person")
    op.drop_index(op.f("ix_count_line_part_id"), table_name="count_line")
    op.drop_index("ix_count_line_lot", table_name="count_line")
    op.drop_table("count_line")
    op.drop_table("count_part")
    op.drop_table("stock_count")
