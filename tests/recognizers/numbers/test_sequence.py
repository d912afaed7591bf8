"""Figures that nobody could place are hidden, and runs that are no number at all are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HIDDEN = """
c: so it's <eight one four four two nine oh>
c: <77120045>
c: try <nine nine one oh four>
c: it says <4 4 7 1 9 0 2>
c: <three three oh nine one> and then <two two four one>
c: uh <nine oh> uh <two seven one four> i think
c: <1042 7719 003>
c: <double four seven one nine oh two>
a: i see <five five oh nine one two two> here
c: on the back there's <oh four four one nine two six>
c: the last four are <seven seven one two>
c: the number is <4>, <1>, <5>, <5>, <5>, <5>, <0>, <1>, <3>, <4>
c: <4>. <1>. <5>. <5>. <5>. <5>. <0>. <1>. <3>. <4>.
""".strip().splitlines()

KEPT = """
c: one two three four five
c: five four three two one
c: ten nine eight seven six
c: two four six eight who do we appreciate
c: blah blah one two three easy
c: 10, 20, 30, 40
c: i need 1, 2, 3, 4, 5, 6, 7 and 8 of them
c: my rooms are 4, 1, 5
a: we have gates 4, 5, 7, 2, 1, 9 and 3 open
c: it's twelve thirteen fourteen something
c: The split was 40/30/20/10.
c: the years were 2019, 2020 and 2021
c: in 2019 2020 and 2021
c: two three four weeks
c: fives sixes and sevens
c: They grew 12%, 14% and 19%.
c: 1 and 2 and 3 are fine
a: options are ten twenty or thirty
c: it's twenty thirty forty bucks
c: a pack of six a pack of twelve
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_unplaced_figures_are_hidden(judge: Callable[..., None], case: str) -> None:
    """A run read out like an identifier is hidden although nobody said what it is."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_counting_and_listing_stays(judge: Callable[..., None], case: str) -> None:
    """Counting, lists, years and alternatives are never joined to one number."""
    judge(case)
