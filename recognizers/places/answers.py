"""Parts of an address that are known only by their place in the talk: asked for, announced, or said after another part.

Each segment of the speaker is judged in turn: how open is it to an address, and does it say nothing but one?
"""

from __future__ import annotations

from recognizers.names.lexicon import FREQUENT, STOP, WORD
from recognizers.numbers.quantities import Quantity
from recognizers.places.gazetteer import street_words
from recognizers.places.postcode import LONGEST
from recognizers.places.street_tails import DIRECTIONS
from recognizers.places.text import UNIT_WORDS, AddressText, Parts
from recognizers.speech.cues import Mention
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind

ASKED = 0.3  # the weight of a question that still counts
JUST_ASKED = 0.7
_NEXT_PART = 0.8  # how open a segment is after one that ended with an address
_LONGEST_PART = 6  # words of a part of an address in a segment of its own
_LONGEST_CODE_ANSWER = 16
_UNITS = frozenset("flat apartment apt unit suite".split())
_LONGEST_UNIT = 5  # letters and figures
_SENTENCE = 3  # function words around a part that make a sentence of it
_OF_TOWNS = frozenset("little great old new long good".split())
_INNER = _OF_TOWNS | DIRECTIONS | frozenset(
    "the of and in on at saint st for to space dash hyphen la las los el de del a i o you be".split()
)
_LEAD = frozenset(
    """comma post city state street town address addresses zip code postcode postal number house country is it's in at
    as on""".split()
)
_COPULAS = frozenset("is as are was should would will changed it's its to be at".split())
_ASKING = frozenset("what what's whats where which can could may would do does have please and".split())
_ANSWERING = frozenset(
    """yes yeah yep sure ok okay it's its it is that's that the my um uh please oh so and in at on well right hi thanks
    thank you address number zip code city state just gonna be going to exactly correct no sorry actually comma street
    town postcode postal country""".split()
)
_BEFORE_CODE = frozenset("is it's its".split())
_LONGEST_LEAD = 5  # words
_BEFORE_CODES = frozenset("is my it in so uh um oh be , .".split())


def find_answers(m: AddressText, parts: Parts, mentions: list[Mention]) -> None:
    """Add the parts of addresses that stand where one is expected.

    Args:
        m: the text.
        parts: what was found so far; grows.
        mentions: the cues of addresses and places in the text.
    """
    at, openness, seen = 0, 0.0, 0
    answer = m.first_of_answer()
    while at < len(m.tokens):
        after = m.rest_of_line(at)
        place_only = False
        if at == answer:
            if _take_code(m, parts, at, after):
                at, openness = after, 0.0
                continue
            street, place = m.expects("ADDRESS/street"), m.expects("LOCATION/town")
            place_only = place > max(openness, street)
            openness = max(openness, street, place, m.expects("ADDRESS/postcode"))
        here = seen
        while seen < len(mentions) and mentions[seen].first < after:
            seen += 1
        announced = _announced(m, mentions[here:seen], at, after)
        if announced is not None:
            openness = 1.0
        elif _is_labelled(m, at, after):
            openness = 0.0
        if openness >= ASKED:
            start = at if announced is None else announced
            _take_segment(m, parts, start, after, openness, cued=announced is not None, place_only=place_only)
        openness = _openness_after(m, parts, at, after, openness, announced=announced)
        at = after


def _is_labelled(m: AddressText, at: int, after: int) -> bool:
    """True for a line that says what it is: "Mobile: 07700 900123" below an address."""
    return at + 1 < after and m.is_word(at) and m.words[at + 1] == ":" and m.tokens[at + 1].glued


def _announced(m: AddressText, mentions: list[Mention], at: int, after: int) -> int | None:
    """Return where the value of the last announcement of a segment begins: "my address is …"; None for a question."""
    if "?" in m.words[at:after] or any(word in _ASKING for word in m.words[at : at + 3]):
        return None
    for mention in reversed(mentions):
        start = mention.after
        if start < after and (m.words[start] in _COPULAS or m.words[start] in ":,"):
            return start + 1
        if start in m.starts and mention.kind == "ADDRESS/street":
            return start
        opens = m.words[at] in ("the", "my", "our", "address", "addresses") and not m.call.context.role.is_agent
        return start if start == after and opens else None
    return None


def _openness_after(
    m: AddressText, parts: Parts, at: int, after: int, before: float, *, announced: int | None
) -> float:
    """Return how far the next segment may go on with an address."""
    last = after - 1
    while last >= at and last not in parts.taken and (m.is_around(last) or m.words[last] in _LEAD):
        last -= 1
    if last >= at and last in parts.taken:
        return _NEXT_PART
    if announced is not None and last < announced:
        return _NEXT_PART
    return before * _NEXT_PART if last < at else 0.0


def _take_segment(
    m: AddressText, parts: Parts, start: int, after: int, weight: float, *, cued: bool, place_only: bool
) -> None:
    """Take a segment that says nothing but a part of an address; of a longer answer its figures."""
    first, end, chat = _trim(m, start, after)
    free = [i for i in range(first, end) if i not in parts.taken and m.tokens[i].kind is not Kind.MARK]
    if not free or (place_only and _take_places(m, parts, first, end)):
        return
    if chat < _SENTENCE and _is_part(m, free, weight, cued=cued):
        parts.take_free(first, end, 0.7 if weight >= JUST_ASKED else 0.6, "LOCATION" if place_only else "ADDRESS")
        return
    if place_only or m.call.context.role.is_agent:
        return
    _take_units(m, parts, first, end)
    if weight >= JUST_ASKED and not cued:
        _take_numbers(m, parts, first, end)


def _trim(m: AddressText, first: int, after: int) -> tuple[int, int, int]:
    """Leave out the words around an answer: "it's …", "… please"; also count those that make a sentence of it."""
    chat = 0
    while first < after and first not in m.runs and (m.is_around(first) or m.words[first] in _LEAD):
        if m.words[first] in _OF_TOWNS and first + 1 < after and not m.is_around(first + 1):
            break
        chat += m.is_word(first) and m.words[first] not in _ANSWERING
        first += 1
    while after > first and after - 1 not in m.runs and (m.is_around(after - 1) or m.words[after - 1] == "comma"):
        chat += m.is_word(after - 1) and m.words[after - 1] not in _ANSWERING
        after -= 1
    return first, after, chat


def _take_places(m: AddressText, parts: Parts, first: int, end: int) -> bool:
    found = False
    for at in range(first, end):
        place = m.places.get(at)
        if place is not None and place[0] <= end:
            parts.take(at, place[0], 0.7, "LOCATION")
            found = True
    return found


def _is_part(m: AddressText, free: list[int], weight: float, *, cued: bool) -> bool:
    """True when words can be a part of an address where one is expected."""
    words = [i for i in free if i not in m.runs]
    if len(words) > _LONGEST_PART or len(free) > _LONGEST_PART + 8:
        return False
    plain = [i for i in words if m.words[i] not in _INNER and not m.is_of_place(i)]
    placed = any(m.is_of_place(i) for i in words)
    if any(m.is_plain(i) and not _is_unit(m, i) for i in free):
        return False
    if any(m.flags[i] & (STOP | FREQUENT) for i in plain) or not (len(words) < len(free) or plain or placed):
        return False
    sure = weight >= JUST_ASKED and not m.call.context.role.is_agent
    if not cued and not sure and not placed and any(m.flags[i] & WORD for i in plain):
        return False
    runs = {m.runs[i].start: m.runs[i] for i in free if i in m.runs}
    if m.call.context.role.is_agent and not cued and not runs and not any(_is_named(m, i) for i in words):
        return False
    return sure or all(_is_address_number(m, run) for run in runs.values())


def _is_unit(m: AddressText, at: int) -> bool:
    """True for the number of "suite twelve hundred": where an address is told, that is no label of something else."""
    first = m.runs[at].atoms[0].first
    return first > 0 and m.words[first - 1] in UNIT_WORDS


def _is_named(m: AddressText, at: int) -> bool:
    return at in m.placed or street_words().get(m.words[at]) == "clear"


def _is_address_number(m: AddressText, run: Run) -> bool:
    return m.call.quantity(run) is Quantity.NO or (len(run.written) >= 2 and not run.has_scale)


def _take_units(m: AddressText, parts: Parts, first: int, end: int) -> None:
    """Take the unit in a longer answer: "same as before but flat four b"."""
    for run in m.call.spoken.runs:
        low, high = run.atoms[0].first, run.atoms[-1].last + 1
        named = low > first and m.words[low - 1] in _UNITS and high <= end
        if named and low not in parts.taken and len(run.written) <= _LONGEST_UNIT:
            parts.take(low - 1, high, 0.7)


def _take_numbers(m: AddressText, parts: Parts, first: int, end: int) -> None:
    """Take the figures of a longer answer that no unit makes a quantity."""
    for run in m.call.spoken.runs:
        low, high = run.atoms[0].first, run.atoms[-1].last + 1
        fits = first <= low and high <= end and low not in parts.taken and 3 <= len(run.digits) <= LONGEST
        if fits and m.call.quantity(run) is Quantity.NO:
            parts.take(low, high, 0.5)


def _take_code(m: AddressText, parts: Parts, at: int, after: int) -> bool:
    """Take the whole answer to a question for a post code: speech-to-text makes anything of spelled letters."""
    weight = m.expects("ADDRESS/postcode")
    if weight < ASKED or m.call.context.role.is_agent:
        return False
    cue = next((c for c in m.call.mentions if c.kind == "ADDRESS/postcode" and at <= c.first < after), None)
    first, end = (cue.after if cue is not None else at), after
    places = range(first, min(first + _LONGEST_LEAD, end - 1))
    lead = [i for i in places if m.words[i] in _BEFORE_CODE and i + 1 in m.runs]
    first = lead[0] + 1 if lead else first  # "how far is B2": whatever was heard before it
    while first < end and _is_before_code(m, first):
        first += 1
    while end > first and end - 1 not in m.runs and m.is_around(end - 1) and len(m.words[end - 1]) > 2:
        end -= 1
    free = [i for i in range(first, end) if m.tokens[i].kind is not Kind.MARK]
    if not free or len(free) > _LONGEST_CODE_ANSWER or any(i in parts.taken for i in free):
        return False
    words = [i for i in free if i not in m.runs and len(m.words[i]) > 2]
    chat = sum(bool(m.flags[i] & (STOP | FREQUENT)) for i in words)
    spelled = any(i in m.runs for i in free) and not any(m.is_plain(i) for i in free)
    short = len(free) <= 2 and weight >= JUST_ASKED and not any(m.is_plain(i) for i in free)
    short = short and not any(m.flags[i] & STOP and i not in m.runs for i in free)
    if (spelled and chat <= len(free) // 4 and len(words) <= len(free) // 2) or (short and not chat):
        parts.take_free(first, end, 0.75)
        return True
    return False


def _is_before_code(m: AddressText, at: int) -> bool:
    """True for the words before a dictated code: "it's", "my post code is in"; not for its first letter."""
    if at in m.runs or not (m.is_around(at) or m.words[at] in _LEAD):
        return False
    return len(m.words[at]) > 2 or m.words[at] in _BEFORE_CODES
