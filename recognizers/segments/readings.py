"""The ways to read one turn: by its segments, and as one with what its speaker said just before."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallContext
from recognizers.dialogue.memory import Dialogue
from recognizers.entities import Turn
from recognizers.identity.known import prepared
from recognizers.segments.window import Window, run_on

# What is said in words, however it is cut; the rest is figures, letters and signs.
_IN_WORDS = frozenset(
    """PERSON ADDRESS LOCATION DATE_OF_BIRTH CARD_EXPIRY AGE DATE ORGANIZATION EMAIL_ADDRESS USERNAME PASSWORD
    HEALTH_CONDITION HEALTH_MEDICATION HEALTH_PROCEDURE HEALTH_SYMPTOM""".split()
)
_REST_SCORE = 0.6  # of the rest of a word of which the beginning was hidden
_REST = {RecognizerResult.RECOGNIZER_NAME_KEY: "Rest", RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: "Rest"}
_LEAST = 0.3  # of what is hidden only because the rest of its word is


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what a speaker said, with its own window."""

    call: CallArtifacts
    window: Window


def readings_of(turn: Turn, dialogue: Dialogue, window: Window) -> list[Reading]:
    """Return the ways to read a turn: by its segments, and as one with what its speaker said just before.

    Where somebody takes a breath says little, so all that either reading hides is hidden.

    Args:
        turn: the current turn.
        dialogue: the memory before it.
        window: its segments; the first reading is of them.
    """
    context = _context(turn, dialogue, window)
    readings = [Reading(CallArtifacts(window.text, context), window)]
    if len(window.pieces) == 1:
        return readings
    expected = dialogue.expected(turn.participant, whole=dialogue.goes_on(turn.participant))
    whole = replace(context, expected=expected, answer_start=0)
    as_one = run_on(window)
    if as_one.text != window.text:
        readings.append(Reading(CallArtifacts(as_one.text, whole), as_one))
    return readings


def _context(turn: Turn, dialogue: Dialogue, window: Window) -> CallContext:
    uncut = dialogue.uncut and dialogue.goes_on(turn.participant)
    return CallContext(
        expected=dialogue.expected(turn.participant, whole=uncut),
        awaited=dialogue.awaited(turn.participant),
        answer_start=window.pieces[window.begun].start if uncut else window.current.start,
        role=turn.role,
        known=dialogue.known,
        identities=prepared(dialogue.identities),
        clinical=dialogue.clinical,
        topics=dict(dialogue.topics),
        final=turn.final,
        shown=dialogue.shown_to(turn.participant),
    )


def is_safe(result: RecognizerResult, as_one: Window) -> bool:
    """True unless figures or codes of two segments became one: whether those go together, the segments tell better."""
    if result.entity_type in _IN_WORDS:
        return True
    seams = [at for at, piece in enumerate(as_one.pieces) if result.start < piece.start < result.end]
    return all(as_one.pieces[at].start == as_one.pieces[at - 1].end for at in seams)


def rests(
    accepted: Sequence[RecognizerResult], readings: Sequence[Reading], window: Window, dialogue: Dialogue
) -> list[RecognizerResult]:
    """Return the rest of each word that was cut within and of which a part is hidden, now or before."""
    found = []
    torn = {reading.window.place(*word, window) for reading in readings for word in reading.window.torn_words()}
    for low, high in torn:
        parts = [result for result in accepted if result.start < high and low < result.end]
        for part in parts:
            found.append(copy(part))
            found[-1].start, found[-1].end, found[-1].score = min(low, part.start), max(high, part.end), _LEAST
        spans = window.spans(low, high) if not parts else []
        kinds = {mark.entity_type for mark in dialogue.marks if any(mark.span.overlaps(span) for span in spans)}
        found += [RecognizerResult(kind, low, high, _REST_SCORE, recognition_metadata=_REST) for kind in kinds]
    return found
