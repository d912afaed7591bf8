""""Double what?": a figure that was to be doubled, asked for again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

ASKED_AGAIN = """
a: account number? / c: <five five triple> / a: triple what / c: <triple eight two> / a: got it / c: <oh one>
a: policy number? / c: <b x double> / a: pardon, double what? / c: <double four one nine>
a: card number? / c: <four one two double uh double seven nine>
a: card number? / c: <four one two> / a: sorry come again / c: <four one two nine> / c: <three three eight one>
c: my card is <four one double> / a: double what / c: <double two three three three>
c: card number <4 1 double> / a: double what? / c: <double 2 3 3 3 1 1>
a: card number? / c: <four one two double> / a: sorry double what / c: <double seven> / c: <nine three eight>
a: card number? / c: <four five double> / a: double which / c: <four five double two> / c: <three three one one>
""".strip().splitlines()

TALK = """
c: i was charged double / a: sorry double what / c: double the price
c: they want to double / a: double what / c: double my premium
c: i paid double / a: double what / c: double what you quoted
a: would you like a single or a double? / c: a double / a: sorry / c: a double room
c: a double / c: a double room
c: it's double double the price
c: i want a double double please
c: double uh double the size
a: will it be double / c: double what
""".strip().splitlines()


@pytest.mark.parametrize("case", ASKED_AGAIN)
def test_a_value_goes_on_after_the_doubled_figure_was_asked_for(judge: Callable[..., None], case: str) -> None:
    """Who asks which figure was doubled asks for nothing new: all of the value stays hidden."""
    judge(case)


@pytest.mark.parametrize("case", TALK)
def test_what_is_doubled_and_no_figure_stays(judge: Callable[..., None], case: str) -> None:
    """Prices and rooms are doubled, too."""
    judge(case)
