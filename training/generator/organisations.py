"""Organisations: firms named after people, brands everybody knows, hospitals."""

from __future__ import annotations

from random import Random

from training.generator.lists import Lists
from training.generator.places import titled, town

_BANKS = (
    "National Bank",
    "Valley Bank",
    "Valley National Bank",
    "Savings Bank",
    "Credit Union",
    "Community Bank",
    "Bank",
)
_ENDINGS = "ex ium gen tech co is on ora ent ia iq ity ara eon sys va max ix lumin nova tris".split()


def brand(lists: Lists, rng: Random) -> str:
    """Return a firm people know."""
    return titled(rng.choice(lists.companies))


def organisation(lists: Lists, rng: Random) -> str:
    """Return a firm, known or invented."""
    trade = titled(rng.choice(lists.trades))
    kind = rng.random()
    if kind < 0.3:
        return brand(lists, rng)
    if kind < 0.42:
        return f"{town(lists, rng)} {rng.choice(_BANKS)}" if kind < 0.36 else unheard(lists, rng)
    if kind < 0.6:
        return titled(f"{rng.choice(lists.last)[0]} ") + trade
    if kind < 0.8:
        return titled(f"{rng.choice(lists.nature)} {rng.choice(lists.nature)} ") + trade
    one, other = rng.choice(lists.last)[0], rng.choice(lists.last)[0]
    return f"{town(lists, rng)} {trade}" if kind < 0.9 else titled(f"{one} and {other}")


def unheard(lists: Lists, rng: Random) -> str:
    """Return a firm whose name is no word: a stem and one of the endings firms like."""
    stem = rng.choice(lists.last)[0][: rng.randrange(3, 6)]
    return (stem + rng.choice(_ENDINGS)).capitalize() + rng.choice(("", "", "", " Group", " Energy", " Capital"))


def hospital(lists: Lists, rng: Random) -> str:
    """Return a hospital or a surgery."""
    kind = rng.random()
    if kind < 0.5:
        return titled(rng.choice(lists.hospitals))
    if kind < 0.75:
        ending = rng.choice(("General Hospital", "Medical Center", "Clinic", "Hospital", "Surgery", "Health Centre"))
        return f"{town(lists, rng)} {ending}"
    saint = rng.choice(lists.first)[0].capitalize()
    return f"St. {saint}'s" + rng.choice(("", " Hospital", " Medical Center"))
