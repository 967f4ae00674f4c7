"""Resources: teams and their calls, shelters, agreements and call-offs, rivers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "supply",
                "entrusted",
                "capacity",
                "transport",
                "equipment",
                "registered",
                name="agreementkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("trigger", sa.String(length=400), nullable=False),
        sa.Column("price", sa.String(length=400), nullable=False),
        sa.Column("compensation", sa.String(length=400), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agreement_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("code", name=op.f("uq_agreement_code")),
    )
    op.create_table(
        "river",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reach_from", sa.String(length=120), nullable=False),
        sa.Column("reach_to", sa.String(length=120), nullable=False),
        sa.Column("length_km", sa.BigInteger(), nullable=True),
        sa.Column("towns", sa.String(length=400), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_river_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_river")),
        sa.UniqueConstraint("code", name=op.f("uq_river_code")),
    )
    op.create_table(
        "agreement_test",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("tested_at", sa.DateTime(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_test_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_agreement_test_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_test")),
    )
    with op.batch_alter_table("agreement_test", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_test_agreement_id"), ["agreement_id"], unique=False)
    op.create_table(
        "call_off",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("destination", sa.String(length=200), nullable=False),
        sa.Column("ordered_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("after_expiry", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_call_off_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_call_off_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_call_off_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["place.id"], name=op.f("fk_call_off_to_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_off")),
        sa.UniqueConstraint("number", name=op.f("uq_call_off_number")),
    )
    with op.batch_alter_table("call_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_off_agreement_id"), ["agreement_id"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_promise_later")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_promise_some")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_promise_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_promise_category_id_category")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_promise_item_id_item")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_promise_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("agreement_id", "turn", name=op.f("uq_promise_agreement_id_turn")),
        sa.UniqueConstraint("code", name=op.f("uq_promise_code")),
    )
    op.create_table(
        "river_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("river_id", sa.Integer(), nullable=False),
        sa.Column(
            "answering",
            sa.Enum("administrative", "technical", "patrol", name="answering", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["river_id"], ["river.id"], name=op.f("fk_river_person_river_id_river")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_river_person")),
        sa.UniqueConstraint("river_id", "answering", "name", name=op.f("uq_river_person_river_id_answering_name")),
    )
    op.create_table(
        "shelter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("grade", sa.String(length=60), nullable=False),
        sa.Column("use", sa.String(length=120), nullable=False),
        sa.Column("stay", sa.String(length=60), nullable=False),
        sa.Column("area_m2", sa.BigInteger(), nullable=True),
        sa.Column("rated", sa.Integer(), nullable=True),
        sa.Column("beds", sa.Integer(), nullable=True),
        sa.Column("water_points", sa.Integer(), nullable=True),
        sa.Column("toilets", sa.Integer(), nullable=True),
        sa.Column("backup_power", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.CheckConstraint("area_m2 > 0", name=op.f("ck_shelter_some")),
        sa.CheckConstraint("rated > 0", name=op.f("ck_shelter_somebody")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_shelter_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_shelter_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelter")),
        sa.UniqueConstraint("place_id", name=op.f("uq_shelter_place_id")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("deputy", sa.String(length=120), nullable=False),
        sa.Column("deputy_phone", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=400), nullable=False),
        sa.Column("skills", sa.String(length=400), nullable=False),
        sa.Column("ready_minutes", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.CheckConstraint("headcount > 0", name=op.f("ck_team_some")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_team_below_another")),
        sa.CheckConstraint("ready_minutes > 0", name=op.f("ck_team_later")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_team_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["team.id"], name=op.f("fk_team_parent_id_team")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_team_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("place_id", name=op.f("uq_team_place_id")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_parent_id"), ["parent_id"], unique=False)
    op.create_table(
        "team_call",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("roll_call", "call_out", name="callkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("called_at", sa.DateTime(), nullable=False),
        sa.Column("assemble", sa.String(length=200), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("ordered_by", sa.String(length=120), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_team_call_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_team_call_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_call")),
        sa.UniqueConstraint("number", name=op.f("uq_team_call_number")),
    )
    op.create_table(
        "call_off_end",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call_off_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_call_off_end_by_id_person")),
        sa.ForeignKeyConstraint(["call_off_id"], ["call_off.id"], name=op.f("fk_call_off_end_call_off_id_call_off")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_off_end")),
        sa.UniqueConstraint("call_off_id", name=op.f("uq_call_off_end_call_off_id")),
    )
    op.create_table(
        "call_off_item",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call_off_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("beyond", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_off_id"], ["call_off.id"], name=op.f("fk_call_off_item_call_off_id_call_off")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_call_off_item_item_id_item")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_call_off_item_promise_id_promise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_off_item")),
        sa.UniqueConstraint("call_off_id", "line", name=op.f("uq_call_off_item_call_off_id_line")),
    )
    with op.batch_alter_table("call_off_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_off_item_promise_id"), ["promise_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("call_off_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(), nullable=False),
        sa.Column("counterpart", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_delivery_by_id_person")),
        sa.ForeignKeyConstraint(["call_off_id"], ["call_off.id"], name=op.f("fk_delivery_call_off_id_call_off")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_delivery_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name=op.f("fk_delivery_voucher_id_voucher")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("number", name=op.f("uq_delivery_number")),
        sa.UniqueConstraint("voucher_id", name=op.f("uq_delivery_voucher_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_call_off_id"), ["call_off_id"], unique=False)
    op.create_table(
        "shelter_step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("shelter_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("opened", "admitted", "discharged", "closed", name="shelterstepkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("elderly", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("special", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_shelter_step_not_negative")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_shelter_step_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_shelter_step_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelter.id"], name=op.f("fk_shelter_step_shelter_id_shelter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelter_step")),
        sa.UniqueConstraint("number", name=op.f("uq_shelter_step_number")),
    )
    with op.batch_alter_table("shelter_step", schema=None) as batch_op:
        batch_op.create_index("ix_shelter_step_shelter", ["shelter_id", "id"], unique=False)
    op.create_table(
        "team_called",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["team_call.id"], name=op.f("fk_team_called_call_id_team_call")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_called_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_called")),
        sa.UniqueConstraint("call_id", "team_id", name=op.f("uq_team_called_call_id_team_id")),
    )
    with op.batch_alter_table("team_called", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_called_team_id"), ["team_id"], unique=False)
    op.create_table(
        "delivered_item",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("call_off_item_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_off_item_id"], ["call_off_item.id"], name=op.f("fk_delivered_item_call_off_item_id_call_off_item")
        ),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivered_item_delivery_id_delivery")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_delivered_item_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivered_item")),
    )
    with op.batch_alter_table("delivered_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivered_item_call_off_item_id"), ["call_off_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivered_item_delivery_id"), ["delivery_id"], unique=False)
    op.create_table(
        "delivery_undone",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_delivery_undone_by_id_person")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_undone_delivery_id_delivery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_undone")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_delivery_undone_delivery_id")),
    )
    op.create_table(
        "team_answer",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("called_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("answered", "mustered", "no_answer", "stood_down", name="answerkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_team_answer_not_negative")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_team_answer_by_id_person")),
        sa.ForeignKeyConstraint(["called_id"], ["team_called.id"], name=op.f("fk_team_answer_called_id_team_called")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_answer")),
    )
    with op.batch_alter_table("team_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_answer_called_id"), ["called_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("team_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_answer_called_id"))
    op.drop_table("team_answer")
    op.drop_table("delivery_undone")
    with op.batch_alter_table("delivered_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivered_item_delivery_id"))
        batch_op.drop_index(batch_op.f("ix_delivered_item_call_off_item_id"))
    op.drop_table("delivered_item")
    with op.batch_alter_table("team_called", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_called_team_id"))
    op.drop_table("team_called")
    with op.batch_alter_table("shelter_step", schema=None) as batch_op:
        batch_op.drop_index("ix_shelter_step_shelter")
    op.drop_table("shelter_step")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_call_off_id"))
    op.drop_table("delivery")
    with op.batch_alter_table("call_off_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_off_item_promise_id"))
    op.drop_table("call_off_item")
    op.drop_table("call_off_end")
    op.drop_table("team_call")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_parent_id"))
    op.drop_table("team")
    op.drop_table("shelter")
    op.drop_table("river_person")
    op.drop_table("promise")
    with op.batch_alter_table("call_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_off_agreement_id"))
    op.drop_table("call_off")
    with op.batch_alter_table("agreement_test", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_test_agreement_id"))
    op.drop_table("agreement_test")
    op.drop_table("river")
    op.drop_table("agreement")
