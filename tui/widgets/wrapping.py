"""Where a line may break: between words, and in Chinese anywhere but before a closing sign or behind an opening one."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells
from textual import content

OPENING = "（《“‘【「『〈〔"
CLOSING = "，。、；：！？）》”’】」』〉〕…·％"
WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\u3000-\u303f"
TOKEN = re.compile(rf"\s*(?:[{OPENING}]*(?:[^\s{WIDE}{OPENING}{CLOSING}]+|[{WIDE}])[{CLOSING}]*|\S)\s*")


def breaks(text: str, width: int, fold: bool = True) -> list[int]:  # noqa: FBT001, FBT002 - as Textual calls it
    """The places at which a text is broken into lines of so many cells; what is longer than a line is folded."""
    places: list[int] = []
    used = 0
    for found in TOKEN.finditer(text):
        token, start = found.group(), found.start()
        wide = cell_len(token.rstrip())
        if used + wide <= width:
            used += cell_len(token)
            continue
        if start:
            places.append(start)
        used = cell_len(token)
        if wide > width and fold:
            *full, last = chop_cells(token, width)
            for part in full:
                start += len(part)
                places.append(start)
            used = cell_len(last)
    return places


def install() -> None:
    """Let all texts of the program break so; Textual itself knows words between spaces alone."""
    setattr(content, "divide_line", breaks)  # noqa: B010 - the name is imported there, not offered
