"""Streets: a number, a name and the word that ends it, with unit, town, state and post code where they follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from recognizers.names.lexicon import CALENDAR, FREQUENT, LAST, NAME, NUMBER, STOP, WORD
from recognizers.places.gazetteer import glued_endings, street_words
from recognizers.places.street_tails import DIRECTIONS, NO_TOWN, tail
from recognizers.places.text import UNIT_WORDS, AddressText
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import HESITATIONS, TENS, UNITS

# Function words that stand inside names of streets.
_INNER = frozenset(
    """
    of the and saint st la las los le de del der den du des el van von da do dos di old new long little great high
    good front first love best
    """.split()
)
_UNIT_NAMES = {word for word in UNITS if word.isalpha() and len(word) > 2} | set(
    """minute hour day mile week month year night block bedroom bathroom door way man woman person star lane part step
    piece gb tb mb kb km cm mm kg lb oz ft ml""".split()
)
_LONGEST_NAME = 5
_LONGEST_HOUSE = 5  # figures
_LONGEST_JOINT = 4  # tokens between a house and its street
_JOINTS = frozenset("on in at of the , that's it's is its that which".split())
_HOUSES = UNIT_WORDS - {"no", "shop", "lot", "suite", "ste"} | {"number"}
_CALLES = frozenset("calle avenida rua carrera strada camino paseo".split())  # no word of English
_ARTICLES = frozenset("the of and good great best love".split())
_SPANISH_AND_SAINTS = frozenset("saint st la las los de del el".split())
_BOX_MARKS = frozenset({".", ",", "o", "office", "post", "route"})
_MILITARY = frozenset("apo fpo dpo ae ap aa ,".split())
_BOX_OPENINGS = frozenset("p po pob psc cmr unit rural rr hc".split())
_AT_CORNER = frozenset("of at from to on near by".split())
_CORNERS = frozenset(
    "main market grand park broad broadway spring union high oak pine elm maple mission state lake church mill".split()
)
_FEW_STREETS = frozenset("first second third".split())  # "from first and last"


@dataclass(frozen=True, slots=True)
class Street:
    """A street found: token indexes, half-open, and how sure."""

    first: int
    after: int
    score: float
    numbered: bool = field(default=True)


def find_streets(m: AddressText, *, open_at: frozenset[int] = frozenset()) -> list[Street]:
    """Find streets with a number, and, where an address was announced, streets without one.

    Args:
        m: the text.
        open_at: token indexes at which an address may begin because a cue or a question says so.
    """
    kinds = street_words()
    found: list[Street] = []
    for at, word in enumerate(m.words):
        if found and at < found[-1].after:
            continue
        kind = kinds.get(word)
        if kind == "vague" and at + 1 < len(m.words) and m.words[at + 1] in kinds and not m.newline(at + 1):
            continue  # "ferry landing road"
        street: Street | None = None
        if word == "box":
            street = _box(m, at)
        elif word in ("and", "&"):
            street = _corner(m, at)
        elif kind == "opening":
            street = _opened(m, at) or _ended(m, at, "clear" if word == "boulevard" else "", open_at)
        elif kind in ("clear", "vague"):
            street = _ended(m, at, kind, open_at)
        elif len(word) > 6 and word.endswith(glued_endings()):
            street = _glued(m, at)
        if street is not None:
            found.append(street)
    return found


def _ended(m: AddressText, at: int, kind: str, open_at: frozenset[int]) -> Street | None:
    """Read a street that ends at its word: "four one nine two linden hollow road"."""
    first, names = at, 0
    while first > 0 and names <= _LONGEST_NAME:
        before = first - 1
        if first == at and _is_lettered(m, at):
            before, first, names = before - 1, before, 1
        run = m.ends.get(before)
        if run is not None and not _is_numbered_name(m, before):
            if not kind or not _is_house(m, run, first, at, kind):
                return None
            start = _with_other_number(m, _with_unit_before(m, run.atoms[0].first))
            return Street(start, tail(m, at + 1), 0.86 if kind == "clear" else 0.8)
        if not _may_name(m, before, kind):
            break
        names += m.is_word(before) and m.words[before] not in ("of", "the", "and")
        first = before
    if not kind or not names:
        return None
    first = _without_articles(m, first, at)
    house = _house_apart(m, first, at, kind, open_at)
    if house is not None:
        return Street(house, tail(m, at + 1), 0.8)
    if kind == "clear" and (any(i in open_at for i in range(first, at)) or (first - 1 in open_at)):
        return Street(first, tail(m, at + 1), 0.75, numbered=False)
    if kind == "vague" and first in open_at and first - 1 not in open_at and _is_told(m, first, at):
        return Street(first, tail(m, at + 1), 0.7, numbered=False)
    return _in_a_block(m, first, at, kind)


def _with_other_number(m: AddressText, start: int) -> int:
    """Take in the number that may be meant instead: "forty or fourteen king street"."""
    other = m.ends.get(start - 2) if start >= 2 and m.words[start - 1] == "or" else None
    return start if other is None or m.newline(start) else other.atoms[0].first


def _is_told(m: AddressText, first: int, at: int) -> bool:
    """True for "i live on acacia drive at …": rare words right after the cue, and then no more of the name."""
    rare = all(m.is_word(i) and not m.flags[i] & (STOP | FREQUENT | NUMBER) for i in range(first, at))
    return rare and (at + 1 == len(m.tokens) or m.is_around(at + 1) or m.newline(at + 1))


def _house_apart(m: AddressText, first: int, last: int, kind: str, open_at: frozenset[int]) -> int | None:
    """Return where the number of a house begins that stands apart from its street: "number seventeen on acacia avenue".

    Its number is named, "the house is 17", or stands where an address may.
    """
    at = first - 1
    while at >= 0 and first - at <= _LONGEST_JOINT and m.words[at] in _JOINTS and not m.newline(at + 1):
        at -= 1
    run = m.ends.get(at)
    if run is None or at == first - 1 or m.newline(at + 1) or not 0 < len(run.digits) <= _LONGEST_HOUSE:
        return None
    start = run.atoms[0].first
    name = start - 1
    while name > 0 and m.words[name] in ("is", "was", ","):
        name -= 1
    named = name >= 0 and m.words[name] in _HOUSES and not m.newline(start) and not _is_of_thing(m, name)
    if kind == "vague" and (m.words[first - 1] == "the" or not _is_rare(m, range(first, last))):
        return None  # "the number 17 in the blue court shoe"
    if not named and (kind != "clear" or start not in open_at or m.is_plain(start)):
        return None
    return _with_unit_before(m, start)


def _is_of_thing(m: AddressText, at: int) -> bool:
    """True for the "number" of "order number", "flight number"; not of "house number"."""
    if m.words[at] != "number" or not m.is_word(at - 1) or m.newline(at) or m.words[at - 1] in _HOUSES:
        return False
    named = any(c.first < at < c.after and not c.kind.startswith("QUANTITY") for c in m.call.mentions)
    return named or not m.flags[at - 1] & STOP


def _is_lettered(m: AddressText, at: int) -> bool:
    """True for the street of "1400 a street"."""
    return at >= 2 and m.words[at - 1] == "a" and at - 2 in m.ends and m.words[at] in ("street", "st", "avenue", "ave")


def _without_articles(m: AddressText, first: int, at: int) -> int:
    while first < at - 1 and m.words[first] in _ARTICLES:
        first += 1
    return first


def _in_a_block(m: AddressText, first: int, at: int, kind: str) -> Street | None:
    """Read "B-704, Neelkanth Heights, Pokhran Road 2": written chunks that begin with a number, parted by commas."""
    if kind != "clear" or not all(m.capital(i) or not m.is_word(i) for i in range(first, at + 1)):
        return None
    start, chunks = first, 0
    while start >= 2 and m.words[start - 1] == "," and chunks < 3 and not m.newline(start):
        begin = start - 1
        while begin > 0 and (m.capital(begin - 1) or m.words[begin - 1] in "-/.#") and not m.newline(begin):
            begin -= 1
        run = m.ends.get(start - 2)
        if run is not None:
            return Street(_with_unit_before(m, run.atoms[0].first), tail(m, at + 1), 0.8)
        if begin == start - 1:
            return None
        start, chunks = begin, chunks + 1
    return None


def _is_numbered_name(m: AddressText, at: int) -> bool:
    """True for "2nd" and "twenty third" as the name of a street."""
    return m.is_ordinal(at)


def _may_name(m: AddressText, at: int, kind: str) -> bool:
    """True for a word that can be part of a street's name."""
    token, word = m.tokens[at], m.words[at]
    if m.is_ordinal(at) or word in TENS:
        return True
    if token.kind is Kind.FIGURES:
        return at + 1 < len(m.tokens) and m.is_ordinal(at + 1) and m.tokens[at + 1].glued
    if token.kind is Kind.MARK:
        if word == ",":  # "thirty, Redbridge Street"
            run = m.ends.get(at - 1)
            return bool(kind) and run is not None and len(run.digits) <= 3 and m.capital(at + 1)
        return word in "-'" or (word == "." and m.words[at - 1] in ("st", "dr", "mt", "n", "s", "e", "w", "ft"))
    if word in DIRECTIONS or word in _INNER:
        return True
    if word in HESITATIONS:
        return False
    return not m.flags[at] & STOP or (m.capital(at) and kind == "clear")


def _is_house(m: AddressText, run: Run, first: int, at: int, kind: str) -> bool:
    """Judge whether a number before a name is a house's: "two way street" and "five minute walk" are none."""
    names = [i for i in range(first, at) if m.is_word(i)]
    if [m.words[i] for i in names] == ["a"]:
        return kind == "clear" and len(run.digits) >= 2
    if not names and not any(m.is_ordinal(i) for i in range(first, at)):
        return run.letters > 0 and bool(run.digits) and kind == "clear"
    digits = len(run.digits)
    if not digits or digits > (8 if "-" in run.punctuated else 6):
        return False
    if names and m.words[names[0]] in _UNIT_NAMES:
        return False
    before = m.tokens[run.atoms[0].first - 1].lower if run.atoms[0].first else ""
    if before in "$\u20ac\u00a3" and before:
        return False
    if kind == "clear":
        return True
    if names and m.words[names[0]] in _INNER - _SPANISH_AND_SAINTS and not m.capital(names[0]):
        return digits >= 2 and len(names) >= 2
    named = digits >= 2 or any(m.capital(i) or not m.flags[i] & WORD or m.flags[i] & LAST for i in names)
    return named and _is_rare(m, names)


def _is_rare(m: AddressText, names: Iterable[int]) -> bool:
    """True where a word is no everyday one."""
    return any(m.capital(i) or not m.flags[i] & FREQUENT or m.flags[i] & NAME for i in names)


def _with_unit_before(m: AddressText, first: int) -> int:
    """Take in "flat nine, 12 high street" and "unit 4": the unit before the house."""
    if first >= 1 and m.words[first - 1] in UNIT_WORDS | {"number"} and m.words[first - 1] not in ("no", "building"):
        return _with_unit_before(m, first - 1)  # "flat 3, house 17"
    before = first - 2 if first >= 1 and m.words[first - 1] == "," else first - 1
    run = m.ends.get(before)
    if run is not None and run.atoms[0].first >= 1 and m.words[run.atoms[0].first - 1] in UNIT_WORDS:
        return run.atoms[0].first - 1
    return first


def _opened(m: AddressText, at: int) -> Street | None:
    """Read "441 camino del rio vista", "Rua Mina 50", "12 rue de la Paix"."""
    after, names = at + 1, 0
    while after < len(m.tokens) and names < _LONGEST_NAME and not m.newline(after):
        if not m.is_word(after) and m.words[after] != ".":
            break
        if m.words[after] in NO_TOWN or (m.flags[after] & STOP and m.words[after] not in _INNER):
            break
        names += 1
        after += 1
    if not names:
        return None
    run = m.ends.get(at - 1)
    if run is not None and run.digits:
        return Street(_with_unit_before(m, run.atoms[0].first), tail(m, after), 0.8)
    following = m.starts.get(after + 1 if after < len(m.words) and m.words[after] == "," else after)
    named = m.capital(at) or m.words[at] in _CALLES
    if following is not None and following.digits and named and not m.is_plain(following.atoms[0].first):
        return Street(at, tail(m, following.atoms[-1].last + 1), 0.8)
    return None


def _glued(m: AddressText, at: int) -> Street | None:
    """Read "Hammarvägen 15" and "12 Hauptstrasse"."""
    following, before = m.starts.get(at + 1), m.ends.get(at - 1)
    if following is not None and following.digits and len(following.digits) <= 5 and m.capital(at):
        return Street(at, tail(m, following.atoms[-1].last + 1), 0.8)
    if before is not None and before.digits:
        return Street(before.atoms[0].first, tail(m, at + 1), 0.75)
    return None


def _box(m: AddressText, at: int) -> Street | None:
    """Read "p o box 12" and "unit 314 psc 401 box 122 apo ae 09604"."""
    run = m.starts.get(at + 1)
    first = at
    while first > 0 and at - first < 12 and _opens_box(m, first - 1):
        first -= 1
    opened = any(m.words[i] in _BOX_OPENINGS or m.words[i] == "post" for i in range(first, at))
    while first < at and m.words[first] not in _BOX_OPENINGS and m.words[first] != "post":
        first += 1
    if run is None or not opened:
        return None
    after = run.atoms[-1].last + 1
    while after < len(m.tokens) and not m.newline(after) and (m.words[after] in _MILITARY or after in m.starts):
        ended = m.starts.get(after)
        after = ended.atoms[-1].last + 1 if ended is not None else after + 1
    return Street(first, tail(m, after), 0.85)


def _corner(m: AddressText, at: int) -> Street | None:
    """Read "corner of 5th and Main", "pick me up at lexington and 42nd" at its "and"."""
    if at == 0 or m.newline(at) or m.rest_of_line(at) == at + 1:
        return None
    first, after = at - 1, at + 2 + (m.tokens[at + 1].kind is Kind.FIGURES)  # 42 and nd
    first -= m.tokens[first].glued and m.is_ordinal(first)
    numbered = m.is_ordinal(at - 1), after <= len(m.tokens) and m.is_ordinal(after - 1)
    if numbered[0] == numbered[1] or first < 1 or m.words[first - 1] not in _AT_CORNER:
        return None
    name = at + 1 if numbered[0] else at - 1
    few = not _FEW_STREETS.isdisjoint((m.words[at - 1], m.words[after - 1]))
    if few or not m.is_word(name) or m.flags[name] & (STOP | CALENDAR | NUMBER):
        return None
    street = m.capital(name) or m.words[name] in _CORNERS or not m.flags[name] & (FREQUENT | WORD)
    return Street(first, tail(m, after), 0.75, numbered=False) if street else None


def _opens_box(m: AddressText, at: int) -> bool:
    return m.words[at] in _BOX_OPENINGS or m.words[at] in _BOX_MARKS or at in m.runs
