"""Numbers that a state gave: social security, passports, licences, tax and health numbers of a dozen countries."""

from __future__ import annotations

from collections.abc import Callable

import pytest

SOCIAL = """
c: my social is <five one two> <four four> <nine oh one seven>
c: social security number <512-44-9017>
c: SSN: <512 44 9017>.
c: ssn <512449017>
c: my social's <five twelve forty four ninety seventeen>
a: social security number / c: <six oh two> / a: okay / c: <one one> / a: mhm / c: <three three nine eight>
a: last four of your social / c: <nine oh one seven>
a: Last four of the SSN? / c: It's <4418>.
a: can you verify your social / c: <three one nine dash five five dash oh oh two one>
a: what's the last four / c: <seven seven one two>
c: my social is <two one eight> uh sorry <two one nine> <six six> <four oh four oh>
c: the social on file ends in <six six two oh>
a: so that's social ending <nine oh one seven> / c: yes
a: full nine digits please / c: <four oh seven double one two three six eight>
c: my wife's social is <three three one oh nine eight eight two six> \
/ a: <three three one> <oh nine> <eight eight two six> / c: right
""".strip().splitlines()

IDS = """
c: passport number <X4820917>
c: my passport is <five oh nine double two one seven six three>
c: Passport <L898902C3>, it expires next year.
a: passport number / c: <a as in alpha two oh four four nine one seven>
c: my driver's license is <D482 9917 0021>
a: driver's licence / c: <M O R G A 657054 S M 9 I J>
c: license number <f two five five nine two one five oh oh nine four>
a: dl number / c: <eight one nine four four two seven>
c: my i t i n is <nine one two seven oh four four eight one>
c: national insurance number <Q Q one two three four five six C>
c: NI number's <AB 12 34 56 C>.
a: n i number / c: <t j> / c: <four four> / c: <oh nine one one> / c: <d>
c: NHS number <943 476 5919>
c: my n h s number is <four five oh five five seven seven one oh four>
c: my s i n is <oh four six four five four two eight six>
c: SIN <046 454 286>
c: tfn <one two three four five six seven eight two>
c: Medicare card <2123 45670 1>.
c: aadhaar <two three four five six seven eight nine oh one two four>
c: pan card <ABCDE1234F>
c: my p p s number is <one two three four five six seven t>
c: PPSN <1234567TA>
c: curp <BADD110313HCMLNS09>
c: rfc is <GODE561231GR8>
c: DNI <12345678Z>
c: my dni is <four four nine one two oh three eight k>
c: nie <X1234567L>
c: n r i c <S1234567D>
c: south african id <eight oh oh one oh one five oh oh nine oh eight seven>
c: id number <8001015009087>
c: numéro de sécu <1 84 12 76 451 089 46>
c: Steuernummer... the tax id is <12 345 678 901>
c: ird number <49 091 850>
c: green card number <a two oh four nine nine one one eight>
c: my alien number is <A 204 991 187>
c: medicare number <1EG4-TE5-MK73>
c: the military id is <one two three four five six seven eight nine oh>
a: state id number / c: <k three oh oh nine one two>
a: tax id please / c: <eight two dash three three four oh oh nine one>
c: ssn is <one two three dash four five dash six seven eight nine>
c: social <one twenty three forty five sixty seven eighty nine>
c: passport is <g b one two three four five six seven>
c: license is <n as in nancy seven seven oh one two two four>
a: date of birth and last four of social / c: {march third nineteen eighty} and <four four one eight>
""".strip().splitlines()

KEPT = """
a: i need a passport or a driver's license
c: my passport expires in twenty twenty eight
c: i got social security two years ago
a: your social security starts at sixty two
c: i've had my license for ten years
a: it takes six to eight weeks for the passport
c: the passport fee was one thirty
a: Form SS-5, page 2.
a: bring two forms of id and a utility bill
c: my social life is a mess on weekends
c: we post on social three times a week
a: Medicare Part B is $174.70 this year.
a: class c license covers up to twenty six thousand pounds
c: i renewed it in march for five years
a: form ten forty line thirty four
a: do you have a w two or a ten ninety nine
""".strip().splitlines()


@pytest.mark.parametrize("case", SOCIAL)
def test_a_social_security_number_is_hidden(judge: Callable[..., None], case: str) -> None:
    """The number, its last four, its pieces and its read-back are hidden."""
    judge(case)


@pytest.mark.parametrize("case", IDS)
def test_a_government_number_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A number is hidden by what it is called, with letters spelled or written."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_talk_about_documents_stays(judge: Callable[..., None], case: str) -> None:
    """Fees, years, forms and waiting times are no document's number."""
    judge(case)
