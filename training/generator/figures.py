"""Numbers that the rules own: they teach the model what is not its business."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from training.generator import numbers
from training.generator.forms import Form


def digits(count: int, rng: Random, form: Form) -> str:
    """Return a run of figures."""
    figures = "".join(rng.choice("0123456789") for _ in range(count))
    if not form.figures(rng):
        return numbers.digits(figures, rng)
    return " ".join(figures) if rng.random() < 0.15 else figures


def code(rng: Random, form: Form) -> str:
    """Return a code of letters and figures: an order, a plate, a booking."""
    characters = "".join(
        rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ" if rng.random() < 0.5 else "0123456789")
        for _ in range(rng.randrange(4, 9))
    )
    if form.figures(rng):
        return characters if rng.random() < 0.7 else f"{characters[:3]}-{characters[3:]}"
    spaced = (numbers.digits(c, rng) if c.isdigit() else c.lower() for c in characters)
    return " ".join(spaced)


def letters(rng: Random) -> str:
    """Return a few letters said one by one."""
    return " ".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randrange(2, 6)))


def link(rng: Random, words: Sequence[str]) -> str:
    """Return a web address or a hashtag: letters that are nobody's."""
    host, path = "".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randrange(1, 9))), rng.choice(words)
    noise = "".join(rng.choices("abcdefghXYZ0123456789", k=rng.randrange(6, 11)))
    hosted = f"{host}.{rng.choice(('co', 'com', 'org', 'io'))}/{noise}"
    return rng.choice(
        (f"https://{hosted}", f"https://www.{path}{hosted}", f"#{path}{rng.choice(words)}", f"www.{path}.com")
    )


def phone(rng: Random, form: Form) -> str:
    """Return a phone number."""
    figures = f"{rng.randrange(201, 990)}{rng.randrange(200, 999)}{rng.randrange(10000):04d}"
    if not form.figures(rng):
        return numbers.digits(figures, rng)
    a, b, c = figures[:3], figures[3:6], figures[6:]
    return rng.choice(
        (f"{a}-{b}-{c}", f"({a}) {b}-{c}", f"{a} {b} {c}", figures, f"+1 {a} {b} {c}", f"07{figures[:9]}")
    )


def amount(rng: Random, form: Form) -> str:
    """Return a price."""
    whole, cents = rng.choice((rng.randrange(1, 100), rng.randrange(100, 5000))), rng.randrange(100)
    if form.figures(rng):
        return (
            f"${whole}.{cents:02d}"
            if rng.random() < 0.5
            else rng.choice((f"${whole}", f"{whole} dollars", f"£{whole}"))
        )
    said = numbers.cardinal(whole)
    return f"{said} dollars" if rng.random() < 0.6 else f"{numbers.pairs(whole, rng)} {numbers.cardinal(cents)}"


def clock(rng: Random, form: Form) -> str:
    """Return a time of day."""
    hour, minute = rng.randrange(1, 13), rng.choice((0, 0, 15, 30, 45, rng.randrange(60)))
    if form.figures(rng):
        return f"{hour}:{minute:02d}" + rng.choice((" AM", " PM", "pm", ""))
    said = numbers.cardinal(hour) + (f" {numbers.cardinal(minute)}" if minute else rng.choice((" o'clock", "")))
    return said + rng.choice((" a.m.", " p.m.", "", " in the morning", " in the afternoon"))


def count(rng: Random, form: Form) -> str:
    """Return a small number of things."""
    number = rng.choice((rng.randrange(2, 13), rng.randrange(2, 100), rng.randrange(100, 1000)))
    return str(number) if form.figures(rng) else numbers.cardinal(number)
