"""Ordinary words after a title, and titles that are words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

TITLED = """
a: Today, Mr. <Jun Seki>, our president, and Mr. <May Hattori> are here.
c: no mr <drew> thank you
c: Hello Miss <Long>, how are you
c: is this mister <brown>
c: it's doctor <foster> on the line
c: i saw doctor <long> yesterday
c: my son's teacher miss <honey> called
a: thank you mister <may>
c: mrs <price> from number nine
a: hello miss <day> how are you
c: speak to mister uh <little> please
a: good morning mister <church>
c: professor <green> referred me
c: doctor <strange> i know funny name
a: is that miss or mrs <young>
c: my husband mister <king> will call
c: mister <may>, is that you
c: it's mister um <price>
c: my doctor is doctor <best>
c: i was seen by doctor <winter> on friday
c: doctor, uh, <rush>, at the clinic
c: ask for miss <june>
c: thank you miss <summer>
c: yes this is mrs <day>
a: could i speak to mister <long>
a: mister <good>, please hold
c: mister and missus <rich>
c: missus <stone> lives here
c: the name's doctor <sharp>
c: old mister <young> next door
c: she's now doctor <king>
c: that's miss <love> to you
c: my teacher, miss <gold>, said
c: mr <white> and ms <black>
c: ms <early> will call back
c: my dentist doctor <payne>
c: sister <grace> called
c: captain <sparks> here
c: professor <noble>'s office
""".strip().splitlines()

NO_TITLE = """
c: ok thank you sir good bye sir
c: and the, prof, uh, gross profit margin
c: thank you madam good day
c: yes officer good morning
c: i miss you
c: i'll miss the bus
c: did i miss anything
c: we miss home a lot
c: the doctor said it's fine
c: i need a doctor today
c: doctor says i should rest
c: don't miss out on the deal
c: the near miss yesterday
c: my doctor will call you back
c: yes mister i am waiting
c: the doctor prescribed new glasses
c: i saw the doctor monday
c: mister you need to calm down
c: doctor please help me
c: miss can you repeat that
c: the doctor may call
c: dr pepper and a burger
c: mr clean wipes
c: i miss work on fridays
c: did you miss monday's call
c: miss the old days
c: we miss june
c: miss out
c: i'd miss good food
c: you can't miss long road
c: did she miss day one
c: the doctor good as he is was late
c: doctor who is my favorite show
c: call the doctor early tomorrow
c: the doctor long ago told me
c: is there a doctor near me
c: doctor needs a note
c: see the doctor may fifth
c: the doctor gave me a price
c: i missed may and june payments
c: hey mister listen
c: mister no thank you
c: doctor yes please
c: i'll miss one of them
c: i hate to miss anything good
c: hit or miss service
c: the miss rate is high
c: doctor please call
c: see a doctor now
c: yes miss thank you
c: no miss it's fine
c: sorry mister wrong number
c: mister may i ask something
c: mister will you listen
c: mister good morning
c: i'd hate to miss may
c: the missus said so
c: my missus early shift
c: see doctor may fifth
c: i was going to miss day one
c: yes mister i may be late
c: do you miss early mornings
c: the doctor with long hair
c: for miss universe
c: i need to see a doctor early
c: he's a doctor long retired
""".strip().splitlines()


@pytest.mark.parametrize("case", TITLED)
def test_an_ordinary_word_after_a_title_is_a_surname(judge: Callable[..., None], case: str) -> None:
    """After "mrs" a day is somebody."""
    judge(case)


@pytest.mark.parametrize("case", NO_TITLE)
def test_a_title_that_is_a_word_announces_nobody(judge: Callable[..., None], case: str) -> None:
    """"Miss" is a verb, "doctor" a trade."""
    judge(case)
