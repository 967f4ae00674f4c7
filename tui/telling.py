"""Telling: what a service made, in the one sentence that is read after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session, object_session

from inventory.ground.names import remarks


def session_of(made: object) -> Session:
    """The session of what a service has just made, while its transaction is still open."""
    session = object_session(made)
    if session is None:  # made by a service, so it belongs to its transaction
        raise RuntimeError
    return session


def remarked(session: Session, sentence: str) -> str:
    """A sentence, with what the rules want to say besides."""
    return "   ".join([sentence, *(f"▲ {one}" for one in remarks(session))])


def told(sentence: Callable[[Any], str], facts: dict[str, Any] | None = None) -> Callable[[Any], str]:
    """A sentence about what was made, with what the rules want to say besides; `facts` get its number as `made`."""

    def tell(made: Any) -> str:  # noqa: ANN401 - whatever a service makes
        if facts is not None:
            facts["made"] = made.id
        return remarked(session_of(made), sentence(made))

    return tell
