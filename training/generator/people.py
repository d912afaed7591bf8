"""Invented people: names from many countries, common and never heard, and the ways to say one."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from random import Random

from training.examples import Line, Piece
from training.generator import abroad, asr
from training.generator.forms import Form
from training.generator.lists import Lists

ROLES = ("agent", "customer", "other", "third", "doctor")
_NATO = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec "
        "romeo sierra tango uniform victor whiskey x-ray yankee zulu".split(),
        strict=True,
    )
)
_AS_IN = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "apple boy cat dog edward frank george henry ice jack king larry mary nancy orange peter queen robert sam tom "
        "umbrella victor william xylophone yellow zebra".split(),
        strict=True,
    )
)
_PARTICLES = (
    "van ",
    "van der ",
    "van den ",
    "de ",
    "de la ",
    "del ",
    "da ",
    "dos ",
    "di ",
    "von ",
    "el ",
    "al-",
    "bin ",
)
_PREFIXES = ("mc", "mac", "o'", "fitz", "st. ")
_USUAL = ("full",) * 9 + ("first",) * 6 + ("last_first",) + ("garbled",) * 3 + ("misheard",)
_TITLES = ("Mr.", "Mrs.", "Ms.", "Miss", "Dr.", "Doctor", "Mister", "Sir", "Professor")
_FLATTENED = 0.6  # exponent on a name's share: common names stay commoner, seldom ones are heard at all
_START, _END = "^", "$"


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; names are written with capitals.

    Attributes:
        misheard: the ordinary words a recogniser may write for the family name: "mary road trip".
    """

    first: str = field(repr=False)
    last: str = field(repr=False)
    middle: str = field(repr=False, default="")
    misheard: str = field(repr=False, default="")


def invent(lists: Lists, rng: Random) -> Person:
    """Return somebody new."""
    middle = rng.choice("ABCDEFGHJKLMNPRSTW") + "." if rng.random() < 0.06 else ""
    misheard = " ".join(rng.choice(lists.ordinary) for _ in range(rng.choice((1, 2, 2))))
    return Person(_capital(_first(lists, rng)), _capital(_last(lists, rng)), middle, misheard)


def _first(lists: Lists, rng: Random) -> str:
    return _draw(
        rng,
        (0.36, lambda: _weighted(lists.first, rng)),
        (0.16, lambda: rng.choice(lists.world_first)),
        (0.18, lambda: abroad.first(rng)),
        (0.14, lambda: rng.choice(lists.first)[0]),
        (0.10, lambda: rng.choice(lists.tricky_first)),
        (0.03, lambda: _unheard(lists.world_first, rng)),
        (0.03, lambda: _unheard([name for name, _ in lists.first[::7]], rng)),
        (0.04, lambda: f"{_weighted(lists.first, rng)}{rng.choice('- ')}{_weighted(lists.first, rng)}"),
    )


def _last(lists: Lists, rng: Random) -> str:
    return _draw(
        rng,
        (0.28, lambda: _weighted(lists.last, rng)),
        (0.14, lambda: rng.choice(lists.world_last)),
        (0.18, lambda: abroad.last(rng)),
        (0.18, lambda: rng.choice(lists.last)[0]),
        (0.08, lambda: rng.choice(lists.tricky_last)),
        (0.05, lambda: _unheard(lists.world_last, rng)),
        (0.04, lambda: _unheard([name for name, _ in lists.last[::40]], rng)),
        (0.04, lambda: rng.choice(_PARTICLES) + rng.choice(lists.world_last)),
        (0.02, lambda: rng.choice(_PREFIXES) + rng.choice(lists.last)[0]),
        (0.03, lambda: f"{rng.choice(lists.last)[0]}{rng.choice('- ')}{_weighted(lists.last, rng)}"),
    )


def _draw(rng: Random, *ways: tuple[float, Callable[[], str]]) -> str:
    """Take one of several ways, each as often as its share says."""
    at = rng.random() * sum(share for share, _ in ways)
    for share, way in ways:
        at -= share
        if at < 0:
            return way()
    return ways[-1][1]()


@lru_cache(maxsize=4)
def _shares(names: tuple[tuple[str, float], ...]) -> list[float]:
    return list(accumulate(weight**_FLATTENED for _, weight in names))


def _weighted(names: tuple[tuple[str, float], ...], rng: Random) -> str:
    shares = _shares(names)
    return names[min(bisect(shares, rng.random() * shares[-1]), len(names) - 1)][0]


def _unheard(names: Sequence[str], rng: Random) -> str:
    """Make a name nobody has, with the sounds of names: each letter drawn after the two before it."""
    followers = _followers(tuple(names))
    while True:
        name, state = "", _START * 2
        while len(name) < 14:
            letter = rng.choice(followers[state])
            if letter == _END:
                break
            name, state = name + letter, state[1] + letter
        if 3 < len(name) < 13:
            return name


@lru_cache(maxsize=4)
def _followers(names: tuple[str, ...]) -> dict[str, list[str]]:
    followers: dict[str, list[str]] = defaultdict(list)
    for name in names:
        state = _START * 2
        for letter in (*name, _END):
            followers[state].append(letter)
            state = state[1] + letter
    return followers


def _capital(name: str) -> str:
    """Write "o'neil van der berg" as people do: "O'Neil van der Berg"."""
    words = []
    for word in name.split(" "):
        if word in {"van", "der", "den", "de", "la", "del", "da", "dos", "di", "von", "bin"}:
            words.append(word)
        elif word.startswith(("mc", "o'")):
            words.append(word[:2].title() + word[2:].title())
        else:
            words.append(word.title().replace("'S", "'s"))
    return " ".join(words)


def say(person: Person, part: str, form: Form, rng: Random) -> Line:
    """Return one way to say a person's name.

    Args:
        person: who.
        part: ``any``, ``full``, ``first``, ``last``, ``last_first``, ``surname_first``, ``spelled``, ``spelled_last``,
            ``letters``, ``titled``, ``heard``, ``garbled``, ``misheard``.
        form: how the call is written.
        rng: chance.

    Raises:
        KeyError: there is no such part.
    """
    full = f"{person.first} {person.middle + ' ' if person.middle else ''}{person.last}"
    if part == "any":
        part = rng.choice(_USUAL)
    if part == "last_first":
        return (Piece(f"{person.last}, {person.first}", "PERSON"),)
    if part == "surname_first":  # as directories list people: "Bishop Sue A"
        initial = rng.choice(("", f" {rng.choice('ABCDEFGHJKLMNPRSTW')}"))
        return (Piece(f"{person.last} {person.first}{initial}", "PERSON"),)
    if part == "titled":
        return (Piece(rng.choice(_TITLES) + " "), Piece(person.last, "PERSON"))
    if part == "spelled":
        name = rng.choice((person.last, person.last, person.first))
        return (Piece(f"{name}, ", "PERSON"), Piece(_spell(name, form, rng), "PERSON"))
    if part == "letters":
        name = rng.choice((person.first, person.last, full))
        return (Piece(_spell(name, form, rng), "PERSON"),)
    return (
        Piece(
            {
                "full": full,
                "first": person.first,
                "last": person.last,
                "garbled": asr.garble(person.first, rng) + " " + asr.garble(person.last, rng),
                "misheard": f"{person.first} {person.misheard}",
                "heard": asr.letters(_spell(full, Form.LEXICAL, rng), rng, 0.25),
                "spelled_last": _spell(person.last, form, rng),
            }[part],
            "PERSON",
        ),
    )


def _spell(name: str, form: Form, rng: Random) -> str:
    """Spell a name: letters, letters with words, or the radio alphabet."""
    way, parts = rng.random(), []
    letters = [letter for letter in name.lower() if letter.isalpha()]
    for letter in letters:
        plain = letter.isascii()
        if way < 0.15 and plain:
            parts.append(_NATO[letter])
        elif way < 0.4 and plain and rng.random() < 0.4:
            parts.append(f"{letter} {rng.choice(('as in', 'for', 'like'))} {_AS_IN[letter]}")
        else:
            parts.append(letter)
    if form is Form.FORMATTED and way >= 0.4:
        return "-".join(parts).upper() if rng.random() < 0.6 else " ".join(parts).upper()
    return " ".join(parts)


def mail(person: Person, form: Form, rng: Random) -> str:
    """Return an e-mail address of somebody, written or said."""
    first, last = (part.lower().replace(" ", "").replace("'", "") for part in (person.first, person.last))
    host = rng.choice(("gmail", "yahoo", "hotmail", "outlook", "icloud", "work"))
    user = rng.choice((f"{first}.{last}", f"{first}{last}", f"{first[0]}{last}", f"{last}{rng.randrange(100)}"))
    address = f"{user}@{host}.com"
    return address if form.figures(rng) else address.replace("@", " at ").replace(".", " dot ")


def handle(person: Person, rng: Random) -> str:
    """Return somebody's name in a social network, "@" included."""
    first, last = (part.replace(" ", "").replace("'", "") for part in (person.first, person.last))
    name = rng.choice((f"{first}{last}", f"{first}_{last}", f"{last}{rng.randrange(100)}", f"real{first}", last))
    return f"@{name if rng.random() < 0.6 else name.lower()}"
