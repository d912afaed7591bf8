"""Numbers that are nobody's: what a call is mostly made of, and what must come back untouched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

MONEY = """
c: it was thirty four ninety nine plus tax
a: that's two hundred and twelve dollars and sixty cents
a: your total is one oh four fifty
c: i paid nineteen ninety five last time
a: twenty two hundred a month for the two bedroom
c: The quote said $1,480.00, not $1,840.00.
c: can you do three fifty instead of four hundred
a: It's £12.50 plus 20% VAT.
a: that comes to sixty one dollars
c: apple closed at one eighty seven and change
a: the stock opened at forty two fifteen and closed at forty one eighty
c: i've got twenties tens and a five
a: we can offer seventy five hundred for the trade in
c: It went from €899 to €1,049 overnight.
a: first month's free then fifteen ninety nine
c: they want four point five million for it
a: your refund of 88.20 is on its way
c: gas is three eighty nine a gallon here
a: The limit is 2,500 per day and 10,000 per month.
c: so thirty plus forty five is seventy five
a: buy one get one half off
c: i owe him like two grand
a: Prices start at ₹1,299.
c: it's five bucks a pop
a: a hundred and ten plus twelve for delivery
""".strip().splitlines()

TIME = """
c: can i come at two thirty
a: i have ten fifteen or four forty five
a: See you Tuesday the 14th at 9:45.
c: the train leaves at eighteen oh five
a: between eight and twelve on wednesday
c: it's twenty past seven
a: we close at half past five
c: I waited from 3 to 4:30.
a: your appointment is march ninth at eleven
c: it was back in nineteen ninety eight
c: we moved here in two thousand and six
a: the warranty runs until june twenty twenty nine
c: the summer of sixty nine
a: Delivery is 2-3 business days.
c: i was up at oh six hundred
a: one moment please
a: just a second i'm pulling that up
c: give me two minutes
a: thirty days from the first of the month
c: every other friday for six weeks
a: The event runs 10/4 through 10/11.
c: five years ago maybe six
a: check in is three p m and check out is eleven a m
c: The meeting's at 1400 hours.
a: i'll call you back in ten
c: the nineties were better
a: It's 11:59:30, almost midnight.
a: first quarter twenty twenty four
""".strip().splitlines()

COUNTS = """
c: i have two or three questions
c: there were fourteen of us
c: fourteen, seven, thirty eight
a: one two three testing
c: i've called four times
a: You have 3 messages and 12 notifications.
c: five or six people
a: one of our agents will help you
c: i only need one
c: no one told me
c: the other one is fine
a: number one reliability
c: just the two of us
a: a dozen eggs and half a pound of butter
c: we lost three nil
a: there are seventeen left in the medium
c: the first second and third ones
c: i counted one two three four of them
a: two hundred seats three hundred if we stand
c: six of one half a dozen of the other
a: The team has 45 people in 3 offices.
c: nine out of ten times it works
c: it takes two to tango
a: on a scale of one to five / c: four
a: how many guests / c: twenty two
a: How many units? / c: 1500.
a: how many would you like / c: three
a: and how many people in your party / c: eight and two kids
a: out of ten how was it / c: nine
a: how long have you been there / c: eleven years
""".strip().splitlines()

MEASURES = """
c: it's seventy two by thirty six
c: the room is twelve feet by fourteen
a: ninety eight point six
c: The box is 24 x 18 x 12 inches.
a: it weighs forty three pounds
c: it's minus ten outside
a: High of 84, low of 61.
c: two and three quarter inches
a: the tank holds fifty five gallons
c: i drive about twelve thousand miles a year
a: 65% humidity, wind at 12 mph
c: preheat to three seventy five and bake for twenty five minutes
a: two cups flour one teaspoon salt three eggs
c: I ran 5k in 24:31.
c: my best lap was one oh two point four
a: 300 Mbps down, 20 up
c: it's five foot eleven
a: a thirty two inch inseam
c: The file's 4.7 GB.
a: about sixty five degrees in there
c: i need a two by four eight feet long
a: Use a 3/8 bolt and a 10 mm socket.
a: turn it a quarter turn
c: it's at forty percent battery
c: zero to sixty in four seconds
""".strip().splitlines()

NAMED = """
a: flight two seventeen boards at gate forty one
c: i'm on delta eleven eighty two
a: Room 1204 is on the 12th floor.
c: seat nineteen f
a: take route sixty six to exit forty two
c: it's version three point one point four
c: Firmware 2.10.4 broke it.
a: windows eleven or ten
a: channel five at nine
c: chapter seven page two hundred and twelve
a: row j seats twelve and thirteen
c: the question is on page thirty
a: Section 8, paragraph 2.
c: i take the forty one bus
a: The 737 was swapped for an A321.
c: i have the xbox series x
c: the playstation five
a: that's error four oh four
c: error code five oh three again
a: platform nine and three quarters
c: i filed chapter eleven
a: catch twenty two
c: on cloud nine
a: level three support
a: twenty four seven
c: a nine to five job
a: step one unplug it step two wait
c: It's an E150 code on the dryer.
a: Press 1 now.
a: press star or say main menu
a: press pound when you're done
c: i pressed zero twice
c: the terminator two
a: formula one starts at three
c: i'm a size eight in nike
c: my locker's number twelve
c: fifty fifty chance
c: the top ten list
a: the fifth amendment
c: area fifty one
c: we're in building seven
a: Unit 3 is done, unit 4 is next.
c: the lottery was eleven, nineteen, twenty two, thirty one and forty
a: powerball numbers are six fourteen twenty three
c: we won twenty one to fourteen
a: the score was 3-2 after extra time
c: they shot a 68 on Sunday
a: the dow fell four hundred points
c: he bats three oh five
a: covid nineteen
c: take two tablets twice a day {with food}
c: ninety nine problems
c: the roaring twenties
a: first come first served
a: Model X-200 has the longer cable.
c: a seven sixteen inch wrench
a: lane four
c: sign here here and here three places
c: it's item six on the list
c: wd forty
c: seven up or coke
""".strip().splitlines()

IDIOMS = """
c: i've told you a thousand times
a: ok zero issues on my side
c: back to square one
a: give me one sec
c: we're at sixes and sevens
c: two thumbs up
a: that's a ten four
c: four by four truck
a: eighty twenty rule
c: i was like oh no
c: oh oh i see it now
a: oh for sure
c: one by one
c: it's a one way street
c: for one thing it's late and for two it's cold
a: three strikes
c: the whole nine yards
a: you're the one i spoke to
c: i'm of two minds
c: twenty twenty vision
a: it's one and the same
c: a million thanks
c: one hundred percent
a: hold on for one more minute
c: won too many
a: you too
c: i ate at six
c: we went to see them for a while
""".strip().splitlines()

MIXED = """
c: it's thirty nine ninety five with the coupon
c: i bought three at four ninety nine each
a: that's twelve monthly payments of forty one sixty six
c: the lease is for thirty six months at two nineteen a month
a: seven eighths of an inch
c: my son is in third grade room twelve
c: it happened on highway one oh one near exit four twenty
a: the confirmation takes about ten minutes
c: i was number eleven in the queue
a: your appointment is at ten forty on the twenty third
c: can you make it nine instead of ten
a: we've got nine, nine thirty, or ten fifteen
c: it says e four on the display
c: the model is XR-500 I think
a: is it the s twenty two or the s twenty three
c: a thirty day supply with two refills
c: he scored forty two points last night
c: bitcoin hit sixty eight thousand
c: the s and p is up two percent
c: I read 1984 and Catch-22.
c: she's five two and a hundred and ten pounds
a: minimum order is fifty units
c: the dimensions are 120 by 60 by 75
c: we did one fifty last quarter and two ten this quarter
a: in two thousand nineteen we had forty stores
c: zero zero zero is what the meter shows
c: the part's five eighths by eleven
a: load it in three two one
c: i'd give it a seven or an eight
c: there's a two hour window between one and three
c: ninety five percent of it was fine
c: it's 72 degrees and I set it to 68
a: you have four hundred and twelve reward points
c: route nine to main street then two miles
c: bus forty eight comes every fifteen minutes
a: option one is fifty dollars option two is seventy five
c: what does error five zero two mean
c: his jersey number is twenty three
c: my floor is the nineteenth
a: i can do july four through july eleven
c: it's the twenty twenty four model
c: the first one was fine and the second one broke
c: i have one more question
c: one of them is broken and one isn't
a: that'll be one oh nine and eighteen cents
c: two to three weeks or four tops
c: nineteen eighty four was a good year
c: she ran a four minute mile
c: they open at seven and close at eleven
a: your total with tax is two sixteen eighty nine
c: i pay one nineteen a month for internet and one forty for cable
c: the bill went from ninety eight to one thirty two
a: Step 3 of 5, then reboot.
c: it's a 55-inch TV, model year 2021
c: 3 adults, 2 kids, 1 infant
c: WPA2, 5 GHz, channel 36
c: The PO box... never mind, ship 40 units by 6/30.
c: HTTP 502 on port 8080
c: the 401k has like eighty thousand
c: mp3 player
c: we need a 3-2-1 backup
""".strip().splitlines()

TALK = """
a: how much is it / c: forty nine ninety nine
a: what time works / c: eleven thirty
a: what year is the car / c: twenty seventeen
a: which floor / c: six
a: what size / c: ten and a half
a: and the mileage / c: about sixty two thousand
a: how many bedrooms / c: three
a: what's your budget / c: around twelve hundred
a: What date works? / c: The 22nd, or the 23rd.
a: how big is the yard / c: two acres
a: what percent down / c: twenty
a: how many gigs / c: one twenty eight
a: And how much would you like to transfer? / c: 1,250.
a: what temperature do you keep it at / c: sixty eight
a: what's the score / c: two one
a: how old is the roof / c: fifteen years
a: what version / c: ten point two
a: how fast is it / c: three hundred down
a: your phone number ends in <oh one one eight> / c: yes and it's two thirty right
a: can i get your phone number / c: i'd rather not / a: no problem what time tomorrow / c: ten fifteen
a: account number please / c: i don't have it i've been a customer for nine years
a: what's your pin / c: i'll come in at four instead
a: card number / c: one second / c: my wife has it
a: card number / c: it's about the forty dollar charge
a: your date of birth and your phone number / c: why do you need that for a two dollar refund
""".strip().splitlines()


@pytest.mark.parametrize("case", [*MONEY, *TIME])
def test_money_and_time_stay(judge: Callable[..., None], case: str) -> None:
    """Prices, rates, sums, hours, years and dates of appointments are no one's."""
    judge(case)


@pytest.mark.parametrize("case", [*COUNTS, *MEASURES])
def test_counts_and_measures_stay(judge: Callable[..., None], case: str) -> None:
    """How many and how much, asked or told, is no one's."""
    judge(case)


@pytest.mark.parametrize("case", [*NAMED, *IDIOMS, *MIXED])
def test_numbers_in_names_and_idioms_stay(judge: Callable[..., None], case: str) -> None:
    """Flights, rooms, versions, models, scores and figures of speech are no one's."""
    judge(case)


@pytest.mark.parametrize("case", TALK)
def test_answers_to_harmless_questions_stay(judge: Callable[..., None], case: str) -> None:
    """A number that answers a question for an amount stays, even while a personal one is still open."""
    judge(case)
