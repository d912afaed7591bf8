"""Numbers of things: books, models, flights, versions, prices, scores, years."""

from __future__ import annotations

from collections.abc import Callable

import pytest

KEPT = """
c: isbn 0 306 40615 2
c: isbn nine seven eight / c: oh one four three one two seven five four eight
c: isbn number is 0306406152
c: isbn it's nine seven eight zero three zero six four zero six one five seven
c: isbn is oh eight oh four four two nine five seven x
a: do you have the isbn? / c: nine seven eight, one, eight six one nine seven, two seven one, two
a: what's the isbn / c: oh three oh six four oh six one five two
c: i need the book with isbn 9781861972712 please
c: so isbn is 978-1-86197-271-2
c: the model is ue55 ru 7100
c: it's an rtx 4090
c: rtx 3080 ti
c: i have the thinkpad x1 carbon gen 9
c: canon eos 5d mark four
c: ps5 and xbox series x
c: galaxy note 20
c: flight bw 415
c: flight dl four one two
c: i'm on aa 1234 tomorrow
c: ua 920 to london
c: seats 22a and 22b
c: row 14 seat c
c: seat 7 f
c: version two point four point one
c: v2.4.1
c: software version 10.3.3.1
c: ios 17.2
c: firmware 1.0.9.64
c: that's 49.99 a month
c: forty nine ninety nine
c: two fifty each
c: between 1200 and 1500
c: 2,499
c: it's 12 for 20
c: 3 for 2
c: final score 102 to 98
c: they lost six two
c: we won 3-1
c: six love six three
c: in 2009, 2011 and 2015
c: class of 98
c: born in the eighties
c: nineteen sixty eight mustang
c: i've called 14 times
c: about twelve hundred units
c: 10 gb of storage and 512 mb of memory
c: sixteen gigs of ram
c: 100 mbps down 20 up
c: 2 tb drive
c: 65 inch tv
c: size 10 and a half
c: channel 4 at 9
c: i need 4 tickets in row 12
c: apartment has 3 bedrooms and 2 baths
c: 5000 steps a day
c: my odometer says 84512
c: it weighs 1250 grams
c: the bill was 1284 dollars and 50 cents
c: invoice total 1284.50
c: the promo is 20 off 100
c: m25 and a40
c: highway 401 exit 22
c: covid 19
c: boeing 737 800
c: iphone 15 pro max 256
c: pixel 8 pro
c: usb 3.2 and hdmi 2.1
c: wifi 6e
c: 4k at 60 hertz
c: we had a dog called biscuit
c: my dog biscuit is a beagle
c: the cat's called mittens
c: isbn nine seven eight oh one four three one two seven five four eight
c: isbn 978-0-14-312754-8
c: isbn is 0306406152 / a: thanks / c: yes
c: ISBN: 9780306406157
a: which book? / c: isbn oh three oh six four oh six one five two
c: the isbn, 978 0 306 40615 7
c: the laptop has 10 gb of ram
c: 10 gb
a: how much storage? / c: 10 gb
c: i have 10gb left
c: ten gigs of data
a: what's your plan? / c: 512 mbps
c: my flight is ba 2490
c: flight united 4412 at gate b 22
c: seat 14c
c: seat fourteen c
c: model is kx 4400
c: model number wf45t6000aw
c: i'm on version 17.4.1
c: windows 11 build 22631
c: it's 1,299.99
c: it costs twelve ninety nine
c: it was three to one at half time
c: score was 21 to 17
c: we won four three
c: in 1987 we moved
c: since 2014
c: about 3500 people
c: i ordered 250 of them
c: part number four of the series
c: train 9064 from platform 3
c: the room is 1204
c: chapter 12 page 340
c: i need 24 pieces by 9 30
c: error 0x80070005
c: error code 4012
c: galaxy s23 ultra
c: the 2019 ford f150
c: he scored 98 out of 100
c: my credit score is 712
c: temperature is 101.4
c: it's 1500 a month
c: 5g and 4g
c: 1080p or 4k
""".strip().splitlines()


@pytest.mark.parametrize("case", KEPT)
def test_the_number_of_a_thing_stays(judge: Callable[..., None], case: str) -> None:
    """What is counted, priced, played or built is nobody's."""
    judge(case)
