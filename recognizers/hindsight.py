"""Hindsight: what a turn says that an earlier one was. "That was my social" tells what "it's 6650" had been."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallContext
from recognizers.dialogue.heard import Said
from recognizers.dialogue.memory import Dialogue
from recognizers.segments.window import Piece, Window
from recognizers.speech.cues import Mention
from recognizers.speech.tokens import Kind

_POINTERS = frozenset("that this those these which that's thats this's".split())
_IT = frozenset("it it's its".split())
_COPULAS = frozenset("is was were are be been being isn't wasn't would will should".split())
_BETWEEN = frozenset(
    """my your his her our their the a an actually just also only like all both of last first final four three six two
    digits numbers part half rest whole old new actual real current previous temporary former bit""".split()
)
_TOLD = frozenset("gave told read said typed entered".split())
_TO_WHOM = frozenset("you him her them just already you've out".split())
_AFTER = 2  # words that may follow what was named: "by the way", "there"
_REST = 16  # tokens after it
_BACK = 4  # segments that may be meant
_SURE = 0.5

Analyze = Callable[[CallArtifacts], list[RecognizerResult]]


def look_back(
    call: CallArtifacts, window: Window, dialogue: Dialogue, analyze: Analyze
) -> tuple[Window, list[RecognizerResult]] | None:
    """Find in an earlier segment what the current one says it was: the latest that reads as an answer to its question.

    Args:
        call: the current turn, read.
        window: the text it was read in.
        dialogue: the memory before it.
        analyze: reads a text.

    Returns:
        The earlier segment as a window, with what is found in it; None when nothing is pointed at, or nothing found.
    """
    for mention in call.mentions:
        if mention.start < window.current.start or not _points_back(call, mention, window.current.start):
            continue
        entity_type = mention.kind.partition("/")[0]
        for said in tuple(reversed(dialogue.recent))[:_BACK]:
            if said.segment_id == window.current.segment_id:
                continue
            answer = _as_answer(said, mention.kind)
            found = [r for r in analyze(answer) if r.entity_type == entity_type and not _holds_name(answer, r)]
            if any(result.score >= _SURE for result in found):
                return Window(said.text, (Piece(said.segment_id, 0, len(said.text), said.offset),)), found
    return None


def _holds_name(answer: CallArtifacts, result: RecognizerResult) -> bool:
    """True when what was taken for a value is what names one: "was that the password"."""
    named = (m for m in answer.mentions if m.kind.partition("/")[0] == result.entity_type)
    return any(result.start < m.end and m.start < result.end for m in named)


def _as_answer(said: Said, kind: str) -> CallArtifacts:
    """Return an earlier segment as it would be read had it been asked for."""
    expected = dict.fromkeys((kind, kind.partition("/")[0]), 1.0)
    return CallArtifacts(said.text, CallContext(expected=expected, role=said.participant[0]))


def _points_back(call: CallArtifacts, mention: Mention, start: int) -> bool:
    """True for "that was my …", "is that your …?", "i just gave you my …", with no value after it."""
    if mention.kind.startswith(("QUANTITY", "PERSON/spelling")):
        return False
    rest = call.words[mention.after : mention.after + _REST]  # of a long turn, enough to tell
    after = [token for token in rest if token.kind is not Kind.MARK]
    if len(after) > _AFTER or any(run.atoms[0].first >= mention.after for run in call.spoken.runs):
        return False
    ahead = (token for token in call.words[: mention.first] if token.start >= start)
    before = [token.lower for token in ahead if token.kind is not Kind.MARK]
    while before and before[-1] in _BETWEEN:
        before.pop()
    return _is_pointer(before)


def _is_pointer(before: Sequence[str]) -> bool:
    """True when the words before a value's name point at what was said before."""
    last, earlier = (before[-1] if before else ""), before[:-1]
    if last in _COPULAS:
        while earlier and earlier[-1] in _COPULAS:
            earlier = earlier[:-1]
        return bool(earlier) and (earlier[-1] in _POINTERS or (earlier[-1] in _IT and len(earlier) == 1))
    if last in _IT and last != "it":
        return not earlier
    if last in _POINTERS:  # "that's my pin", "is that your pin"
        return last.endswith("s") or bool(earlier and earlier[-1] in _COPULAS)
    told = [word for word in before[-4:] if word not in _TO_WHOM]
    return bool(told) and told[-1] in _TOLD and len(told) < len(before[-4:])
