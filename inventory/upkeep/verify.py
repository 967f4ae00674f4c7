"""Verify: the books are proved from themselves, and whatever was changed behind the program's back is named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Integer,
    Select,
    String,
    cast,
    func,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from inventory.ground import accounts, numbers, settings
from inventory.ground.audit import AuditEntry
from inventory.ground.i18n import N_
from inventory.ground.numbers import NumberSeries
from inventory.ground.schema import GUARD_FUNCTION, Base, amount, guards, models
from inventory.ground.store import Store, newest_version
from inventory.supplies import corrections
from inventory.supplies.balances import Balance
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Lot
from inventory.supplies.places import ENDS, Place
from inventory.upkeep.findings import Fault, Findings, Progress, stream
from inventory.upkeep.sealed import walk

CONCEPTS = (accounts, corrections, numbers, settings)  # with what they rest on: every table that is proved
