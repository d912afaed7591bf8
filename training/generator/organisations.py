"""Organisations: firms named after people, brands everybody knows, hospitals."""

from __future__ import annotations

from random import Random

from training.generator.lists import Lists
from training.generator.places import titled, town


def brand(lists: Lists, rng: Random) -> str:
    """Return a firm people know."""
    return titled(rng.choice(lists.companies))


def organisation(lists: Lists, rng: Random) -> str:
    """Return a firm, known or invented."""
    kind = rng.random()
    if kind < 0.35:
        return brand(lists, rng)
    trade = rng.choice(lists.trades)
    if kind < 0.6:
        return titled(f"{rng.choice(lists.last)[0]} {trade}")
    if kind < 0.8:
        return titled(f"{rng.choice(lists.nature)} {rng.choice(lists.nature)} {trade}")
    if kind < 0.9:
        return f"{town(lists, rng)} {titled(trade)}"
    return titled(f"{rng.choice(lists.last)[0]} and {rng.choice(lists.last)[0]}")


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
