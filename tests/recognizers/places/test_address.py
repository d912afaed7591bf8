"""Addresses: streets said and written, units, towns, post codes of many countries, dictated over turns; and idioms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recognizers.engine import Engine
from recognizers.entities import Role, Turn

HIDDEN = """
c: i live at <three oh nine juniper hollow road>
c: it's <two eighteen southwest marigold terrace>
c: send it to <fourteen hundred and six north canal street>
c: <4821 Elderberry Lane, Madison, WI 53704>, thanks.
c: The office is at <77 Great Russell Street>.
c: I'm at <Flat 3, 12 Wexford Gardens>.
c: we moved to <nine bramble close>
c: deliver to <1190 W 5th Ave Apt 4B, Spokane, WA 99204> please
c: my address is <one sixty two maple street springfield illinois six two seven oh four>
c: ship it to <p o box four four one>
c: my address is <PSC 1423, Box 900, APO AE 09102>
c: it's <twenty three o'connell crescent>
c: <18 rue de la Garenne> is the address
c: Send the bill to <Lindenstraße 14>.
c: it's on <calle de alcalá 112>
c: I moved to <C-12, Sunrise Apartments, Linking Road, Mumbai 400050>.
c: the house is <one two oh two a street>
a: what's your address / c: <nine seventeen>
a: what's the house number / c: <1180>.
a: and the street / c: <cottonwood bend>
a: apartment number / c: <twelve c>
a: what is your street address / c: <five six one> / a: mhm / c: <laurel avenue>
c: my address is / c: <eight eight two> / c: <prospect street> / c: <cedar valley> / c: <nebraska>
a: what's your zip code / c: <six oh six one four>
a: billing zip / c: <nine four> / c: <one one oh>
c: the zip is <02139>
c: my zip code is <eight oh two one four>
a: zip plus four / c: <30309-1442>
a: what is your postcode / c: <b s three one q p>
a: postcode please / c: it's <M21 8TQ>
a: what's the post code / c: <ess ee one five> <n q>
c: my postcode's <EH6 5NP>
c: we're at <K1A 0B1>
c: it's <v six b four y eight> that's vancouver
a: and your eircode / c: <d zero four> <x four y six>
c: My pin code is <560038>.
c: <marlow, TX 77040>
a: what city are you in / c: <albuquerque>
a: which town / c: <little wenlock>
c: i live in <san antonio>
c: i'm from <Portugal>
c: She grew up in <Gdańsk>.
c: it's <ninety one alder way> / a: <ninety one alder way> got it
c: i'm at <640 Birchwood Drive>. / a: Is <640 Birchwood> a house? / c: yes
c: not forty two, it's <fifty two hawthorn road>
a: where should we deliver / c: <31 clover court>
c: <12450 state highway 16>
c: <4410 county road 12> is the farm
c: <rural route 3 box 88>
c: pick me up at <lexington and 42nd>
c: I want a taxi from <5th and Main> to the airport.
a: apartment or suite / c: <suite twelve hundred>
a: what's your street address / c: <eight nineteen west magnolia> <apartment three b>
c: my address is <two ten oak street> / c: comma / c: <springfield> comma <oregon>
""".strip().splitlines()

KEPT = """
c: it's just on the corner by the store
a: your flight leaves from terminal b gate twelve
a: we're in Suite 200 on the second floor
a: the meeting is in room 1204
c: it's a two way street you know
c: i have a long way to go and a test drive at three
c: in the long run it's cheaper
c: he has a court date on page two
a: that's two bedrooms and one bath
c: a twenty minute drive from here
c: it was five dollars on the way home
c: i took a ten mile run
c: i stay just outside the whole foods
a: what's your address / c: same as before
a: what's your address / c: it's already on file
a: what's your zip code / c: why do you need that
a: can i get your address / c: hold on one second please
a: can you give me your email address / c: i'd rather not
a: i'll address that in a moment
a: the first place is open from nine to five
c: i ordered two large pizzas and a coke
c: it costs 25 a month for 2 lines
c: there were four close calls
c: take the third exit
a: what's your street address / c: what do you mean / a: never mind that then have a good day
c: the park is nice and the square is closed
a: And is the gate open?
c: i drove 40 miles on highway 16 and took exit 42
a: between 5th and 6th
c: it went from first and last to second
c: at 5th and goal / a: the 9th and final round
a: the game went to 4th and then 5th / c: i'm off on the 5th and monday
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_an_address_is_hidden(judge: Callable[..., None], case: str) -> None:
    """Streets, units, towns and post codes go, wherever they were said; the words around them stay."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_ordinary_words_of_streets_and_numbers_stay(judge: Callable[..., None], case: str) -> None:
    """Ways, drives, courts, gates, suites and quantities are no addresses."""
    judge(case)


def test_a_street_over_two_segments_is_one_entity(engine: Engine) -> None:
    """The number at the end of one segment and the street in the next make one address."""
    dialogue = engine.begin()
    for number, text in enumerate(("what is the address", "my address is seven hundred")):
        role = Role.CUSTOMER if number else Role.AGENT
        dialogue = engine.analyze(Turn(f"s{number}", text, role), dialogue).dialogue
    found = engine.analyze(Turn("s2", "and nine ferry landing road", Role.CUSTOMER), dialogue).findings
    addresses = [finding for finding in found if finding.entity_type == "ADDRESS"]
    assert {finding.value for finding in addresses} == {"709 ferry landing road"}
    assert {span.segment_id for finding in addresses for span in finding.spans} == {"s1", "s2"}


def test_a_street_still_being_spoken_is_hidden(engine: Engine) -> None:
    """An interim result that ends after the house number and a part of the name shows neither."""
    text = "yeah it's four one nine pelican"
    analysis = engine.analyze(Turn("s0", text, Role.CUSTOMER, final=False), engine.begin())
    hidden = {at for f in analysis.findings for span in f.spans for at in range(span.start, span.end)}
    hidden |= {at for item in analysis.open for at in range(item.span.start, item.span.end)}
    assert set(range(text.index("four"), len(text))) - hidden <= {at for at, char in enumerate(text) if char == " "}
