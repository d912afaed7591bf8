"""What follows a street and still belongs to the address: unit, town, state and post code."""

from __future__ import annotations

from recognizers.names.lexicon import FREQUENT, STOP
from recognizers.places.gazetteer import REGION, region_codes, street_words
from recognizers.places.postcode import LONGEST, SHORTEST, is_code, is_lettered_code
from recognizers.places.text import UNIT_WORDS, AddressText
from recognizers.speech.spoken import Run

DIRECTIONS = frozenset(
    "north south east west northeast northwest southeast southwest n s e w ne nw se sw n.e n.w s.e s.w".split()
)
NO_TOWN = frozenset("zip zipcode postcode postal post code apartment apt unit suite phone email and is in".split())
_ABBREVIATED = frozenset("st rd ave dr ln blvd ct".split())
_NUMBERED = frozenset("highway hwy".split())
_WHOSE_ROADS = frozenset("county state township farm forest ranch".split())
_LONGEST_TOWN = 3


def tail(m: AddressText, after: int) -> int:
    """Return the index after what still belongs to the address: direction, unit, town, state, post code.

    Args:
        m: the text.
        after: the index after the street.
    """
    if after < len(m.tokens) and m.words[after] == "." and m.tokens[after].glued and m.words[after - 1] in _ABBREVIATED:
        after += 1
    if after < len(m.tokens) and m.words[after] in DIRECTIONS and not m.newline(after) and len(m.words[after]) > 1:
        after += 1
    after = _unit(m, after)
    number = m.starts.get(after)
    written = number is not None and (m.capital(after - 1) or _is_numbered_road(m, after)) and not m.newline(after)
    if number is not None and written and len(number.digits) <= 3 and not number.letters:
        after = number.atoms[-1].last + 1  # Pokhran Road 2
    for _ in range(3):
        step = _town(m, after)
        if step == after:
            break
        after = step
    return _unit(m, after)


def _is_numbered_road(m: AddressText, after: int) -> bool:
    """True after "county road" and "state highway", which are named by a number."""
    road, whose = m.words[after - 1], m.words[after - 2] if after > 1 else ""
    return road in _NUMBERED or (road == "road" and whose in _WHOSE_ROADS)


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
    if raw.isupper() or (following is not None and is_code(following.digits)):
        return True
    return at + 1 == m.rest_of_line(at) and not m.flags[at] & STOP


def _unknown_town(m: AddressText, at: int, after: int, *, comma: bool) -> int:
    """Take in a town of no list: one before its state or code, one in capitals, or all that is left of the segment."""
    end = _end_of_town(m, at)
    if end == at:
        return after
    placed = _state_or_code(m, _over_commas(m, end))
    if placed is not None:
        return placed
    if end - at > 2:
        return after
    written = all(m.capital(i) for i in range(at, end))
    if comma:
        return _end_of_street_chunk(m, end) if written else after
    ends = end == len(m.tokens) or m.newline(end) or m.words[end] in ".,;"
    plain = any(m.flags[i] & (FREQUENT | STOP) for i in range(at, end))
    return end if ends and (written or not plain) else after


def _end_of_town(m: AddressText, at: int) -> int:
    end = at
    while end < len(m.tokens) and end - at < _LONGEST_TOWN and m.is_word(end) and not m.newline(end):
        if end > at and (end in m.places or (m.words[end] in region_codes() and _is_region_code(m, end))):
            break
        if m.words[end] in NO_TOWN or (m.flags[end] & STOP and not m.capital(end)):
            break
        end += 1
    return end


def _state_or_code(m: AddressText, at: int) -> int | None:
    """Return the index after the state or post code that stands here."""
    if at >= len(m.tokens) or m.newline(at):
        return None
    code = m.starts.get(at)
    if code is not None and len(code.written) >= 5:
        coded = _code(m, code, at)
        if coded > at:
            return coded
    region = m.places.get(at)
    if region is not None and region[1] == REGION:
        return region[0]
    return at + 1 if m.words[at] in region_codes() and _is_region_code(m, at) else None


def _end_of_street_chunk(m: AddressText, end: int) -> int:
    """Take in the number of "…, Pokhran Road 2"."""
    number = m.starts.get(end)
    if number is None or street_words().get(m.words[end - 1]) != "clear" or len(number.written) > 3:
        return end
    return number.atoms[-1].last + 1
