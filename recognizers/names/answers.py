"""Names that answer a question, and names that are all a segment says."""

from __future__ import annotations

from recognizers.names.cues import Trust
from recognizers.names.found import Found
from recognizers.names.grammar import is_slip
from recognizers.names.reading import Reading
from recognizers.names.slots import SlotReader
from recognizers.names.spelled import spelled_answer
from recognizers.speech.tokens import Kind

_ASKED = 0.35  # the weight of a question that still counts
_JUST_ASKED = 0.7
_SAYS_IT = frozenset("it's its is that's i'm im it am was not don't for with".split())
_LONG_LEAD = 3


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
    if not found.is_free(at):
        return
    run = next((run for run in reading.call.spoken.runs if run.atoms[0].first == at), None)
    if run is not None and run.letters >= 3 and not run.digits:
        found.take(at, run.atoms[-1].last + 1, Trust.SURE, value=run.written)
        return
    trust = _trust(reading, weight, lead)
    if slots.read_on(at, trust) and trust >= Trust.LIKELY:
        slots.read_rest(found.names[-1].after)


def _trust(reading: Reading, weight: float, lead: list[str]) -> Trust:
    """Return how sure it is that an answer is a name: "kowalczyk" is, "it's …" may go on in any way."""
    context = reading.call.context
    if context.role.is_agent:
        return Trust.MAYBE
    plain = weight >= _JUST_ASKED and len(lead) < _LONG_LEAD and not any(word in _SAYS_IT for word in lead)
    return Trust.SURE if plain or not context.final else Trust.LIKELY


def read_alone(reading: Reading, found: Found) -> None:
    """Read a name that is all a segment says, or all but a number: "kartik ramanujan", "ajith 6845".

    Args:
        reading: the text.
        found: what was found so far; grows.
    """
    r, start = reading, reading.first_of_answer()
    words = [at for at in range(start, min(len(r.tokens), start + 4)) if r.is_word(at)]
    if not 0 < len(words) <= 2 or words[-1] - start != len(words) - 1 or not found.is_free(start, words[-1] + 1):
        return
    rest = words[-1] + 1
    number = rest < len(r.tokens) and r.tokens[rest].kind is Kind.FIGURES and not r.tokens[rest].glued
    named = all(r.sure(at) or (r.unknown(at) and len(r.words[at]) > 3 and not is_slip(r.words[at])) for at in words)
    if named and (r.ends_line(rest) or number) and not _is_place_asked(r) and not r.call.context.role.is_agent:
        found.take(start, rest, Trust.MAYBE)


def _is_place_asked(reading: Reading) -> bool:
    call = reading.call
    at = call.context.answer_start
    return max(call.expects("ADDRESS/street", at), call.expects("LOCATION/town", at)) >= _ASKED
