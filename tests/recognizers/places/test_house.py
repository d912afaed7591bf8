"""The number of a house that stands apart from its street: "number seventeen on acacia avenue"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

APART = """
c: <number seventeen on acacia avenue>
c: the house is <17, acacia avenue>
c: the house is <17, on acacia avenue>
c: i live at <number seventeen on acacia avenue>
c: we're at <number nine, on cedar close>
c: it's <flat 3, house 17, acacia avenue>
a: where do you live? / c: {number} <eleven in park crescent>
c: deliver it to <number six, that's laurel court>
c: my building is <221, baker street>
c: the address is <seventeen on acacia avenue>
c: The house is <17>, <Acacia Avenue>.
c: the flat is <12b, on harrow road>
c: my house is <forty two, on linden street>
c: i'm at <number 8>, <chapel lane>
c: the address is <221 on baker street>
c: we live in <number two hundred and four, on birch lane>
c: building <7>, <mercer street>
c: yes <number twelve at the old mill road>
a: so that's <number seventeen on acacia avenue>, correct?
""".strip().splitlines()

NO_HOUSE = """
c: there were seven cars on acacia avenue{}
c: i was number four on the list
c: the shop had two branches on the high street
c: number one on my list is the price
c: i'm number three in the queue
c: there are 17 steps in the house
c: the house is 17 years old
c: i saw 17, maybe 18 people
c: the number one shop on oxford street{}
c: we came number three in the race on station road
c: the number is on the road sign
c: bus number 17 stops on acacia avenue{}
c: house prices rose 17 percent on acacia avenue{}
c: i need the number 17 in the blue court shoe
c: question number four, on the street map
c: order number <4417> on high street
c: row number seven, in the top gallery
c: i saw number ten, on the way home
c: flight number 212 in the street
c: the house is 17, that's the price point
c: the total is 17, on the green card
c: number two, that's the place i meant
c: number two is the view i liked
c: my house is 200 years old, on a quiet street
c: the flat is 900 a month, in the square
c: my house is 40 miles away, off the road
""".strip().splitlines()


@pytest.mark.parametrize("case", APART)
def test_a_house_apart_from_its_street_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A comma, or "on", may part the number of a house from its street."""
    judge(case)


@pytest.mark.parametrize("case", NO_HOUSE)
def test_a_number_that_is_no_house_stays(judge: Callable[..., None], case: str) -> None:
    """Other numbers stand before streets, too."""
    judge(case)
