"""The same rows as a service writes, written by plain sqlite3: what an issue costs at the least."""

from __future__ import annotations

import sqlite3
from typing import Any

TAKE = "UPDATE balance SET quantity = quantity - ?, last_at = ? WHERE lot_id = ? AND place_id = ?"
GIVE = (
    "INSERT INTO balance VALUES (?, ?, ?, ?) ON CONFLICT (lot_id, place_id) "
    "DO UPDATE SET quantity = quantity + excluded.quantity, last_at = excluded.last_at"
)
HELD = "SELECT quantity FROM balance WHERE lot_id = ? AND place_id = ?"
NEXT = "UPDATE number_series SET last = last + 1 WHERE kind = ? AND year = ? RETURNING last"


class Hand:
    """Writes vouchers like the last one that is in the store, its texts and sums made beforehand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Look at the last voucher and its rows."""
        connection.row_factory = sqlite3.Row
        self.connection = connection
        self.entry = self._last("SELECT * FROM audit_entry ORDER BY id DESC LIMIT 1")
        self.voucher = self._last("SELECT * FROM voucher ORDER BY id DESC LIMIT 1")
        self.movement = self._last("SELECT * FROM movement ORDER BY id DESC LIMIT 1")
        self.lot = self._last("SELECT * FROM lot ORDER BY id DESC LIMIT 1")
        self.places = {row[0] for row in connection.execute("SELECT DISTINCT place_id FROM balance")}

    def _last(self, sql: str) -> dict[str, Any]:
        return dict(self.connection.execute(sql).fetchone())

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """One row."""
        marks = ", ".join("?" * len(row))
        self.connection.execute(f"INSERT INTO {table} VALUES ({marks})", tuple(row.values()))

    def begin(self) -> None:
        """Lock, number the voucher, and write it with its audit line."""
        self.connection.execute("BEGIN IMMEDIATE")
        kind, year, _last = self.voucher["number"].split("-")
        (last,) = self.connection.execute(NEXT, (kind, int(year))).fetchone()
        self.voucher |= {"id": self.voucher["id"] + 1, "number": f"{kind}-{year}-{last:04d}"}
        self.insert("voucher", self.voucher)
        self.entry |= {"id": self.entry["id"] + 1, "request": f"by hand {last}"}
        self.insert("audit_entry", self.entry)

    def take(self, lot: int, quantity: int) -> None:
        """Look whether there is enough, and move it from one balance to the other."""
        source, target, when = (self.movement[name] for name in ("from_id", "to_id", "occurred_at"))
        (held,) = self.connection.execute(HELD, (lot, source)).fetchone()
        if held < quantity:
            raise ValueError(held)
        self._move(lot, quantity)
        self.connection.execute(TAKE, (quantity, when, lot, source))
        if target in self.places:
            self.connection.execute(GIVE, (lot, target, quantity, when))

    def bring(self, item: int, quantity: int) -> None:
        """A new lot, and what came with it."""
        lot = self.lot["id"] + 1
        self.lot |= {"id": lot, "number": f"P{lot:06d}", "item_id": item}
        self.insert("lot", self.lot)
        self._move(lot, quantity)
        self.connection.execute(GIVE, (lot, self.movement["to_id"], quantity, self.movement["occurred_at"]))

    def _move(self, lot: int, quantity: int) -> None:
        line = self.movement | {"voucher_id": self.voucher["id"], "lot_id": lot, "quantity": quantity}
        self.movement = line | {"id": line["id"] + 1}
        self.insert("movement", self.movement)

    def commit(self) -> None:
        """To the disk."""
        self.connection.execute("COMMIT")
