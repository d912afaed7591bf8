"""Dictated addresses with letters in their domain and with numbers said, whole, as interim results, and cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recognizers.engine import Engine
from recognizers.entities import Role, Turn

DICTATED = """
c: yes it's <lee dash kowalczyk five two at c o p p e r m i l l dot org>
c: it's <ruben dash castillo nine at m i l l r i d g e dot org>
c: yeah it's <ana dash maria eight at c a s a v e r d e dot com dot mx>
c: email me at <ty underscore five five five at v e r i z o n dot net>
c: my email is <anika dash r a o at i a n a dot org>
c: send it to <mo plus shop at gmail dot com>
c: that's <marta dot k as in kilo ninety at gmail dot com>
a: which email should i use / c: use <t as in tango o b i as in india at z e n i t h dot ca>
a: spell your email / c: <i v y dot a d a i r at a i r w a y dot com>
a: email address / c: <h e double n e s s y at a o l dot com>
a: your work email / c: <m dot osei at a c double r a dot gov>
a: what's the email there / c: <accounts dash two at d double e p blue dot com>
c: the email is <info at the bakery on fifth dot com>
""".strip().splitlines()

CUT = """
c: it's <lee dash kowalczyk five two> / c: <at c o p p e r m i l l dot org>
c: it's <lee dash kowalczyk> / c: <five two at c o> / c: <p p e r m> / c: <i l l dot org>
c: it's <lee dash> / c: <kowalczyk five two at> / c: <c o p p> / c: <e r m i l> / c: <l dot org>
c: email me at <ty> / c: <underscore five five five at> / c: <v e r i z> / c: <o n dot net>
c: send it to <sven> / c: <dash olaf> / c: <seven at> / c: <bright harbor dot> / c: <io>
a: your email / c: <kayla one> / c: <two three> / c: <at g> / c: <mail dot com> / a: thanks
""".strip().splitlines()

TALK = """
c: meet me at c
c: look at a
c: he lives at a
c: take a look at a house on elm
c: i got two at a time
c: we have twenty two at k p m g
c: i paid forty two at c v s
c: bus five five at b c
c: terminal one at l a x
c: platform nine at a b c
c: i was number five two at the d m v
c: my son was at u c l a
c: my dash cam was at c
c: i put a dash in it at a
c: it's {sarah} plus one at a table by the door
c: it's flight nine nine at j f k
""".strip().splitlines()

GROWING = [
    ("it's ", "lee dash kowalczyk five two at c o p p e r m i l l dot org"),
    ("it's ", "ana dash maria eight at a s a v e r d e dot com"),
    ("send it to ", "mo plus shop at gmail dot com"),
    ("get me at ", "freya dash holm one one at n o r d i c dot com"),
    ("write ", "nico eighteen at s t u d i o dot it"),
]


@pytest.mark.parametrize("case", DICTATED)
def test_the_letters_of_a_domain_are_no_words_of_the_speaker(judge: Callable[..., None], case: str) -> None:
    """An "i" and an "a" that are spelled, and a word after a said mark, are part of the address around them."""
    judge(case)


@pytest.mark.parametrize("case", CUT)
def test_no_part_of_an_address_leaves_while_its_domain_is_to_come(judge: Callable[..., None], case: str) -> None:
    """What was said before the domain is hidden with it, though it came in segments of its own."""
    judge(case)


@pytest.mark.parametrize("case", TALK)
def test_numbers_and_letters_beside_an_at_stay(judge: Callable[..., None], case: str) -> None:
    """A place named by its letters, a seat, a price: only an address has a name or a mark before the "at"."""
    judge(case)


@pytest.mark.parametrize(("lead", "address"), GROWING)
def test_an_interim_result_shows_nothing_after_the_at(engine: Engine, lead: str, address: str) -> None:
    """From the "at" on, each interim result of an address that nobody asked for is masked to its last letter."""
    words = address.split()
    for count in range(words.index("at") + 1, len(words) + 1):
        text = lead + " ".join(words[:count])
        analysis = engine.analyze(Turn("s1", text, Role.CUSTOMER, final=False), engine.begin())
        spans = [span for finding in analysis.findings for span in finding.spans]
        spans += [item.span for item in analysis.open]
        shown = [at for at in range(len(lead), len(text)) if not any(s.start <= at < s.end for s in spans)]
        said = "".join(text[at] for at in shown).split()
        assert set(said) <= {"dash", "at", "plus"}, text
