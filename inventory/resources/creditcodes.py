"""Unified social credit codes (统一社会信用代码, GB 32100-2015): whom an agreement is with, proved by the last sign."""

from __future__ import annotations

import unicodedata

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.text import clean

# Rules ---------------------------------------------------------------------------------------------------------

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # digits and letters without I, O, S, V, Z
CODE_LENGTH = 18


class BadCreditCode(Refused):
    """Not a unified social credit code (统一社会信用代码) by its form."""

    message = N_("{code} is not a credit code: it has {length} digits and capital letters, without I, O, S, V, Z.")


class CreditCodeMistyped(Refused):
    """The last sign of a credit code proves the others."""

    message = N_("The last sign of the credit code {code} contradicts the others: read it again from the licence.")


def proven(text: str) -> str:
    """A unified social credit code as it is kept, or nothing; refused where its last sign doesn't prove it."""
    code = unicodedata.normalize("NFKC", clean(text, field="credit_code", blank=True)).replace(" ", "").upper()
    if not code:
        return ""
    if len(code) != CODE_LENGTH or not set(code) <= set(SIGNS):
        raise BadCreditCode(field="credit_code", code=code, length=CODE_LENGTH)
    weighed = sum(SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(code[:-1]))
    if SIGNS[-weighed % 31] != code[-1]:
        raise CreditCodeMistyped(field="credit_code", code=code)
    return code
