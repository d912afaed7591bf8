"""Numbers and codes of which one part is easily missed: the "a" in front, a last figure apart, the second card."""

from __future__ import annotations

from collections.abc import Callable

import pytest

LETTER_FIRST = """
a: what's your booking reference? / c: <a> <five m seven v j>
a: and the confirmation code please / c: it's <a> <five m seven v j>
a: reference number? / c: yeah so it's <a> <nine four k two>
a: can i take the order number / c: um <a> <four one seven two b>
a: what's the policy number / c: sure <a> <one oh seven seven two p>
a: what's the reservation code? / c: <a> <b four seven two q>
c: my booking reference is <a> <five m seven v j>
a: and the serial number on the back / c: okay <a> <two two nine x four>
a: what's the customer id / c: <a> <four> / a: okay / c: <seven seven one k>
a: your reference please / c: <A, 5 M 7 V J>
a: license plate? / c: <a> <seven two k r t>
a: pnr please / c: <a> <a five k two z>
a: booking reference? / c: sure, that's <a> <five m seven v j>
a: booking reference? / c: it is <a> <five m seven v j> i think
a: could you read me the code? / c: yeah one moment / a: take your time / c: okay <a> <five m seven v j>
c: the reference is <a> <five m seven v j>
a: have you got the booking reference? / c: yes it's <A> <5 M 7 V J>
a: have you got the booking reference? / c: yes it's <A 5 M 7 V J>.
a: reference please? / c: capital <a> <five m seven>
a: and the reference? / c: the letter <a> <five m seven v j>
a: so that's <a> <five m seven v j> / c: correct
a: booking reference? / c: <a> <five m seven v j> / a: so <a> <five m seven v j> / c: yes
a: plate number? / c: <a> <one two b c d>
a: policy number? / c: i've got it here, <a> <nine nine four two seven>
a: Confirmation code? / c: It's <A5M7VJ>.
a: Confirmation code? / c: It's <A> <5 M 7 V J>, I think.
a: and the plate? / c: erm <a> <k five two v x>
a: order number please / c: that's <a> <one two four four nine>
a: your case number / c: <a> <double four seven one two>
a: claim number? / c: <a> <dash five five seven one two>
c: my pnr is <a> <two b seven k l>
""".strip().splitlines()

SEVERAL = """
a: which card is it? / c: i've two cards, one's <3345>, the other one's <9921>
c: i have two cards with you, one with <4417> and one with <9921> on the account
c: i've two cards, one is <3345> the other is <9921>
a: i can see two cards here / c: yeah one's <4417> and the other's <2290>
a: which of the cards do you mean? / c: the one with <4417>
a: which card should i use? / c: not the <3345>, the <9921> {one}
c: it's about my debit cards. one's <three three four five> and the other one's <nine nine two one>
a: there are two cards, one with <4417> and one with <9920> on the account
a: i see two cards on file / c: right, the first is <4417> and the second's <9021>
a: your account number please / c: it starts with <3700> / a: okay / c: then <2291> / a: go on / c: <01>
a: what's the order number / c: begins with <3700>
a: which account is it? / c: it starts with <three seven oh oh>
a: which card? / c: the one with <4417> on it
a: i see cards ending in <3345> and <9921>
a: which card was it / c: it's either the <3345> or the <9921>
c: i've two accounts, one's <44173345>, the other one's <99214417>
c: there are two cards on my account, <3345> and <9921>
a: i have a card with <3345> and one with <9921>, which one shall i charge?
a: which card shall i charge? / c: the one that has <3345>
c: i've got two bank accounts, one ending <3345>, the other one's <9921>
a: you have two accounts with us, the first is <8812> and the second is <4093>
c: i have three cards, one's <3345>, another's <9921> and the third is <7718>
c: both cards, the first one is <3345> and the second one is <9921>
""".strip().splitlines()

BROKEN_OFF = """
a: what's the phone number? / c: <oh seven seven> {double} / a: sorry can you speak up? / c: <four nine one two>
a: the phone number please / c: <five five five> <double> / a: is that a mobile? / c: yes, <double four one two>
a: card number? / c: <four four one seven triple> / a: sorry what was that? / c: <triple nine two one>
a: and the account number / c: <six one> <double> / a: {double}? / c: <double four nine one>
a: the number please / c: <five five five> {double} / a: sorry, how do you spell your name? / c: <double four one two>
a: account number? / c: <four one double> / a: hold on, which bank is it? / c: it's <double seven nine two>
a: account number? / c: <four four one> / c: <double> / a: hello are you there / c: <double nine seven two>
a: mobile? / c: <07700> {double} / a: is that yours? / c: <9 3 4 1 2>
""".strip().splitlines()

IN_PARTS = """
a: and the phone number? / c: it's <five five five eight eight and then three> / a: thanks
a: what's your account number / c: <nine two four oh seven one eight eight> and then <three>
a: account number? / c: <four four one nine> and then <two> / a: okay
a: your member number please / c: <seven seven oh two one> then a <five>
a: the order number? / c: <two two eight eight> and a <three> at the end
a: what's your phone number / c: <oh seven seven double one nine oh two eight eight> and then <three>
a: card number please / c: <4417 1234 5678 911> and then <3>
a: customer number? / c: <9 2 4 0 7 1> and then <8>.
a: reference? / c: <k l four four eight> and finally <nine>
a: what's the account number? / c: it starts <3700>
a: what's your account number? / c: <4471> / a: okay / c: <22> / a: yes / c: <01>
a: phone number? / c: <07700> / a: yes / c: <900> / a: okay / c: <79>
a: can i have the card number / c: <4417> / a: mhm / c: <1234> / a: mhm / c: <01> / a: and? / c: <79>
a: What's your reference number? / c: It starts <3700>, then <81>.
a: account number? / c: <3700 22>, then <01>.
a: the account number please / c: <eight eight> / a: <eight eight>, carry on / c: <four> / a: and / c: <seven nine>
a: account number? / c: the account's <4471 2290 and then 3>
a: number? / c: <four four one seven two eight eight> and then lastly <three>
a: zip and then the routing / c: the routing is <oh two one then oh oh oh oh two> {and then} <one>
a: account number? / c: <4471 22> / a: and the rest? / c: <01>
a: account number? / c: <4471 22> / a: sorry, i missed the end / c: <01>
a: account number? / c: <4471 22> / a: i only have six digits / c: <79> at the end
a: account number? / c: <4471 22> / a: there should be two more / c: oh, <79>
a: phone number? / c: it's <07700> / a: and then? / c: it's <900>, / a: right / c: then <1 79>
a: phone number? / c: <07700> / a: <07700> / c: <900> / a: <900> / c: <79> / a: <79> / c: <01>
a: sort code please / c: <20> / a: yes / c: <01> / a: yes / c: <79>
a: the long number? / c: <4417> / a: yes / c: <1234> / a: yes / c: <01>, hang on, <0179>
a: sort code? / c: <20 01> / a: and the last two? / c: <79>
a: social? / c: <417> / a: yes / c: <79> / a: and the last four / c: <3700>
a: what does your account number start with? / c: it starts <3700>
a: how does it begin? the account number i mean / c: it starts <3700>
a: and the reference, how does it start? / c: it starts <37>
c: the account number starts <3700> and ends <2291>
c: i only remember that my card starts <4417>
a: i'm looking for an account / c: mine starts <3700> / a: which bank? / c: the one starting <3700>
c: my account number begins with <oh one>
c: my phone number starts with <oh seven seven>
a: account number? / c: it starts with a <zero> then <four four one nine>
a: account number? / c: <4471> / a: can you hear me? / c: yes, <22> / a: okay / c: and <01>
a: account number? / c: <44> and <71> and <22> and <01>
a: account number? / c: <44>, <71>, <22>, <01>
a: account number? / c: <44>. <71>. <22>. <01>.
a: policy number? / c: <KL 4417> / a: yes / c: <79>
a: policy number? / c: it's <K L 4417> / a: mhm / c: then <01>, then <B>
a: your claim number? / c: <a dash four four one seven dash> <b>
a: booking code? / c: <five m seven v a>
a: what's your phone number / c: my number is <oh seven seven one one nine oh two two eight eight> and then <three>
a: what's the best number / c: it's <five five five oh one two eight eight> and then <three>
a: account number? / c: let me look, it says <four four one nine two two eight eight> and then <three>
a: account number? / c: it's <four four one nine two two eight eight> and then a <three>
a: account number? / c: it's <four four one nine two two eight eight> and then a <three> at the end
a: order number? / c: it says <44192288> and then <3>, i think
a: order number? / c: the number is <4419 2288> and then a <3>
a: phone? / c: <five five five> / a: okay / c: <eight eight> and then <three>
a: phone? / c: <five five five four> / a: okay / c: <two eight eight> and then <three> i think
a: reference number? / c: <seven seven four one eight eight> followed by <three>
a: reference number? / c: <seven seven four one eight eight>, and the last one is <three>
c: my account number is <nine one two four four one eight eight> and then <three>
a: account number? / c: <4471> / a: okay / c: <22> / a: okay / c: then <01>
a: account number? / c: <4471> / a: <4471>, next / c: <22> / a: next / c: <01>. and that's it
a: account number? / c: it's long. <4471> / a: okay / c: <2291> / a: anything after that? / c: yeah, <79>
a: account number? / c: <4471 2290 11> / a: is that all? / c: no, then <79>
a: i need the account number / c: okay it starts <3700> / a: mhm / c: and ends <79>
c: my account number starts <3700>
c: it's the account that starts <3700>
a: which account? / c: the one that starts <3700>
a: which account? / c: one of the two, the first is <3345> and the other is <9921>
a: social? / c: <four one seven two two eight eight nine> and then <three>
c: my phone is <oh seven seven double one nine oh two two eight> and then <three>
a: order? / c: <44192288> then <3>.
a: order? / c: so <four four one nine two two eight> and the last one's <three>
""".strip().splitlines()

KEPT = """
a: account number? / c: <44192288> / a: and which page? / c: 79
a: account number? / c: <44192288> / a: how many people? / c: 3
a: account number? / c: <44192288> / a: when? / c: at 3
a: which floor? / c: 79
a: account number? / c: <44192288> / a: great. what time suits you? / c: 10 or 11
a: account number? / c: <44192288> / a: thanks. row? / c: row 12
a: account number? / c: <44192288> / a: and the size? / c: 42
c: the work starts 3 june
c: my shift starts 0900
c: it starts at 37 dollars
c: my card starts working at 9
c: my account starts paying interest at 3000 pounds
c: my phone starts up in 20 seconds
c: our number starts at 100 boxes
c: the order starts with 20 chairs and then 30 tables
c: my account number's new
a: account number? / c: i think it starts at nine
c: it's a five star hotel
a: what kind of hotel are you after? / c: a five star one
a: booking reference? / c: i don't have it, it was a four night stay
a: what's your reference number / c: hold on, i have a screaming child here
a: what's the order number / c: it was a two item order
a: can i have your booking reference / c: it's a six person booking but i can't find it
a: your account number? / c: i have a two bed flat, does that help
a: reference? / c: a 5 m cable is what i ordered
a: how many do you want? / c: four of the blue and then three of them in red
c: we tried twice and then three times again
c: i had two coffees and then three teas
a: when did it fail? / c: at eight and then three weeks later
a: what's your account number / c: i called you at eight and then three more times
a: anything else? / c: two adults and then three kids
c: i have two cars, one's a 2015 model and the other one's a 2018
c: we have two houses, one's 1200 square feet, the other one's 2400
c: i've two cards, one's blue, the other one's red
c: i've two cards, one's a visa, the other one's a mastercard
c: i have two cards and one was charged 4417 dollars
c: one with 4000 miles on it and one with 9000 miles on it
c: there are two cars, one with 4417 miles on the clock
c: i've two flights, one's 1145 and the other one's 1830
c: two orders, one's 45 dollars, the other one's 60 dollars
c: i have a card and one with 1500 pounds limit
a: when does it end? / c: it ends two thirty
c: the show starts 1930
c: it starts 2030 tonight
a: when's the appointment? / c: it starts at 1530
c: the price starts at 3700 dollars
c: the salary starts 37000
c: tickets start at 79
c: my double glazing is broken
a: what's your account number? / c: it'll take me double the time to find it
a: what room would you like? / c: a double / a: and for how many nights? / c: two
a: single or double? / c: double / a: and when? / c: friday
c: i was charged double / a: what was the amount? / c: 79 dollars
a: what size? / c: 79 / a: okay
a: how many boxes? / c: 79
a: how many are there? / c: 01
c: i'll take 2 and then 3
a: what's your account number? / c: it ends on page two and then three is blank
a: which card? / c: the one with the blue stripe
a: which card do you want? / c: one with no fee
a: and how many cards? / c: one with a chip and two without
a: your phone number? / c: i have two, one's broken
a: card number? / c: one second, one's in the car
c: i have two accounts, one's from 2015 and the other one's from 2019
c: a b and b please
c: a four pack and a six pack
a: what size? / c: a 4 or a 5
c: an account with 3 users
c: i have an account with 3000 pounds in it
c: my account starts on 3 may
c: my policy begins 2019
c: the membership starts 2024
c: my order starts with 3 boxes
c: the card starts at 19 percent
c: my account starts with 2000 dollars
c: i've two accounts, one's got 1500 in it and the other one's got 3400
c: i've two accounts, one with 1500 in it and one with 3400
c: i have two accounts, one with 1250 dollars and one with 3420 dollars
c: i've two cards, one's at 1845 and the other one's at 1203 pounds
c: i have two cards and one's expired
c: we have two cards, one from 2015 and one from 2019
c: i have two meetings, the first is 1145 and the second is 1430
c: two rooms, one's 1204 and the other one's 1305
a: which card / c: a visa / a: what house / c: i've two, one's 1420 square feet and the other's 2210 square feet
c: my account number is <44192288> and then two of my kids have one too
c: my account number is <44192288> and then two weeks later it changed
c: my account number is <44192288> and then at five i called
a: account number? / c: <44192288> / a: and how many cards? / c: three
a: account number? / c: <44192288> / a: okay and when did you call / c: at two and then three
c: my number's <555 0199 2288> and then one more thing
c: call me on <oh seven seven double one nine oh two two eight eight> and then two hours later try again
c: order <44192288> had two shirts and then three socks
c: the order number is <44192288> and a two was missing
c: the order number is <44192288> and a five star review
c: i booked a two b two c trip
c: a three by four by five box
c: it's a b two b business
c: a 2 a 3 and a 4
c: i think i said so
c: it's a four by four v six
c: a one p m or a two p m slot
c: a two for one deal
c: a four day week and a three day weekend
a: reference? / c: a moment please
a: reference? / c: a few of them
a: reference number? / c: it was a ten minute call
a: account number? / c: a friend has it
a: order number? / c: a 4 or a 5 pack, i forget
a: order number? / c: i bought a 42 inch tv
a: phone number? / c: double check the file please
a: phone number? / c: it's double what i paid last time
a: single or double? / c: double
a: what's your account number? and do you want a single or double? / c: double please
c: room 12 double please
c: i want a double
c: five rooms, double
c: table four, double / a: which day? / c: tuesday
c: the price is double
c: i'd like one with a view and one with a balcony
c: two and one with cheese
a: how many accounts? / c: two, the first is 1250 in credit
c: with two accounts, one is 1250 pounds overdrawn and the other is fine
c: two cards, one with 1450 owing and one with 2320 owing
c: i've three accounts, the first is 2310 down
a: account number? / c: a five hundred pound bill came
a: order number? / c: a two by four
c: i need a 3 d printer and a 2 d scanner
c: we did a five k run and a ten k run
c: a 4 x 4 and a 2 x 4
c: we played a four three three formation
a: booking reference? / c: that was a four zero four error
c: order <44192288>, i paid twenty and then five
c: order <44192288>. Then 3 came.
c: i have account <44192288> and a three
c: the card that starts at 9 percent
a: what's your account number? / c: i started at 3700 feet
c: that account begins in 2030
c: my card begins to expire in 1201 days
""".strip().splitlines()

# Known limits, each with its cause.
NOT_YET = [
    ("a letter that is all of an answer is an article", "a: the reference? / c: <a> / a: yes / c: <five m seven v j>"),
    ("a code among words that nobody announced", "a: so reading that back, <a> <five m seven v j> / c: yep"),
]


@pytest.mark.parametrize("case", LETTER_FIRST)
def test_the_a_that_a_code_begins_with_is_hidden(judge: Callable[..., None], case: str) -> None:
    """No article stands in "a five m seven v j", but the first of six."""
    judge(case)


@pytest.mark.parametrize("case", SEVERAL)
def test_each_of_several_cards_is_hidden(judge: Callable[..., None], case: str) -> None:
    """The last figures of a card tell which one it is, in whatever words it is set apart from the other."""
    judge(case)


@pytest.mark.parametrize("case", BROKEN_OFF)
def test_the_double_that_a_number_breaks_off_with_is_hidden(judge: Callable[..., None], case: str) -> None:
    """The other side may ask for something else before the figure comes."""
    judge(case)


@pytest.mark.parametrize("case", IN_PARTS)
def test_each_part_of_a_number_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A number has a last figure, told apart from the rest, and groups of two."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_what_sounds_alike_stays(judge: Callable[..., None], case: str) -> None:
    """Stars, sizes, times and counts are no parts of a code."""
    judge(case)


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=pytest.mark.xfail(strict=True, reason=cause)) for cause, case in NOT_YET]
)
def test_what_still_shows(judge: Callable[..., None], case: str) -> None:
    """A change that lifts a limit must say so here."""
    judge(case)
