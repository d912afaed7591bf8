"""Cues: the longest phrase at a place wins, alternatives of a word count alike, one phrase may announce two kinds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recognizers.artifacts import cue_matcher
from recognizers.registry import all_cues
from recognizers.speech.cues import Cue, CueMatcher
from recognizers.speech.tokens import tokenize


def _kinds(matcher: CueMatcher, text: str) -> list[tuple[str, str]]:
    return [(mention.kind, text[mention.start : mention.end]) for mention in matcher.find(tokenize(text))]


def test_the_longest_phrase_at_a_place_wins() -> None:
    """An "account number" is not also an "account"."""
    matcher = CueMatcher([Cue("A", ("account",)), Cue("B", ("account number",))])
    assert _kinds(matcher, "my account number and my account") == [("B", "account number"), ("A", "account")]


def test_alternatives_and_possessives_are_one_phrase() -> None:
    """The phrase "card|cards number" is found in both forms, and "card's" counts as "card"."""
    matcher = CueMatcher([Cue("A", ("card|cards number",))])
    assert _kinds(matcher, "cards number, card number, the card's number") == [
        ("A", "cards number"),
        ("A", "card number"),
        ("A", "card's number"),
    ]


def test_one_phrase_may_announce_several_kinds() -> None:
    """Two kinds with one phrase are both mentioned, with their own strengths."""
    matcher = CueMatcher([Cue("A", ("number",), 0.5), Cue("B", ("number",))])
    found = matcher.find(tokenize("number"))
    assert {(mention.kind, mention.strength) for mention in found} == {("A", 0.5), ("B", 1.0)}


def test_a_prefix_of_a_phrase_is_no_mention() -> None:
    """A phrase broken off is not found, and what follows it is read anew."""
    matcher = CueMatcher([Cue("A", ("date of birth",)), Cue("B", ("of course",))])
    assert _kinds(matcher, "date of course") == [("B", "of course")]


def test_every_phrase_of_every_recognizer_is_found() -> None:
    """Each phrase that a recognizer lists is found where it is said, for its kind or within a longer one."""
    matcher = cue_matcher()
    for cue in all_cues():
        for phrase in cue.phrases:
            said = " ".join(word.split("|")[0] for word in phrase.split())
            mentions = matcher.find(tokenize(said))
            assert mentions, (cue.kind, phrase)
            assert any(mention.kind == cue.kind for mention in mentions), (cue.kind, phrase)


@given(st.lists(st.sampled_from("date of birth account number the is card email my user name".split()), max_size=20))
def test_mentions_lie_in_order_in_the_text(words: list[str]) -> None:
    """Mentions of any text come in order, and their token and character ranges agree."""
    text = " ".join(words)
    tokens = tokenize(text)
    at = 0
    for mention in cue_matcher().find(tokens):
        assert at <= mention.first < mention.after <= len(tokens)
        assert (mention.start, mention.end) == (tokens[mention.first].start, tokens[mention.after - 1].end)
        at = mention.first
