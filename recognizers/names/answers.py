"""Names that answer a question, and names that are all a segment says."""

from __future__ import annotations

from recognizers.names.cues import Trust
from recognizers.names.found import Found
from recognizers.names.grammar import is_slip
from recognizers.names.lexicon import CALENDAR, COMMON_LAST, NAME
from recognizers.names.reading import Reading
from recognizers.names.slots import SlotReader
from recognizers.names.spelled import spelled_answer
from recognizers.speech.tokens import Kind

_ASKED = 0.35  # the weight of a question that still counts
_JUST_ASKED = 0.7
_SAYS_IT = frozenset("it's its is that's i'm im it am was not don't for with".split())
_LONG_LEAD = 3
_ARTICLES = frozenset("the a an".split())
_GUESSES = frozenset("that say said it".split())
_LONGEST_ALONE = 2  # words
_LEADS = frozenset("just sure yes yeah yep ok okay it it's its is that's thats um uh so hi".split())
_TAILS = frozenset("whoops oops sorry thanks please um uh".split())


def read_answer(reading: Reading, found: Found, slots: SlotReader) -> None:
    """Read the answer to a question for a name or its spelling.

    Args:
        reading: the text.
        found: what was found so far; grows.
        slots: the reader of announced names.
    """
    start = reading.first_of_answer()
    span = spelled_answer(reading, start)
    if span is not None and found.is_free(*span):
        found.take(span[0], span[1], Trust.SURE)
    weight = reading.call.expects("PERSON/name", reading.call.context.answer_start)
    if weight < _ASKED:
        return
    at, lead = slots.after_lead(start)
    if not found.is_free(at) or (lead and lead[-1] in _ARTICLES and not reading.capital(at)):
        return
    run = next((run for run in reading.call.spoken.runs if run.atoms[0].first == at), None)
    if run is not None and run.letters >= 3 and not run.digits:
        found.take(at, run.atoms[-1].last + 1, Trust.SURE, value=run.written)
        return
    trust = _trust(reading, weight, lead, reading.flags[at])
    if slots.read_on(at, trust) and trust >= Trust.LIKELY:
        slots.read_rest(found.names[-1].after)


def _trust(reading: Reading, weight: float, lead: list[str], flags: int) -> Trust:
    """Return how sure it is that an answer is a name: "kowalczyk" is, "it's …" may go on in any way."""
    context = reading.call.context
    if context.role.is_agent:
        guesses = bool(lead) and lead[-1] in _GUESSES and "was" in lead  # "sorry, was that smith"
        return Trust.SURE if guesses and flags & NAME and not flags & CALENDAR else Trust.MAYBE
    if weight < _JUST_ASKED and len(lead) >= _LONG_LEAD:
        return Trust.MAYBE  # "outside if it's sunny"
    plain = weight >= _JUST_ASKED and len(lead) < _LONG_LEAD and not any(word in _SAYS_IT for word in lead)
    return Trust.SURE if plain or not context.final else Trust.LIKELY


def read_alone(reading: Reading, found: Found) -> None:
    """Read a name that is all a segment says, or all but a number: "kartik ramanujan", "ajith 6845".

    Args:
        reading: the text.
        found: what was found so far; grows.
    """
    r, start = reading, reading.first_of_answer()
    if r.call.context.role.is_agent or _is_place_asked(r) or _is_firm_asked(r):
        return
    begin = start
    while begin < len(r.tokens) and r.words[begin] in _LEADS:
        begin += 1
    rest = begin
    while r.is_word(rest) and r.words[rest] not in _TAILS and rest - begin <= _LONGEST_ALONE:
        rest += 1
    words = range(begin, rest)
    if not 0 < len(words) <= _LONGEST_ALONE or not found.is_free(begin, rest):
        return
    number = rest < len(r.tokens) and r.tokens[rest].kind is Kind.FIGURES and not r.tokens[rest].glued
    ends = r.ends_line(r.skip(rest, marks=",.!", words=_TAILS))
    family = number and begin > start and len(words) == 1 and bool(r.flags[begin] & COMMON_LAST)  # "it is smith 4913"
    bare = begin == start and r.ends_line(rest + number)
    sure, rare = all(r.sure(at) for at in words), all(_is_rare(r, at) for at in words)
    if (sure and (ends or number)) or (rare and bare) or family:
        found.take(begin, rest, Trust.MAYBE)


def _is_rare(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    return reading.sure(at) or (reading.unknown(at) and len(word) > 3 and not is_slip(word))


def _is_firm_asked(reading: Reading) -> bool:
    """True after "at which practice": what is all a segment says then is no person's name."""
    call, at = reading.call, reading.call.context.answer_start
    return call.expects("QUANTITY/name", at) >= max(_JUST_ASKED, call.expects("PERSON/name", at))


def _is_place_asked(reading: Reading) -> bool:
    call = reading.call
    at = call.context.answer_start
    return max(call.expects("ADDRESS/street", at), call.expects("LOCATION/town", at)) >= _ASKED
