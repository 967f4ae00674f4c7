"""F3: the stock, what it is made of, and everything that is done with it."""

from tui.screens.stock.listing import StockScreen

__all__ = ["StockScreen"]
