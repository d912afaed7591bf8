"""The window of answers is bounded by number and by weight."""

from __future__ import annotations

from server.redaction.answers import MOST, WEIGHT, Answers, Print
from server.redaction.messages import RedactedSegment

PRINT = Print("s", final=True, text_hash=0)


def answer(sequence: int, text: str = "") -> RedactedSegment:
    return RedactedSegment("s", sequence, text, final=True)


def test_the_oldest_answers_go_first() -> None:
    """As many as MOST stay, light ones."""
    answers = Answers()
    for sequence in range(1, MOST + 11):
        answers.keep(answer(sequence), PRINT)
    kept = [sequence for sequence in range(1, MOST + 11) if answers.get(sequence)]
    assert kept[-1] == MOST + 10
    assert len(kept) <= MOST
    assert kept == list(range(kept[0], MOST + 11))


def test_heavy_answers_push_others_out_but_the_last_one_stays() -> None:
    """Even one that is heavier than all may be together."""
    answers = Answers()
    answers.keep(answer(1), PRINT)
    answers.keep(answer(2, "x" * 2 * WEIGHT), PRINT)
    assert answers.get(1) is None
    assert answers.get(2) is not None
    answers.keep(answer(3), PRINT)
    assert answers.get(2) is None
    assert answers.get(3) is not None
