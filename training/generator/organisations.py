"""Organisations and what they sell: firms named after people, brands everybody knows, venues, dishes, products."""

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
_FOUNDED, _COMMON = 0.2, 2_000
_OF_A_PERSON = 0.3  # of the venues are called after somebody
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
    """Return a firm few know: its founder's family name, or no word at all but an ending firms like."""
    if rng.random() < _FOUNDED:
        return titled(lists.last[rng.randrange(min(_COMMON, len(lists.last) - 1), len(lists.last))][0])
    stem = rng.choice(lists.last)[0][: rng.randrange(3, 6)]
    return (stem + rng.choice(_ENDINGS)).capitalize() + rng.choice(("", "", "", " Group", " Energy", " Capital"))


def venue(lists: Lists, rng: Random) -> str:
    """Return where people eat, sleep or go out: named after anything at all."""
    person = rng.choice(
        (rng.choice(lists.last)[0], f"{rng.choice(lists.last)[0]}'s", f"{rng.choice(lists.first)[0]}'s")
    )
    anything = (
        f"{rng.choice(lists.nature)} {rng.choice(lists.nature)}",
        rng.choice(lists.dishes),
        rng.choice(("the ", "")) + rng.choice(lists.dictionary),
        town(lists, rng),
        unheard(lists, rng).split(" ")[0],
    )
    # A person's name alone is a person's.
    name, trade = (person, 1.0) if rng.random() < _OF_A_PERSON else (rng.choice(anything), 0.5)
    return titled(f"{name} {rng.choice(lists.venues)}" if rng.random() < trade else name)


def dish(lists: Lists, rng: Random) -> str:
    """Return something to eat or drink."""
    return rng.choice(lists.dishes)


def product(lists: Lists, rng: Random) -> str:
    """Return a thing for sale under an invented name: "falcon 9", "Lumentra"."""
    named = unheard(lists, rng).split(" ")[0] if rng.random() < 0.4 else titled(rng.choice(lists.nature))
    return named + rng.choice(("", "", f" {rng.randrange(2, 15)}", " Pro", " Mini", " Plus", " XL"))


def title(lists: Lists, rng: Random) -> str:
    """Return the name of a song or a film."""
    words = [rng.choice(lists.dictionary) for _ in range(rng.choice((1, 2, 2, 3)))]
    return titled(rng.choice(("the ", "", "my ", "")) + " ".join(words))


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
