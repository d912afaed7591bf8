"""Numbers whose name says that they are nobody's stay, however long; what only stands beside such a name does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.artifacts import CallArtifacts, CallContext
from recognizers.numbers.labels import is_isbn
from recognizers.numbers.quantities import Quantity

KEPT = """
c: the isbn is nine seven eight zero one four one four three nine five one eight / a: is that isbn 978-0-14-143951-8
a: what's the isbn / c: nine seven eight oh two six two oh three three eight four eight
c: The ISBN is 0-306-40615-2, the blue one.
a: we are certified to ISO 27001 and ISO 9001:2015 / c: and what about iso twenty seven oh oh one
c: it quotes RFC 2119 and IEEE 802
c: my laptop runs build 22631.3007
c: it's windows ten twenty two h two / a: or version 10.0.19045.3803
a: which version / c: 10.0.19045.3803
c: kernel 5.15.0-91-generic on ubuntu
c: the code compiles with python 3.11.4
c: a boeing seven thirty seven eight hundred / a: a 737-800 yes
c: the server is at port eight oh eight oh / a: port 8080 or 8443
a: pages 114, 115 and 120
a: channels 502 and 503 / c: i have channel five oh two
a: last night's lottery numbers were 4 8 15 16 23 42
c: the winning numbers were forty two seven nineteen three and twenty eight
c: the resolution is nineteen twenty by ten eighty / a: 1920x1080 or 3840 x 2160
c: tire size is two twenty five sixty five r seventeen / a: 225/65R17 we have four in stock
c: it shows error code zero x eight zero zero seven zero zero five / a: 0x80070005 is access denied
c: model number is w f forty five t six thousand
a: the store number is two two one seven / c: store 2217
a: your number in the queue is 112
a: your current balance is / a: 9953 / a: in credit
a: your savings account balance / a: is one hundred forty / a: dollars
c: odometer's at 87,412 / a: 87412 miles noted
a: the meter reads / c: four seven one nine kilowatt hours
c: can you call nine one one / a: dial 911 if it is an emergency
c: he was in the top one percent of 10000 runners
c: my order was for 1500 flyers / a: 1500 flyers at 12 cents each
a: 10000 labels 2500 boxes
c: the bus leaves at 7:15 7:45 and 8:15
c: it runs anywhere from like 130-145 or 150/95-100 on the bottom
a: the bill is two oh five seventy eight / c: two hundred five seventy eight
a: the exchange rate is one point oh eight four five / c: 1.0845
a: gate b twelve is now boarding / c: gate b twelve okay
""".strip().splitlines()

HIDDEN = """
c: my lotto account number is <12 34 56 78>
c: i won the lottery call me at <six one fifty five fifty twelve thirty four>
c: we talked about bingo / c: it's <06 12 34 56 78>
c: the new version is out my number is <415.555.0134>
c: version <415.555.0134>
a: what version are you on / c: <0161.496.0733> is my number
a: we have the book / c: my number is <4155550134>
c: the isbn no wait that's my card <four five three nine one four eight eight oh three four three six four six seven>
c: build <4155550134>
c: model <4155550134>
c: store pickup for <5930021>
c: windows pin is <4471 9902>
a: what version of windows / c: ten and my pin is <884512>
c: room 1204 and my pin is <4471>
c: i'm at port 8080 or my pin is <8443>
c: seat <A7-99812-KX> no that's my order number
a: policy number / c: <ISO27001>
c: <kb503444> is my order number
a: serial number / c: <1920x1080>
c: order number <10000>
c: my account number is <100000>
a: last four / c: <1500> thanks
c: call <911 812 3456>
a: cvv / c: <911>
c: i want to check my balance / c: <9874>
c: the flight is four twelve and my frequent flyer number is <two two nine one oh four four seven>
c: room four twelve and my cell's <four one two five five five oh one three three>
c: my dob is <3.11.84>
c: <nineteen eighty four> is my pin
c: <2019> was my old pin
a: gate code / c: star <four four one two> pound
""".strip().splitlines()


@pytest.mark.parametrize("case", KEPT)
def test_what_its_name_makes_nobodys_stays(judge: Callable[..., None], case: str) -> None:
    """Versions, standards, books, draws, sizes, pages in a list, balances and services stay readable."""
    judge(case)


@pytest.mark.parametrize("case", HIDDEN)
def test_a_name_covers_its_own_number_alone(judge: Callable[..., None], case: str) -> None:
    """A personal number beside such a name, or in place of what the name stands for, is hidden."""
    judge(case)


@given(st.from_regex(r"[1-9]\d{9,15}", fullmatch=True), st.sampled_from(("version", "isbn", "iso", "model", "page")))
def test_no_name_shows_a_long_number(digits: str, name: str) -> None:
    """Ten figures and more are never a version, a page or a model; a book only with its prefix or check."""
    call = CallArtifacts(f"{name} {digits}", CallContext())
    plain = call.quantity(call.spoken.runs[-1]) is Quantity.PLAIN
    assert not plain or (name == "isbn" and is_isbn(digits))


@pytest.mark.parametrize("written", ["0306406152", "080442957x", "9780141439518", "9791034700000"])
def test_an_isbn_is_known_by_its_check_or_prefix(written: str) -> None:
    """Ten figures need their check (ISO 2108), "x" among them; thirteen their prefix."""
    assert is_isbn(written)


@pytest.mark.parametrize("written", ["0306406153", "4155550134", "9770141439518", "x306406152", "978014143951"])
def test_what_only_looks_like_an_isbn(written: str) -> None:
    """A wrong check, another prefix and another length are none."""
    assert not is_isbn(written)
