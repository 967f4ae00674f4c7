"""Pages read back: the text that a reader finds in a PDF, and the codes that a scanner sees on its pages."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import zxingcpp
from fontTools import subset
from pylopdf_fonts_zh_cn import sans_path

from inventory.ground.i18n import CATALOGUE

ON_PAPER = 2.0  # times 72 dots an inch: coarser than any printer


def small_font(path: Path) -> Path:
    """The font with what tests and catalogue say alone: to look through the whole takes half a second a file."""
    said = {chr(code) for code in (*range(0x20, 0x180), *range(0x2010, 0x2030))} | set(
        "沙袋" + (CATALOGUE / "zh_CN.po").read_text(encoding="utf-8")
    )
    subset.main([str(sans_path()), f"--text={''.join(sorted(said))}", f"--output-file={path}"])
    return path


def texts(path: Path) -> list[str]:
    """What can be selected on every page, without the breaks of its lines."""
    with pypdfium2.PdfDocument(path) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def sizes(path: Path) -> list[tuple[int, int]]:
    """How wide and high every page is, in whole points."""
    with pypdfium2.PdfDocument(path) as document:
        return [(round(page.get_width()), round(page.get_height())) for page in document]


def codes(path: Path) -> list[list[str]]:
    """What a scanner reads from every page."""
    with pypdfium2.PdfDocument(path) as document:
        pictures = [page.render(scale=ON_PAPER).to_pil().convert("L") for page in document]
    return [sorted(one.text for one in zxingcpp.read_barcodes(picture)) for picture in pictures]


def squeezed(text: str) -> str:
    """A text as `texts` gives it."""
    return "".join(text.split())
