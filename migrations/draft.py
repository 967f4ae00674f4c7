"""Draft the next migration from the models: `python -m migrations.draft 0002 "shelter stays"`."""

from __future__ import annotations

import sys

from alembic import command
from sqlalchemy import create_engine

from migrations.upgrade import config, upgrade


def draft(number: str, message: str) -> None:
    """Compare the models with an empty store that every migration has been through, and write the difference down."""
    with create_engine("sqlite://").connect() as connection:
        upgrade(connection)
        connection.commit()
        command.revision(config(connection), message=message, rev_id=number, autogenerate=True)


if __name__ == "__main__":
    draft(*sys.argv[1:])
