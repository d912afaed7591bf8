"""Streets: a number, a name and the word that ends it, with unit, town, state and post code where they follow."""

from __future__ import annotations

from dataclasses import dataclass, field

from recognizers.address_text import UNIT_WORDS, AddressText
from recognizers.name_lexicon import FREQUENT, LAST, NAME, STOP, WORD
from recognizers.places import REGION, glued_endings, region_codes, street_words
from recognizers.postcode import LONGEST, SHORTEST, is_code, is_lettered_code
from recognizers.quantities import UNITS
from recognizers.spoken import Run
from recognizers.tokens import Kind
from recognizers.vocabulary import HESITATIONS, ORDINALS, TENS

_DIRECTIONS = frozenset(
    "north south east west northeast northwest southeast southwest n s e w ne nw se sw n.e n.w s.e s.w".split()
)
# Function words that stand inside names of streets.
_INNER = frozenset("of the and saint st la las los le de del der den du des el van von da do dos di old new long little great high good front first love best".split())
_UNIT_NAMES = frozenset(word for word in UNITS if word.isalpha() and len(word) > 2) | frozenset(
    "minute hour day mile week month year night block bedroom bathroom door way man woman person star lane part step piece".split()
)
_NO_TOWN = frozenset("zip zipcode postcode postal post code apartment apt unit suite phone email and is in".split())
_LONGEST_NAME = 5
_LONGEST_TOWN = 3
_BOX_OPENINGS = frozenset("p po pob psc cmr unit".split())


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
        street: Street | None = None
        if word == "box":
            street = _box(m, at)
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
        if before > 0 and first == at and m.words[before] == "a" and before - 1 in m.ends and m.words[at] in ("street", "st", "avenue", "ave"):
            before, first, names = before - 1, before, 1  # "1400 a street"
        run = m.ends.get(before)
        if run is not None and not _is_numbered_name(m, before):
            if not kind or not _is_house(m, run, first, at, kind):
                return None
            start = _with_unit_before(m, run.atoms[0].first)
            return Street(start, tail(m, at + 1), 0.86 if kind == "clear" else 0.8)
        if not _may_name(m, before, kind):
            break
        names += m.is_word(before) and m.words[before] not in ("of", "the", "and")
        first = before
    if not kind or not names:
        return None
    first = _without_articles(m, first, at)
    if kind == "clear" and (any(i in open_at for i in range(first, at)) or (first - 1 in open_at)):
        return Street(first, tail(m, at + 1), 0.75, numbered=False)
    return _in_a_block(m, first, at, kind)


def _without_articles(m: AddressText, first: int, at: int) -> int:
    while first < at - 1 and m.words[first] in ("the", "of", "and", "first", "good", "great", "best", "love") and m.words[first] not in ORDINALS:
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
    if word in _DIRECTIONS or word in _INNER:
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
    if any(m.words[i] in _INNER and m.words[i] not in ("saint", "st", "la", "las", "los", "de", "del", "el") for i in names[:1]) and not m.capital(names[0]):
        return digits >= 2 and len(names) >= 2
    rare = any(m.capital(i) or not m.flags[i] & FREQUENT or m.flags[i] & NAME for i in names)
    return rare and (digits >= 2 or any(m.capital(i) or not m.flags[i] & WORD or m.flags[i] & LAST for i in names))


def _with_unit_before(m: AddressText, first: int) -> int:
    """Take in "flat nine, 12 high street" and "unit 4": the unit before the house."""
    if first >= 1 and m.words[first - 1] in UNIT_WORDS | {"number"} and m.words[first - 1] not in ("no", "building"):
        return first - 1
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
        if m.words[after] in _NO_TOWN or (m.flags[after] & STOP and m.words[after] not in _INNER):
            break
        names += 1
        after += 1
    if not names:
        return None
    run = m.ends.get(at - 1)
    if run is not None and run.digits:
        return Street(_with_unit_before(m, run.atoms[0].first), tail(m, after), 0.8)
    following = m.starts.get(after + 1 if after < len(m.words) and m.words[after] == "," else after)
    if following is not None and following.digits and m.capital(at):
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
    while first > 0 and at - first < 12 and (m.words[first - 1] in _BOX_OPENINGS or m.words[first - 1] in (".", ",", "o", "office", "post") or first - 1 in m.runs):
        first -= 1
    opened = any(m.words[i] in _BOX_OPENINGS or m.words[i] == "post" for i in range(first, at))
    while first < at and m.words[first] not in _BOX_OPENINGS and m.words[first] != "post":
        first += 1
    if run is None or not opened:
        return None
    after = run.atoms[-1].last + 1
    while after < len(m.tokens) and (m.words[after] in ("apo", "fpo", "dpo", "ae", "ap", "aa", ",") or after in m.starts) and not m.newline(after):
        ended = m.starts.get(after)
        after = ended.atoms[-1].last + 1 if ended is not None else after + 1
    return Street(first, tail(m, after), 0.85)


def tail(m: AddressText, after: int) -> int:
    """Return the index after what still belongs to the address: direction, unit, town, state, post code.

    Args:
        m: the text.
        after: the index after the street.
    """
    if after < len(m.tokens) and m.words[after] == "." and m.tokens[after].glued and m.words[after - 1] in ("st", "rd", "ave", "dr", "ln", "blvd", "ct"):
        after += 1
    if after < len(m.tokens) and m.words[after] in _DIRECTIONS and not m.newline(after) and len(m.words[after]) > 1:
        after += 1
    after = _unit(m, after)
    number = m.starts.get(after)
    if number is not None and not m.newline(after) and m.capital(after - 1) and len(number.digits) <= 3 and not number.letters:
        after = number.atoms[-1].last + 1  # Pokhran Road 2
    for _ in range(3):
        step = _town(m, after)
        if step == after:
            break
        after = step
    return _unit(m, after)


def _unit(m: AddressText, after: int) -> int:
    at = _over_commas(m, after)
    if at >= len(m.tokens) or m.newline(at):
        return after
    if m.words[at] in UNIT_WORDS:
        at += 1
        while at < len(m.tokens) and m.words[at] in (".", "#", "number", "no"):
            at += 1
        run = m.starts.get(at)
        return run.atoms[-1].last + 1 if run is not None else after
    return after


def _over_commas(m: AddressText, at: int) -> int:
    while at < len(m.tokens) and m.words[at] in (",", "in", "comma") and not m.newline(at):
        at += 1
    return at


def _town(m: AddressText, after: int) -> int:
    """Take in one part of what follows a street: a known place, a town before its state or code, a code."""
    at = _over_commas(m, after)
    if at >= len(m.tokens) or m.newline(at):
        return after
    code = m.starts.get(at)
    if code is not None:
        return _code(m, code, after)
    place = m.places.get(at)
    if place is not None:
        return place[0]
    if m.words[at] in region_codes() and _is_region_code(m, at):
        return at + 1
    if at > after and m.words[at - 1] == "in" and not m.capital(at):
        return after
    return _unknown_town(m, at, after, comma=at > after and m.words[at - 1] == ",")


def _code(m: AddressText, run: Run, after: int) -> int:
    """Take in a post code after a street or a place."""
    first = run.atoms[0].first
    placed = is_lettered_code(run.written) or m.words[after - 1] in region_codes() or m.is_word(after - 1)
    if SHORTEST <= len(run.written) <= LONGEST and is_code(run.written) and placed:
        return run.atoms[-1].last + 1
    # "NC 28409": the state is part of the run.
    if first > 0 and is_code(run.digits) and run.letters <= 3 and run.written[: run.letters] in region_codes():
        return run.atoms[-1].last + 1
    return after


def _is_region_code(m: AddressText, at: int) -> bool:
    """True for "TX", and for "tx" before a code or the end: "in" and "or" are words."""
    raw = m.raw(at)
    following = m.starts.get(_over_commas(m, at + 1))
    return raw.isupper() or (following is not None and is_code(following.digits)) or (at + 1 == m.rest_of_line(at) and not m.flags[at] & STOP)


def _unknown_town(m: AddressText, at: int, after: int, *, comma: bool) -> int:
    end = at
    while end < len(m.tokens) and end - at < _LONGEST_TOWN and m.is_word(end) and not m.newline(end):
        if end > at and (end in m.places or m.words[end] in region_codes() and _is_region_code(m, end)):
            break
        if m.words[end] in _NO_TOWN or (m.flags[end] & STOP and not m.capital(end)):
            break
        end += 1
    if end == at:
        return after
    following = _over_commas(m, end)
    code = m.starts.get(following)
    if code is not None and not m.newline(following) and len(code.written) >= 5:
        coded = _code(m, code, following)
        if coded > following:
            return coded
    region = m.places.get(following)
    if region is not None and region[1] == REGION and not m.newline(following):
        return region[0]
    if following < len(m.tokens) and m.words[following] in region_codes() and _is_region_code(m, following) and not m.newline(following):
        return following + 1
    written = all(m.capital(i) for i in range(at, end))
    if comma and written and end - at <= 2:
        number = m.starts.get(end)
        streets = street_words().get(m.words[end - 1]) == "clear" and number is not None and len(number.written) <= 3
        return number.atoms[-1].last + 1 if streets and number is not None else end
    ends = end == len(m.tokens) or m.newline(end) or m.words[end] in ".,;"
    plain = any(m.flags[i] & (FREQUENT | STOP) for i in range(at, end))
    return end if ends and (written or not plain) and end - at <= 2 and not comma else after
