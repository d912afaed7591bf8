"""Names spelled out: "k o w a l s k i", "k as in kilo r o l", and what speech-to-text makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recognizers.name_lexicon import FREQUENT, NAME, STOP
from recognizers.name_reading import Reading
from recognizers.spoken import Run
from recognizers.tokens import Kind
from recognizers.vocabulary import LETTER_NAMES, NATO

_ASKED = 0.4
_SHORTEST = 3  # letters of a spelled name
_NEAR = 8  # tokens between a name and its spelling
_LONGEST_ANSWER = 60
_SMALL_WORDS = frozenset("ok so um uh oh ah no it is my hi".split())
_CUES = frozenset("spelled spelling spelt spell surname name letters first last".split())


def spelled_runs(reading: Reading, named: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the token ranges of runs of letters that spell a name.

    Args:
        reading: the text.
        named: token ranges of the names found so far.
    """
    last = -1
    for run in reading.call.spoken.runs:
        if run.digits or run.letters < _SHORTEST or not _is_read_out(run):
            last = run.atoms[-1].last if run.digits else last
            continue
        first, after = run.atoms[0].first, run.atoms[-1].last + 1
        if reading.lines[after - 1] != reading.lines[after - 2] and reading.words[after - 1] in ("i", "a"):
            after -= 1  # the first word of what was said next
        if _is_near(reading, first, after, named) or last == first or _is_known(reading, run):
            yield first, after
            last = after


def named_by_spelling(reading: Reading) -> Iterator[tuple[int, int]]:
    """Give the token ranges of names that are said and then spelled, whatever the words are: "quim k u i m".

    Args:
        reading: the text.
    """
    for run in reading.call.spoken.runs:
        first = run.atoms[0].first
        if run.digits or run.letters < _SHORTEST or not _is_read_out(run):
            continue
        for at in range(first - 1, max(first - 5, -1), -1):
            if reading.is_word(at) and reading.words[at] == run.written:
                before = at
                while before > 0 and at - before < 2 and reading.same_line(at, before - 1) and _is_name(reading, before - 1):
                    before -= 1
                yield before, at + 1
                break


def _is_name(r: Reading, at: int) -> bool:
    return r.sure(at) or r.unknown(at)


def _is_read_out(run: Run) -> bool:
    return sum(len(atom.written) == 1 for atom in run.atoms) >= _SHORTEST - 1


def _is_near(r: Reading, first: int, after: int, named: Sequence[tuple[int, int]]) -> bool:
    if any(0 <= first - end <= _NEAR or 0 <= begin - after <= _NEAR for begin, end in named):
        return True
    if any(word in _CUES for word in r.words[max(0, first - 4) : first]):
        return True
    at = r.tokens[first].start
    return max(r.call.expects("PERSON/name", at), r.call.expects("PERSON/spelling", at)) >= _ASKED


def _is_known(r: Reading, run: Run) -> bool:
    spelled = run.written
    return any(
        value.entity_type == "PERSON" and spelled in value.written.replace(" ", "").replace("'", "")
        for value in r.call.context.known
    )


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
    return (first, after) if pieces >= 2 and chat <= len(words) // 3 or (not chat and len(words) <= 4) else None


def _asked_to_spell(r: Reading) -> bool:
    at = r.call.context.answer_start
    if r.call.expects("PERSON/spelling", at) < _ASKED:
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
