"""Ages of people, and the numbers that are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HIDDEN = """
c: she's <34> and he's older
c: my son is <12> and my daughter is <nine>
c: i'm <67 years old>
c: a <40-year-old> woman called
c: when i was <twenty two> we moved
c: he turned <18> last week
c: aged <81>
c: at the age of <five>
c: our twins are <four>
c: a <9 month old> girl
c: he's almost <two>
c: in my <late thirties>
c: the driver was <19>
c: mom's <83> now
c: <28 y/o> male
c: i'm <45>, actually <46>
c: he's <52>, no <53> now
c: I'm <59>, wait my birthday was Tuesday, <60>
c: my daughter she's <seven months>
c: i'm <twenty>, <twenty three years old>
c: I am going to be <eighty-two> next month.
a: how old are you / c: <fifty>
a: how old is he / c: um <34>
a: can i confirm your age / c: about <forty>
a: how old are you / c: i'm <twenty six> / a: <Twenty six>, okay.
""".strip().splitlines()

KEPT = """
c: i'm 5 minutes away
c: i'm number 3 in line
c: i'm 100 percent sure
c: my car is 10 years old
c: a 5 year old laptop
c: the policy is 3 years old
c: i've been here 20 years
c: she's 2 hours late
c: a 30 year mortgage
c: i was 2 days late
c: the 90s were great
c: it's in the mid sixties today
c: it will be 24 and snowing
c: it's going to be just 2
c: people under the age of 50
c: anyone over 60 years old
c: you are one step away
a: your account is 5 years old
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_an_age_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A number said as somebody's age is hidden, with a correction of it and when it is read back."""
    judge(case, "AGE")


@pytest.mark.parametrize("case", KEPT)
def test_a_number_that_is_no_age_stays(judge: Callable[..., None], case: str) -> None:
    """Distances, durations, temperatures and the ages of things stay."""
    judge(case)
