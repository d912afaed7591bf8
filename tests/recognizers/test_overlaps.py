"""Who owns a character that two recognizers want."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import RecognizerResult

from recognizers.overlaps import settle

TEXT = "call 415 555 0118 x 22 now please"


def result(kind: str, start: int, end: int, score: float) -> RecognizerResult:
    return RecognizerResult(kind, start, end, score)


def settled(*results: RecognizerResult) -> list[tuple[str, str]]:
    return [(r.entity_type, TEXT[r.start : r.end]) for r in settle(TEXT, results)]


def test_the_higher_score_wins() -> None:
    """A surer recognizer takes the range, whoever came first."""
    assert settled(result("A", 5, 17, 0.6), result("B", 5, 17, 0.9)) == [("B", "415 555 0118")]


def test_the_longer_range_wins_among_equals() -> None:
    """Of two equally sure, the one that hides more."""
    assert settled(result("A", 5, 12, 0.8), result("B", 5, 17, 0.8)) == [("B", "415 555 0118")]


def test_the_loser_keeps_what_the_winner_leaves() -> None:
    """What somebody wanted hidden is never shown because another wanted a part of it."""
    assert settled(result("A", 5, 22, 0.5), result("B", 9, 12, 0.9)) == [
        ("A", "415"),
        ("B", "555"),
        ("A", "0118 x 22"),
    ]


def test_a_rest_without_letter_or_figure_is_dropped() -> None:
    """A space beside the winner is no entity."""
    assert settled(result("A", 4, 18, 0.5), result("B", 5, 17, 0.9)) == [("B", "415 555 0118")]


spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(lambda s: (s[0], min(sum(s), len(TEXT))))
results = st.builds(lambda s, k, p: result(k, *s, p), spans, st.sampled_from("ABC"), st.sampled_from([0.4, 0.6, 0.9]))


@given(st.lists(results, max_size=6))
def test_everything_wanted_is_hidden_once(wanted: list[RecognizerResult]) -> None:
    """No two results overlap, and each letter or figure that one wanted belongs to one."""
    taken = [at for r in settle(TEXT, wanted) for at in range(r.start, r.end)]
    assert len(taken) == len(set(taken))
    asked = {at for r in wanted for at in range(r.start, r.end) if TEXT[at].isalnum()}
    assert asked == {at for at in taken if TEXT[at].isalnum()}


@given(st.lists(results, max_size=6))
def test_the_order_of_the_recognizers_does_not_matter(wanted: list[RecognizerResult]) -> None:
    """What is hidden is the same, in whatever order it was found."""
    hidden = {at for r in settle(TEXT, wanted) for at in range(r.start, r.end)}
    assert hidden == {at for r in settle(TEXT, wanted[::-1]) for at in range(r.start, r.end)}
