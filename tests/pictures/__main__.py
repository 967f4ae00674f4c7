"""`python -m tests.pictures`: draw the README's pictures of the terminal anew, from the example on its own day."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from inventory.ground import i18n
from inventory.upkeep import seeding
from tests.tui.fakes import until
from tests.tui.sitting import EXAMPLE_DAY, at_desk, stopped

HERE = Path(__file__).parent
SIZE = (100, 30)


async def draw() -> Path:
    """F3 on the example, in Chinese."""
    with TemporaryDirectory() as folder, stopped(EXAMPLE_DAY):
        i18n.use("zh")
        store = Path(folder) / "example.xb"
        seeding.make(str(store), seeding.ARTICLE)
        async with at_desk(store, "duty", Path(folder), start="stock", size=SIZE) as pilot:
            await until(pilot, lambda: pilot.app.screen.lines.count and pilot.app.screen.card.display)
            await pilot.press("down")
            await pilot.pause(0.5)
            picture = HERE / "stock.svg"
            svg = pilot.app.export_screenshot(title="xunbei demo")
            picture.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")
    return picture


if __name__ == "__main__":
    asyncio.run(draw())
