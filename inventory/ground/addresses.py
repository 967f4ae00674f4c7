"""Addresses of stores on a server: a store is a schema of a database, and each has a lock of its own."""

from __future__ import annotations

import re
from zlib import crc32

from sqlalchemy import URL

ADVISORY_LOCK = 0x58424549
_PATH = re.compile(r"\s*-c\s*search_path=(\w+)(?:,\S*)?")


def schema_of(url: URL) -> str:
    """The schema that an address names; empty where it means the database's usual one."""
    found = _PATH.findall(_options(url))
    return str(found[-1]) if found else ""  # as the server takes it: what is said last holds


def with_schema(url: URL, schema: str) -> URL:
    """The same database, and in it a schema by name; an empty name gives back what the address named before that."""
    options = _options(url)
    if schema:
        options = f"{options} -csearch_path={schema}".strip()
    elif found := list(_PATH.finditer(options)):
        options = f"{options[: found[-1].start()]}{options[found[-1].end() :]}".strip()
    bare = url.difference_update_query(["options"])
    return bare.update_query_dict({"options": options}) if options else bare


def lock_key(url: URL, offset: int = 0) -> int:
    """The number of the lock at which those who write to one store wait for one another, or of another one of its."""
    return ADVISORY_LOCK + offset + (crc32(schema_of(url).encode()) << 31)


def _options(url: URL) -> str:
    found = url.query.get("options", "")
    return found if isinstance(found, str) else " ".join(found)
