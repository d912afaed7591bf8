"""Bank accounts: routing and account numbers, sort codes, IBAN, BSB, transit and the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HIDDEN = """
c: routing number <oh two one oh oh oh oh two one> account number <nine eight seven six five four three two one>
c: Routing <121000358>, account <4417 0092 81>.
c: my checking account is <seven seven oh one four four nine two>
c: savings account number <0049 2218 7730>
a: account number / c: <three three nine one> / a: mhm / c: <oh oh four two eight>
a: what's the routing number / c: <two six seven> / c: <oh eight four> / c: <one three one>
a: last four of the account / c: <eight one nine two>
c: the account ending in <four four one seven>
c: sort code <twenty> <forty five> <nineteen> and account number <five five seven seven nine nine one one>
c: Sort code <20-45-19>, account <55779911>.
c: sort code is <oh nine oh one two eight>
a: sort code / c: <thirty> / c: <ninety six> / c: <double oh>
c: iban <GB29 NWBK 6016 1331 9268 19>
c: IBAN: <DE89370400440532013000>.
c: my iban is <f r one four two oh oh four one oh one oh oh five oh five oh oh oh one three m oh two six oh six>
c: iban <i e one two b o f i nine oh oh oh one seven six five four three two one>
c: b s b <oh six two oh oh oh> account <one two three four five six seven eight>
c: BSB <062-000>, acc <1234 5678>
c: transit <one two three four five> institution <oh oh four> account <seven six five four three two one>
c: Transit number <12345>, institution <003>.
c: ifsc <HDFC0001234> account <50100234567890>
c: clabe <oh three two one eight oh oh oh oh one one eight three five nine seven one nine>
c: swift <DEUTDEFF500>, iban <NL91ABNA0417164300>
c: direct deposit to <one one four nine oh two two eight three> that's the account
a: which account is it / c: it's <seven oh oh one nine nine four five two>
a: bank account number please / c: <1 2 3> / c: <4 5 6> / c: <7 8 9 0>
c: wire it to account <oh oh one two three nine nine eight>
c: the account number on the bottom of the check is <four one two two oh nine seven six one>
a: your account number ends with <nine two eight one> correct / c: yes
c: bank account <12-3456-7890123-00> in new zealand
c: my routing is <zero three one one seven six one one oh> and account is <five five six six seven seven eight eight>
c: iban is <D E eight nine three seven oh four oh oh four four oh five three two oh one three oh oh oh>
a: sort code please / c: <one two> / a: yep / c: <three four> / a: yep / c: <five six>
""".strip().splitlines()

KEPT = """
c: i opened the account in twenty fourteen
a: your balance is four thousand two hundred and eleven dollars
a: the available balance is 2,310.55
c: transfer two fifty from checking to savings
a: There's a $35 overdraft fee.
a: we pay four point two percent on savings over ten thousand
c: i want to move three hundred to my other account
a: you've made six withdrawals this month
a: it clears in one to two business days
c: i wrote check number four twelve for ninety bucks
a: the deposit of six hundred dollars posted on the ninth
a: a wire is thirty dollars and takes one day
c: i have three accounts two of them joint
a: the minimum is five hundred
c: my rent is nineteen fifty due on the first
a: Rates went from 5.25% to 5.5%.
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_a_bank_number_is_hidden(judge: Callable[..., None], case: str) -> None:
    """An account is hidden in every country's form, with the bank's own number beside it."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_amounts_at_a_bank_stay(judge: Callable[..., None], case: str) -> None:
    """Balances, fees, rates and dates are what a bank call is about."""
    judge(case)
