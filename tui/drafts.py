"""Drafts: what was half typed survives a lock, a crash or a slip of the Esc key."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

FILE = "drafts.json"
REQUEST = "#request"  # no field is called so


class Drafts:
    """The texts of forms that were left before they were sent, by the form's own name."""

    def __init__(self, folder: Path) -> None:
        """Read what the last run left."""
        self._file = folder / FILE
        self._kept: dict[str, dict[str, str]] = {}
        with suppress(OSError, ValueError):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            if isinstance(kept, dict):
                self._kept = {name: texts for name, texts in kept.items() if isinstance(texts, dict)}

    def of(self, name: str) -> Mapping[str, str]:
        """What was half typed in this form, empty when nothing was."""
        return {field: text for field, text in self._kept.get(name, {}).items() if field != REQUEST}

    def request_of(self, name: str) -> str:
        """The request id that this form was or would have been sent under; empty where it has none."""
        return self._kept.get(name, {}).get(REQUEST, "")

    def keep(self, name: str, texts: Mapping[str, str], request: str = "") -> None:
        """Keep what is typed so far; nothing typed is nothing kept."""
        if typed := {field: text for field, text in texts.items() if text}:
            self._kept[name] = {**typed, REQUEST: request} if request else typed
        else:
            self._kept.pop(name, None)
        self._write()

    def drop(self, name: str) -> None:
        """The form was sent: forget it."""
        if self._kept.pop(name, None) is not None:
            self._write()

    def _write(self) -> None:
        with suppress(OSError):  # a draft is a kindness: no reason to stop an officer
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self._file.with_suffix(".new")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
                json.dump(self._kept, out, ensure_ascii=False)
            fresh.replace(self._file)
