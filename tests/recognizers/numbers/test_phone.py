"""Telephone numbers of many countries, written and spoken, split, with extensions, as words on a keypad."""

from __future__ import annotations

from collections.abc import Callable

import pytest

WRITTEN = """
c: Call me on <(212) 555-0147>.
c: Call me on <212.555.0147> please.
c: text <+1 312 555 0188>
c: I'm at <1-646-555-0102>
c: number's <4165550133>
c: Ring <020 7946 0958> after lunch.
c: My mobile: <07700 900461>.
c: it's <+44 7700 900982>, not the landline
c: Office is <0113 496 0712>.
c: dublin office is <01 555 0182>, mobile <087 555 0144>
c: Ring me at <+353 86 555 0191>.
c: Sydney: <(02) 5550 3388>, mobile <0491 570 158>.
c: <+61 491 570 737> is my Australian one.
c: my kiwi mobile is <021 555 0148>
c: call <+64 9 555 0122>
c: WhatsApp <+91 98765 43210>
c: mobile <98111 22334>
c: Meine Nummer ist <030 23125 014>.
c: <+49 171 3920 044> is my handy
c: my french mobile <+33 6 39 98 55 12>
c: mi móvil es <612 34 56 78>
c: <+34 655 550 123> for Spain
c: <+52 1 55 5512 3489> in mexico
c: my cell in cape town is <082 555 0199>
c: <+27 21 555 0130> is the shop
c: Singapore: <+65 8155 0147>.
c: reach me at <6555 0183> here in singapore
c: toll free <1-800-555-0199>
c: <0800 496 0123> is your freephone right
c: <1300 975 707> didn't work
c: fax <(617) 555-0109>, phone <(617) 555-0110>
c: use <415-555-0118> or <415-555-0119>, either is fine
c: my number is <867-5309>
c: call <555 0142>
c: +<1 (503) 555-0131>
""".strip().splitlines()

SPOKEN = """
c: my number is <two one two five five five oh one four seven>
c: you can reach me at <six four six five five five oh one oh two>
c: it's area code <three one two> <five five five> <oh one eight eight>
c: cell is <nine one seven triple five oh one double three>
c: call me at <four one five five fifty five oh one seventy three>
c: phone number's <seven oh two five five five zero one nine nine>
c: <oh seven seven double oh nine double oh four six one> is my mobile
c: ring me on <zero seven seven zero zero nine zero zero one one two>
c: my landline's <oh one six one four nine six oh five five three>
c: number is <oh two oh seven nine four six oh nine five eight>
c: <plus four four seven seven double oh nine hundred one two three>
c: plus <one> <five oh three> <five five five> <oh one three one>
c: mobile <nine eight seven six five four three two one oh>
c: my number is <ninety eight seven sixty five four thirty two ten>
c: <oh four nine one five seven oh one five eight> is the mobile
c: in auckland it's <oh two one five five five oh one four eight>
c: <oh eight seven five five five oh one four four> that's an irish mobile
c: plus <three three six three nine nine eight five five one two>
c: my singapore number is <eight one five five oh one four seven>
c: the number is <one eight hundred five five five oh one nine nine>
c: call <eight double eight five five five oh one two two> toll free
c: phone <eight hundred five five five oh one four three>
c: yeah my number is <two oh six> uh <five five five> um <oh one six four>
c: it's <five one two five five five> sorry <five one three five five five> <oh one eight one>
c: cell <seven one eight five five five> hang on <oh one nine oh>
c: <nine seven two dash five five five dash oh one one eight>
c: my number is <nineteen seventeen five fifty five oh one twenty>
c: <four oh four 555 oh one 8 6> is best
c: my digits are <three oh five five five five oh one seven six>
c: number <oh eight two five five five oh one nine nine> it's a cape town one
c: you can text <five oh three five five five oh one three one> anytime after six
c: my husband's cell is <two oh six five five five oh one seven seven> his name's {greg}
c: it's <one two one two five five five oh one four seven>
c: call <five five five oh one two three>
a: number / c: <oh seven> <seven nine double oh> <one two three> <four five six>
a: phone / c: <zero four one two> <three four five> <six seven eight>
a: what number are you calling from / c: <six five oh> / c: <five five five> / c: <zero one> / c: <eight three>
c: please call my office at <four oh eight five five five oh one nine three> extension <twenty one>
""".strip().splitlines()

SPLIT = """
a: best number for you / c: <two one two> / a: okay / c: <five five five> / a: mhm / c: <oh one four seven>
a: Phone? / c: <415> / c: <555> / c: <0118>
a: what's your phone number / c: <six four six five> / c: <five five oh one> / c: <oh two>
a: and your mobile / c: <oh seven seven> / a: yes / c: <double oh nine double oh> / a: yep / c: <four six one>
a: callback number / c: it's <303 555> / c: <0149>
a: a number i can reach you at / c: sure it's <nine one six> / a: <nine one six> / c: <five five five> \
/ a: <five five five> / c: <oh one two two>
a: your number please / c: area code <eight oh eight> / c: <five five five> / c: and then <oh one six six>
c: my number is / c: <seven oh two five five five> / a: uh huh / c: <oh one nine nine>
c: you can call me on / c: <07700 900> / c: <321>
a: phone / c: <five oh five> / a: go ahead / c: <five five five oh> / a: okay / c: <one three> / a: and / c: <three>
a: what number do i text / c: <nine one seven> no <nine one four> <five five five oh one six one>
a: is it still <six one seven five five five oh one oh nine> / c: yes
a: number ending <oh one six four> / c: that's me
c: <two one three five five five oh one oh one> / a: so <two one three> <five five five> <oh one oh one> / c: perfect
""".strip().splitlines()

EXTRAS = """
c: <212 555 0147> extension <four two>
c: office <(617) 555-0109> ext. <2291>
c: <503-555-0131 x88>
c: call <four one five five five five oh one one eight> extension <three oh seven>
c: my extension is <five five one two>
c: call <0117 496 0210> ext <42> and ask for the manager on floor 3 / a: floor 3, ext <42>, thanks
a: what's the extension / c: <4155550134>
a: number / c: <+1 (212) 555-0199> ext. <5>
a: what's your extension / c: <4410>
c: <1-800-FLOWERS>
c: call <one eight hundred flowers>
c: <1-888-555-PLAN> is what I called
c: fax number <eight four seven five five five oh one two nine>
c: pager <three one two five five five oh one five oh>
c: the number i'm calling from is <seven seven three five five five oh one six eight>
""".strip().splitlines()

KEPT = """
a: press one for sales press two for support
a: For billing, press 3; to repeat, press star.
a: your call is important to us you are number four in line
a: we're open nine to five monday to friday
c: i called you three times yesterday and waited forty minutes
a: my shift ends at six thirty
c: i've been on hold for twenty five minutes
a: the call may take two or three minutes
c: my phone is an iphone fourteen pro
a: That phone has 128 GB and a 6.1-inch screen.
c: the phone bill was eighty four dollars and ten cents
a: call us back within thirty days
a: you've got five lines on the plan for one sixty a month
c: i text like two hundred times a day
c: the phone costs nine ninety nine
a: area code please
a: we have 24/7 support
a: Call volume is up 15% since 2019.
c: my number one priority is the fence
""".strip().splitlines()


@pytest.mark.parametrize("case", WRITTEN)
def test_a_written_number_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A number in the form of its country is hidden, whole, and nothing beside it."""
    judge(case)


@pytest.mark.parametrize("case", SPOKEN)
def test_a_spoken_number_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A number read out in figures, pairs or a mixture is hidden."""
    judge(case)


@pytest.mark.parametrize("case", SPLIT)
def test_a_number_over_turns_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A number in pieces is hidden with its read-backs and corrections."""
    judge(case)


@pytest.mark.parametrize("case", EXTRAS)
def test_extension_fax_and_words_are_hidden(judge: Callable[..., None], case: str) -> None:
    """What belongs to a number, or is one in letters, is hidden."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_talk_about_phones_stays(judge: Callable[..., None], case: str) -> None:
    """Menus, waiting times, plans and devices are nobody's number."""
    judge(case)


@pytest.mark.parametrize("number", ["+44 7700 900461", "+1 415 555 0118", "+61 491 570 158", "+91 98765 43210"])
def test_an_international_number_is_known_as_a_phone(judge: Callable[..., None], number: str) -> None:
    """The plus and the country tell what it is, without a word around it."""
    judge(f"c: <{number}>", "PHONE_NUMBER")
