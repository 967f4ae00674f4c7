"""Credit codes: kept in one form, and a wrong sign is found before anybody relies on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.resources.agreements import AgreementKind, add_agreement
from inventory.resources.creditcodes import SIGNS, BadCreditCode, CreditCodeMistyped, proven
from tests.resources.agreements_acts import agreed
from tests.supplies.acts import refused

STANDARDS_OWN = "91350100M000100Y43"  # the example that GB 32100-2015 gives


@pytest.mark.parametrize("typed", [STANDARDS_OWN, " 91350100m000100y43 ", "９１３５０１００Ｍ０００１００Ｙ４３"])
def test_a_credit_code_is_kept_in_one_form(world, typed):
    assert agreed(world, credit_code=typed).credit_code == STANDARDS_OWN


@pytest.mark.parametrize("typed", ["91350100", "91350100M000100Y430", "91350100M000100YI3", "示例"])
def test_what_is_no_credit_code_is_refused(world, typed):
    facts = {"organisation": world.headquarters, "kind": AgreementKind.SUPPLY, "company": "示例"}
    refused(world, BadCreditCode, add_agreement, field="credit_code", credit_code=typed, **facts)


@given(st.integers(0, 16), st.sampled_from(SIGNS))
def test_one_wrong_sign_in_a_credit_code_is_always_found(at, sign):
    changed = STANDARDS_OWN[:at] + sign + STANDARDS_OWN[at + 1 :]
    if changed == STANDARDS_OWN:
        assert proven(changed) == STANDARDS_OWN
    else:
        with pytest.raises(CreditCodeMistyped):
            proven(changed)


def test_no_credit_code_is_no_fault(world):
    assert agreed(world, credit_code=" ").credit_code == ""
