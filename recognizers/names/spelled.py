"""Names spelled out: "k o w a l s k i", "k as in kilo r o l", and what speech-to-text makes of it."""

from __future__ import annotations

from recognizers.names.cues import Trust
from recognizers.names.found import Found
from recognizers.names.lexicon import AMBIGUOUS, FREQUENT, NAME, STOP, lexicon
from recognizers.names.reading import Reading
from recognizers.speech.spoken import Run
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import LETTER_NAMES, NATO

_ASKED = 0.4
_JUST_ASKED = 0.7
_FEW = 4  # words that are a spelling, whatever they are, right after the question for one
_ASKED_BY_OTHERS = 0.55
_SHORTEST = 3  # letters of a spelled name
_LONG = 5  # letters that are no abbreviation
_BY_WORD = 2  # tokens after the letter in "n for november"
_NEAR = 8  # tokens between a name and its spelling
_LONGEST_ANSWER = 60
_SMALL_WORDS = frozenset("ok so um uh oh ah no it is my hi".split())
_CUES = frozenset("spelled spelling spelt spell surname name letters first last".split())


def read_spelled(reading: Reading, found: Found) -> None:
    """Find names spelled letter by letter: beside the name, after a cue, or one of the call.

    Args:
        reading: the text.
        found: what was found so far; grows.
    """
    spelled = [run for run in reading.call.spoken.runs if _is_read_out(run)]
    if not spelled:
        return
    for run in spelled:
        _said_before(reading, found, run)
    near = {at for name in found.names for at in range(name.after, name.after + _NEAR)}
    near |= {at for name in found.names for at in range(name.first - _NEAR, name.first + 1)}
    last = -1
    for run in spelled:
        first, after = run.atoms[0].first, run.atoms[-1].last + 1
        if reading.lines[after - 1] != reading.lines[after - 2] and reading.words[after - 1] in ("i", "a"):
            after -= 1  # the first word of what was said next
        named = first in near or after in near or last == first or _is_asked(reading, first) or _is_known(reading, run)
        named = named or _is_a_name(reading, run) or _is_by_words(reading, run)
        if named and found.is_free(first, after):
            found.take(first, after, Trust.LIKELY, value=_owner(found, run) or run.written)
        last = after if named else last


def _said_before(r: Reading, found: Found, run: Run) -> None:
    """Find a name that is said and then spelled, whatever the word is: "quim q u i m"."""
    first = run.atoms[0].first
    for at in range(first - 1, max(first - 5, -1), -1):
        if r.is_word(at) and r.words[at] == run.written and not found.taken[at]:
            begin = at
            while begin > 0 and at - begin < 2 and r.same_line(at, begin - 1) and r.looks_like_name(begin - 1):
                begin -= 1
            found.take(begin, at + 1, Trust.LIKELY)
            return


def _owner(found: Found, run: Run) -> str:
    """Return the name that a run spells a part of."""
    return next((name.value for name in found.names if run.written in name.value.split()), "")


def _is_read_out(run: Run) -> bool:
    single = sum(len(atom.written) == 1 for atom in run.atoms)
    return not run.digits and run.letters >= _SHORTEST and single >= _SHORTEST - 1


def _is_asked(r: Reading, first: int) -> bool:
    if any(word in _CUES for word in r.words[max(0, first - 4) : first]):
        return True
    at = r.tokens[first].start
    return max(r.call.expects("PERSON/name", at), r.call.expects("PERSON/spelling", at)) >= _ASKED


def _is_known(r: Reading, run: Run) -> bool:
    known = [value.written for value in r.call.context.known if value.entity_type == "PERSON"]
    return any(run.written in value.replace(" ", "").replace("'", "") for value in known)


def _is_a_name(r: Reading, run: Run) -> bool:
    """True for "k a t h r y n", whatever was said before: a name, and no other word."""
    written = "".join(atom.written for atom in run.atoms if atom.start >= r.call.context.answer_start)
    flags = lexicon().get(written, 0)
    return len(written) >= _LONG and bool(flags & NAME) and not flags & (AMBIGUOUS | FREQUENT)


def _is_by_words(r: Reading, run: Run) -> bool:
    """True for "n for november g for golf …": who spells so spells what is somebody's; of no firm or product asked."""
    by_words = sum(atom.last - atom.first >= _BY_WORD for atom in run.atoms)
    return by_words >= _SHORTEST and by_words == len(run.atoms) and not r.call.expected


def spelled_answer(reading: Reading, start: int) -> tuple[int, int] | None:
    """Return the token range of a spelled answer, after "could you spell that": all of it but the words around.

    Speech-to-text writes spelled letters as anything ("haan n a h g a l l a"), so the whole answer is hidden, unless it
    reads like a sentence.

    Args:
        reading: the text.
        start: the answer's first token.
    """
    r = reading
    if start >= len(r.tokens) or len(r.tokens) - start > _LONGEST_ANSWER or not _asked_to_spell(r):
        return None
    first, after = start, len(r.tokens)
    while first < after and _is_around(r, first):
        first += 1
    while after > first and _is_around(r, after - 1):
        after -= 1
    words = [i for i in range(first, after) if r.tokens[i].kind is Kind.WORD]
    if not words:
        return None
    pieces = sum(_is_letterlike(r, i) for i in words)
    chat = sum(bool(r.flags[i] & (STOP | FREQUENT)) and len(r.words[i]) > 2 and not r.flags[i] & NAME for i in words)
    short = not chat and len(words) <= _FEW and r.call.expects("PERSON/spelling", r.tokens[start].start) >= _JUST_ASKED
    return (first, after) if (pieces >= 2 and chat <= len(words) // 3) or short else None


def _asked_to_spell(r: Reading) -> bool:
    at = r.call.context.answer_start
    # Who asks goes on to talk of something else: the weight of an own question is half.
    if r.call.expects("PERSON/spelling", at) < (_ASKED_BY_OTHERS if r.call.context.role.is_agent else _ASKED):
        return False
    known = any(value.entity_type == "PERSON" for value in r.call.context.known[-4:])
    return known or r.call.expects("PERSON/name", at) >= _ASKED / 2


def _is_around(r: Reading, at: int) -> bool:
    return r.tokens[at].kind is Kind.MARK or (
        bool(r.flags[at] & STOP) and (len(r.words[at]) > 2 or r.words[at] in _SMALL_WORDS) and r.words[at] != "mmm"
    )


def _is_letterlike(r: Reading, at: int) -> bool:
    word = r.words[at]
    return len(word) <= 3 or word in NATO or word in LETTER_NAMES
