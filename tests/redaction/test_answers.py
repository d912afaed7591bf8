"""The window of answers is bounded by number and by weight, and never loses what a client may still ask for."""

from __future__ import annotations

from dataclasses import replace

from server.redaction.answers import MOST, WEIGHT, Answers, Given, Print
from server.redaction.compose import Composed
from server.redaction.messages import RedactedSegment
from server.redaction.policy_store import built_in

PRINT = Print("s", final=True, text_hash=0)
ALL = 10**6


def given(sequence: int, text: str = "", revision: int = 0) -> Given:
    answer = RedactedSegment(f"s{sequence}", sequence, text, final=True)
    return Given(Composed(answer, ()), PRINT, built_in("default"), revision)


def test_the_oldest_answers_go_first() -> None:
    """As many as MOST stay, light ones."""
    answers = Answers()
    for sequence in range(1, MOST + 11):
        answers.keep(given(sequence), ALL)
    kept = [sequence for sequence in range(1, MOST + 11) if answers.get(sequence)]
    assert kept[-1] == MOST + 10
    assert len(kept) <= MOST
    assert kept == list(range(kept[0], MOST + 11))


def test_heavy_answers_push_others_out_but_the_last_one_stays() -> None:
    """Even one that is heavier than all may be together."""
    answers = Answers()
    answers.keep(given(1), ALL)
    answers.keep(given(2, "x" * 2 * WEIGHT), ALL)
    assert answers.get(1) is None
    assert answers.get(2) is not None
    answers.keep(given(3), ALL)
    assert answers.get(2) is None
    assert answers.get(3) is not None


def test_what_a_client_was_not_told_to_forget_stays() -> None:
    """However much it is: a client that comes back asks for it."""
    answers = Answers()
    for sequence in range(1, 3 * MOST):
        answers.keep(given(sequence), durable=10)
    assert [sequence for sequence in range(1, 12) if answers.get(sequence)] == [11]
    assert answers.reach(10, 0)
    assert not answers.reach(9, 0)


def test_a_revised_answer_is_as_good_as_new() -> None:
    """It is kept longer than those of its age, and known by its revision; once it is gone, so is the way back."""
    answers = Answers()
    for sequence in range(1, MOST + 1):
        answers.keep(given(sequence), ALL)
    answers.keep(replace(given(1, "[PERSON_1]"), revision=1), ALL)
    answers.keep(given(MOST + 1), ALL)
    assert answers.get(2) is None
    assert [answer.text for answer in answers.revised(ALL, 0, 1)] == ["[PERSON_1]"]
    assert answers.revised(ALL, 1, ALL) == ()
    assert answers.revised(ALL, 0, 0) == ()
    assert answers.reach(ALL, 0)
    for sequence in range(MOST + 2, 3 * MOST):
        answers.keep(given(sequence), ALL)
    assert not answers.reach(ALL, 0)
    assert answers.reach(ALL, 1)


def test_a_final_segment_is_found_by_its_id() -> None:
    """An interim result of the same id is not."""
    answers = Answers()
    interim = replace(given(1), composed=Composed(RedactedSegment("s2", 1, "", final=False), ()))
    answers.keep(interim, ALL)
    assert answers.final("s2") is None
    answers.keep(given(2), ALL)
    found = answers.final("s2")
    assert found is not None
    assert found.answer.sequence == 2


def interim(sequence: int, segment_id: str = "a") -> Given:
    answer = RedactedSegment(segment_id, sequence, f"heard {sequence}", final=False)
    return replace(given(sequence), composed=Composed(answer, ()))


def test_of_the_interim_results_of_a_segment_the_latest_is_kept() -> None:
    """However many there are, and though the client was told to forget none; it stands for those before it."""
    answers = Answers()
    for sequence in range(1, 3001):
        answers.keep(interim(sequence, "ab"[sequence % 2]), durable=0)
    assert [sequence for sequence in range(1, 3001) if answers.get(sequence)] == [2999, 3000]
    assert answers.reach(0, 0)
    for sequence, newest in ((1, 2999), (2998, 2999), (2999, None), (3000, None), (0, None), (-1, None)):
        found = answers.newer(sequence, "b")
        assert (found.answer.sequence if found else None) == newest
    assert answers.newer(1, "c") is None


def test_an_interim_result_is_forgotten_with_the_one_that_stands_for_it() -> None:
    """Then neither is answered any more."""
    answers = Answers()
    answers.keep(interim(1), ALL)
    answers.keep(interim(2), ALL)
    for sequence in range(3, 2 * MOST):
        answers.keep(given(sequence), ALL)
    assert answers.get(2) is None
    assert answers.newer(1, "a") is None
    assert not answers.reach(1, 0)
