"""All forms of the stock together: imported when the first is wanted, so that the list opens without them."""

from tui.screens.stock import correcting, goods, keeping
from tui.screens.stock.counter import Counter

__all__ = ["Counter", "correcting", "goods", "keeping"]
