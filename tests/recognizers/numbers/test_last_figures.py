"""The last figures of a number: "ends in four two", "and the other one in 5678"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

ENDS = """
c: my card ends in <42>
c: the last two are <four two>
c: my card ends in <four two>
c: the account ends in <seven seven>
a: last two digits of the account? / c: <nine one>
c: last two digits are <nine one>
c: the last two digits of my social are <six eight>
c: phone ending in <oh seven>
c: it ends in <double four>
c: my number ends <three nine>
a: which card is it? / c: the one ending <88>
a: can you confirm the last two digits of your account? / c: it's <six six>
a: i see a card ending in <42>, is that right?
c: the last two numbers are <five one>
c: last two of the phone number is <one three>
c: the last two digits on the card are <four seven>
c: last two is <oh nine>
c: it's the one that ends in <double eight>
c: the debit card, ends <four four>
a: is that the account ending <one nine>?
a: and the last two of the account number? / c: <three three>
c: last three digits <nine nine one>
c: the last three are <4 4 1>
c: The last two are <4 2>.
c: my social ends in <six one>
c: it finishes in <nine seven>
c: my phone number ends with <eight eight>
c: The card ends in <37>, I think.
a: which card? / c: ending <37> please
a: which account? / c: ends in <nine two>
""".strip().splitlines()

OTHER_ENDS = """
c: my lease ends in 2 months
c: the trial ends in ten days
c: the sale ends in 24 hours
c: it ends in may
c: the offer ends in 30 minutes
c: the game ended in a two two draw
c: the last two are broken
c: the last two weeks were awful
c: the last two orders were late
c: i have four kids, the last two are twins
c: the contract ends in 26
c: the warranty ends in twenty six
a: how many are left? / c: the last two are four dollars each
c: the last two are four inches long
c: my last two were 15 and 20 dollars
c: the show ends in ten
c: the season ends in june
c: my shift ends at five thirty
c: it ends five pm
c: the meeting ends two thirty
c: the meeting ends at two thirty
c: the sale ends 26 may
c: the match ended three two
c: it ended two one to liverpool
c: the last two are fine
c: the last two were the best
c: last three months were 40 dollars each
c: the last two episodes, five and six, were great
c: my last two jobs were 10 and 12 hours
c: the lease ends 2027
c: the lease ended in 2019 and the next in 2021
a: last two questions, number nine and number ten
c: the road ends in two miles
c: the tape ends in 5 4 3 2 1
c: it ends in 10 seconds
c: school ends in two weeks
c: the last 2 payments were 45 and 60
""".strip().splitlines()

SECOND = """
c: i have one card ending in <1234> and one in <5678>
c: i've two cards, one ends in <1234>, the other one ends <9921>
c: the visa ends in <4417> and the mastercard in <2290>
a: which cards? / c: one ending <4417> and one ending <2290>
c: one card is <4417> and the other <2290>
a: i see two cards, one ending in <4417> and another in <8830>
c: the first ends in <four four one seven> and the second in <two two nine oh>
c: my card ends in <4417> / a: okay / c: the other one ends <9921>
a: is it the card ending in <1234> or the one in <5678>?
c: the old card ended in <4417>, the new one ends in <2290>
c: one card ends in <4417>, the other ends in <2290>
c: i have a card ending <4417>, another ending <2290> and one in <8830>
a: there's one ending in <4417> and {one} <2290>, which one?
c: card ending <4417>, or maybe the other one, <2290>
c: my card ends in <four four one seven> and my other card is <two two nine oh>
c: my first card ends in <4417> and my second one in <2290>
c: the account ends in <4417>. The other one ends in <2290>.
a: i have two phone numbers, one ending in <4417> and one in <2290>
c: the last four are <4417> on one and <2290> on the other
a: which card did you use? / c: the <4417> {one} / a: okay / c: or the other one, <9921>
a: and the other card? / c: it's <2290>
""".strip().splitlines()

NO_SECOND = """
c: i have one house in 2019 and one in 2021
c: i bought one in 1998 and one in 2005
c: one order was 1200 dollars and the other 3400 dollars
c: one lease ends in 2026 and the other one ends in 2028
c: my contract ends in 2026 and one in 2027
c: one flight is 1234 and the other is flight 5678
c: my card ends in <1234> and the charge was 5678 dollars
c: one was at 1500 feet and the other at 2300
c: my card ends in <4417> and i bought one in 2019
c: the card ends in <4417>, i paid 2290 dollars
c: my card ends in <4417> and the other store is on route 2290
c: my card ending in <4417> was charged 1250 and 1399
c: my card ending <4417> and one in london
""".strip().splitlines()


@pytest.mark.parametrize("case", ENDS)
def test_the_last_figures_of_a_number_are_hidden(judge: Callable[..., None], case: str) -> None:
    """Two figures of a card tell which of a few it is."""
    judge(case)


@pytest.mark.parametrize("case", OTHER_ENDS)
def test_what_else_ends_stays(judge: Callable[..., None], case: str) -> None:
    """Contracts, games and days end in figures that are nobody's."""
    judge(case)


@pytest.mark.parametrize("case", SECOND)
def test_the_second_of_two_numbers_is_hidden(judge: Callable[..., None], case: str) -> None:
    """The first of two numbers tells what the second is."""
    judge(case)


@pytest.mark.parametrize("case", NO_SECOND)
def test_another_number_beside_a_card_stays(judge: Callable[..., None], case: str) -> None:
    """A year or an amount is no second card."""
    judge(case)
