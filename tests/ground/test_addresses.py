"""Addresses of stores on a server: one database holds a real store and its exercises, each with a lock of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url

from inventory.ground.addresses import lock_key, schema_of, with_schema

BIGGEST = 2**63 - 1


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://u:secret@host/name",
        "postgresql+psycopg://u@/name?host=/tmp/x",
        "postgresql+psycopg://u@/name?host=/tmp/x&options=-csearch_path%3Dtown,public -cstatement_timeout%3D5s",
        "postgresql+psycopg://u@a,b/name?target_session_attrs=read-write&options=-cstatement_timeout%3D5s",
    ],
)
def test_a_schema_is_added_to_an_address_and_taken_away_and_nothing_else_changes(address):
    url = make_url(address)
    played = make_url(with_schema(url, "played").render_as_string(hide_password=False))
    assert (schema_of(url), schema_of(played)) == ("town" if "town" in address else "", "played")
    assert with_schema(played, "") == url
    assert (played.password, played.host, played.database) == (url.password, url.host, url.database)


def test_every_store_has_a_lock_of_its_own_that_the_database_can_count_to():
    url = make_url("postgresql+psycopg://host/name")
    keys = [lock_key(with_schema(url, name), more) for name in ("", "one", "two") for more in range(3)]
    assert len(set(keys)) == len(keys)
    assert all(0 < key <= BIGGEST for key in keys)
