"""A segment that has left is hidden further, and never shown further."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.entities import Finding, Span
from server.redaction.book import Book
from server.redaction.compose import Composed, Mark, compose, mask_whole
from server.redaction.messages import Segment, Word
from server.redaction.policy_store import built_in
from server.redaction.revise import revise

DEFAULT, PCI = built_in("default"), built_in("pci")
SOURCE = "it was six six five oh wasn't it jane"
FEW = settings(max_examples=150, deadline=None, derandomize=True)


def found(text: str, what: str, kind: str = "US_SSN", thread: str = "") -> Finding:
    start = text.index(what)
    return Finding(kind, (Span("s", start, start + len(what)),), 0.9, "test", what, thread or what)


def fixed(text: str, book: Book, *findings: Finding, words: tuple[Word, ...] = ()) -> Composed:
    segment = Segment("s", 1, text, words=words)
    marks = [Mark(span.start, span.end, one) for one in findings for span in one.spans]
    return compose(segment, marks, DEFAULT, book, b"")


def back(composed: Composed, source: str) -> str:
    """The source text again, with what was cut out put in the place of each replacement."""
    text = composed.answer.text
    for cut, at in sorted(composed.cuts, key=lambda pair: -pair[1].start):
        text = text[: at.start] + source[cut.start : cut.end] + text[at.end :]
    return text


def test_a_revision_names_the_range_of_the_text_as_it_was_returned() -> None:
    """Replacing it gives the new text; the entity has the new span, in the source and in the new text."""
    book = Book()
    composed = fixed(SOURCE, book, found(SOURCE, "jane", "PERSON"))
    revised = revise(composed, [found(SOURCE, "six six five oh")], DEFAULT, book, b"")
    (revision,) = revised.revisions
    before, at = composed.answer.text, revision.redacted_range
    assert before[at.start : at.end] == "six six five oh"
    after = before[: at.start] + revision.replacement + before[at.end :]
    assert after == revised.composed.answer.text == "it was [US_SSN_1] wasn't it [PERSON_1]"
    (span,) = revision.entity.spans
    assert SOURCE[span.source_range.start : span.source_range.end] == "six six five oh"
    assert after[span.redacted_range.start : span.redacted_range.end] == "[US_SSN_1]"
    (fact,) = revised.facts
    assert (fact.revises, fact.value, fact.sequence) == (True, "six six five oh", 1)


def test_what_stands_behind_a_revision_moves() -> None:
    """The other entities of the segment are known at their new places from then on."""
    book = Book()
    composed = fixed(SOURCE, book, found(SOURCE, "jane", "PERSON"))
    revised = revise(composed, [found(SOURCE, "six six five oh")], DEFAULT, book, b"").composed
    person = next(entity for entity in revised.answer.entities if entity.entity_type == "PERSON")
    at = person.spans[0].redacted_range
    assert revised.answer.text[at.start : at.end] == "[PERSON_1]"


def test_what_is_hidden_already_is_not_revised() -> None:
    """Once is enough: the same finding again, or a part of what is hidden, changes nothing."""
    book = Book()
    finding = found(SOURCE, "six six five oh")
    once = revise(fixed(SOURCE, book), [finding], DEFAULT, book, b"")
    assert len(once.revisions) == 1
    for again in (finding, found(SOURCE, "five", "CREDIT_CARD")):
        assert revise(once.composed, [again], DEFAULT, book, b"").revisions == ()


def test_only_the_readable_part_of_a_finding_is_revised() -> None:
    """What lies between two hidden pieces gets a replacement of its own; they stay as they are."""
    book = Book()
    composed = fixed(SOURCE, book, found(SOURCE, "six five", "AGE"))
    revised = revise(composed, [found(SOURCE, "six six five oh")], DEFAULT, book, b"")
    assert revised.composed.answer.text == "it was [US_SSN_1] [AGE_1] [US_SSN_1] wasn't it jane"
    assert len(revised.revisions) == 2


def test_the_policy_of_the_segment_decides() -> None:
    """A type that it shows stays readable, whatever is learnt later."""
    book = Book()
    assert revise(fixed(SOURCE, book), [found(SOURCE, "jane", "PERSON")], PCI, book, b"").revisions == ()


def test_words_are_revised_with_the_text() -> None:
    """The kept words lose what the text lost, and the new span has their times."""
    book = Book()
    words = tuple(Word(word, float(n), n + 0.5) for n, word in enumerate(SOURCE.split()))
    revised = revise(fixed(SOURCE, book, words=words), [found(SOURCE, "six six five oh")], DEFAULT, book, b"")
    assert [word.text for word in revised.composed.answer.words] == "it was [US_SSN_1] wasn't it jane".split()
    (span,) = revised.revisions[0].entity.spans
    assert (span.start_offset, span.end_offset) == (2.0, 5.5)


def test_a_segment_that_could_not_be_judged_has_nothing_left_to_hide() -> None:
    """It was masked whole."""
    book = Book()
    composed = mask_whole(Segment("s", 1, SOURCE), DEFAULT, book)
    assert revise(composed, [found(SOURCE, "jane", "PERSON")], DEFAULT, book, b"").revisions == ()


@st.composite
def findings(draw: st.DrawFn, text: str) -> list[Finding]:
    edges = st.integers(0, len(text))
    ranges = draw(st.lists(st.tuples(edges, edges), max_size=6))
    kinds = st.sampled_from(["PERSON", "US_SSN", "CREDIT_CARD"])
    return [
        Finding(draw(kinds), (Span("s", min(pair), max(pair)),), 0.9, "test", f"v{n}", f"t{n}")
        for n, pair in enumerate(ranges)
    ]


@FEW
@given(data=st.data(), text=st.text("ab1 .é", max_size=30))
def test_a_revision_only_hides_more(data: st.DataObject, text: str) -> None:
    """Whatever is found, and in whatever order: nothing hidden comes back, and all that was found is hidden."""
    book = Book()
    all_found = data.draw(findings(text))
    at_first = data.draw(st.integers(0, len(all_found)))
    composed = fixed(text, book, *all_found[:at_first])
    client = composed.answer.text
    hidden: set[int] = {place for cut, _ in composed.cuts for place in range(cut.start, cut.end)}
    for finding in all_found[at_first:]:
        revised = revise(composed, [finding], DEFAULT, book, b"")
        for revision in revised.revisions:
            at = revision.redacted_range
            client = client[: at.start] + revision.replacement + client[at.end :]
        composed = revised.composed
        now = {place for cut, _ in composed.cuts for place in range(cut.start, cut.end)}
        assert hidden <= now
        hidden = now
    assert client == composed.answer.text
    assert back(composed, text) == text
    wanted = {n for one in all_found for span in one.spans for n in range(span.start, span.end) if text[n].isalnum()}
    assert wanted <= hidden
