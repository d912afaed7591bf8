"""Figures as people say them: digit by digit, in pairs, as a year, as an ordinal."""

from __future__ import annotations

from random import Random

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}


def cardinal(number: int) -> str:
    """Return a number below ten million in words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f" {ONES[number % 10]}" if number % 10 else "")
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = f" {cardinal(number % size)}" if number % size else ""
            return f"{cardinal(number // size)} {name}{rest}"
    raise ValueError(number)


def ordinal(number: int) -> str:
    """Return an ordinal below one hundred in words."""
    if number in _ORDINALS:
        return _ORDINALS[number]
    if number < 20:
        return ONES[number] + "th"
    if number % 10 == 0:
        return TENS[number // 10].removesuffix("y") + "ieth"
    return f"{TENS[number // 10]} {ordinal(number % 10)}"


def ordinal_figure(number: int) -> str:
    """Return "1st", "22nd", "13th"."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def digits(figures: str, rng: Random) -> str:
    """Say figures one by one; a call's speakers agree with themselves on "oh" or "zero"."""
    zero = rng.choice(("oh", "oh", "zero"))
    doubles = rng.random() < 0.1
    words, at = [], 0
    while at < len(figures):
        word = zero if figures[at] == "0" else ONES[int(figures[at])]
        if doubles and figures[at : at + 2] == figures[at] * 2:
            words += ["double", word]
            at += 2
            continue
        words.append(word)
        at += 1
    return " ".join(words)


def pairs(number: int, rng: Random) -> str:
    """Say a number of a house or a flight: "twelve oh four", "forty one ninety two", "one fifteen"."""
    if number < 100:
        return cardinal(number)
    high, low = divmod(number, 100)
    if low == 0:
        return f"{cardinal(high)} hundred"
    return (
        f"{cardinal(high)} {'oh ' + ONES[low] if low < 10 else cardinal(low)}"
        if high < 100
        else digits(str(number), rng)
    )


def year(number: int, rng: Random) -> str:
    """Say a year, in full or by its last two figures."""
    century, rest = divmod(number, 100)
    short = ("oh " + ONES[rest]) if rest < 10 else cardinal(rest)
    if rng.random() < 0.12:
        return short
    if 2000 <= number < 2010 or (number >= 2010 and rng.random() < 0.3):
        joint = " and " if rng.random() < 0.3 else " "
        return "two thousand" + (f"{joint}{cardinal(rest)}" if rest else "")
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {short}"
