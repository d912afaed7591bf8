"""Cutting a segment: exactly the hidden ranges, nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from recognizers.entities import Finding, Span
from server.redaction.book import Book
from server.redaction.compose import Mark, compose, disjoint
from server.redaction.messages import Segment
from server.redaction.policy import Operator, Policy, TypeRule
from server.redaction.policy_store import built_in

DEFAULT = built_in("default")


def mark(text: str, part: str, kind: str = "PERSON", score: float = 0.9, value: str | None = None) -> Mark:
    start = text.index(part)
    value = part if value is None else value
    finding = Finding(kind, (Span("s", start, start + len(part)),), score, "test", value, f"{kind}:{part}")
    return Mark(start, start + len(part), finding)


def redacted(text: str, *marks: Mark, policy: Policy = DEFAULT) -> str:
    return compose(Segment("s", 1, text), marks, policy, Book(), b"").answer.text


def with_lists(**lists: object) -> Policy:
    return replace(DEFAULT, **lists)


@given(st.data())
def test_text_outside_the_spans_is_untouched_and_inside_it_is_gone(data: st.DataObject) -> None:
    """For any text and any marks: kept parts in order and byte for byte; spans and ranges agree with both texts."""
    text = data.draw(st.text(min_size=1, max_size=60))
    ranges = data.draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
    marks = [
        Mark(min(pair), max(pair), Finding("PERSON", (), score, "test", "", f"t{i}"))
        for i, (pair, score) in enumerate((pair, 0.5 + i / 20) for i, pair in enumerate(ranges))
    ]
    answer = compose(Segment("s", 1, text), marks, DEFAULT, Book(), b"").answer
    spans = sorted((span for e in answer.entities for span in e.spans), key=lambda s: s.source_range.start)
    source_at = redacted_at = 0
    for span in spans:
        kept = text[source_at : span.source_range.start]
        assert answer.text[redacted_at : span.redacted_range.start] == kept
        assert answer.text[span.redacted_range.start : span.redacted_range.end].startswith("[PERSON_")
        source_at, redacted_at = span.source_range.end, span.redacted_range.end
    assert text[source_at:] == answer.text[redacted_at:]
    hidden = {i for span in spans for i in range(span.source_range.start, span.source_range.end)}
    asked = {i for m in marks for i in range(m.start, min(m.end, len(text)))}
    assert all(i in hidden for i in asked if text[i].isalnum())
    assert hidden <= asked


def test_the_longer_of_two_overlapping_marks_has_the_range() -> None:
    """A name inside an address is part of it; what a mark has left over is hidden as its own."""
    text = "12 Grace Street Leeds Jane"
    marks = [mark(text, "Grace"), mark(text, "12 Grace Street Leeds", "ADDRESS"), mark(text, "Leeds Jane")]
    assert [(text[m.start : m.end], m.finding.entity_type) for m in disjoint(text, marks)] == [
        ("12 Grace Street Leeds", "ADDRESS"),
        ("Jane", "PERSON"),
    ]


def test_types_and_thresholds_are_the_policys() -> None:
    """A type without a rule is shown, and so is one that is not sure enough."""
    text = "Jane at Acme on Monday"
    marks = mark(text, "Jane", score=0.49), mark(text, "Acme", "ORGANIZATION"), mark(text, "Monday", "DATE")
    assert redacted(text, *marks) == text
    assert redacted(text, mark(text, "Jane", score=0.5)) == "[PERSON_1] at Acme on Monday"


def test_the_deny_list_always_hides() -> None:
    """Whole words only, in any case, with any space between, whatever was found there."""
    policy = with_lists(deny={"PROJECT": ("blue moon",)})
    assert redacted("the Blue  Moon and bluemoons", policy=policy) == "the [PROJECT_1] and bluemoons"


def test_the_same_denied_phrase_is_one_entity() -> None:
    """However it was written."""
    policy = with_lists(deny={"PROJECT": ("blue moon",)})
    assert redacted("blue moon, BLUE MOON", policy=policy) == "[PROJECT_1], [PROJECT_1]"


def test_the_allow_list_shows_words() -> None:
    """By themselves, and out of a longer name."""
    policy = with_lists(allow=("Grace", "911"))
    assert redacted("Grace called", mark("Grace called", "Grace"), policy=policy) == "Grace called"
    text = "Jane Grace Doe"
    assert redacted(text, mark(text, text), policy=policy) == "[PERSON_1] Grace [PERSON_1]"
    assert redacted("Gracex", mark("Gracex", "Gracex"), policy=policy) == "[PERSON_1]"


def test_the_allow_list_never_cuts_a_hole_into_a_number() -> None:
    """A value with digits is allowed as a whole, however it was spoken, or hidden as a whole."""
    policy = with_lists(allow=("911", "four"))
    text = "nine one one"
    assert redacted(text, mark(text, text, "PHONE_NUMBER", value="911"), policy=policy) == text
    text = "four one five"
    assert redacted(text, mark(text, text, "PHONE_NUMBER", value="415"), policy=policy) == "[PHONE_NUMBER_1]"
    text = "911 4111"
    assert redacted(text, mark(text, text, "PHONE_NUMBER"), policy=policy) == "[PHONE_NUMBER_1]"


def test_operators_are_per_type() -> None:
    """Each type by its own, and the entity says which."""
    rules = dict(DEFAULT.rules) | {"CREDIT_CARD": TypeRule(0.5, Operator("last_four"))}
    text = "Jane 4111 1111 1111 1234"
    policy = with_lists(rules=rules)
    composed = compose(
        Segment("s", 1, text), [mark(text, "Jane"), mark(text, text[5:], "CREDIT_CARD")], policy, Book(), b""
    )
    assert composed.answer.text == "[PERSON_1] ************1234"
    assert [entity.operator for entity in composed.answer.entities] == ["label", "last_four"]
    assert [fact.operator for fact in composed.facts] == ["label", "last_four"]


def test_a_range_beyond_the_text_is_cut_to_it() -> None:
    """A detector's mistake hides what there is and breaks nothing."""
    finding = Finding("PERSON", (), 0.9, "test", "x", "t")
    assert redacted("hi Jane", Mark(3, 99, finding), Mark(50, 60, finding), Mark(-5, 0, finding)) == "hi [PERSON_1]"
