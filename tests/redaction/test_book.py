"""One person, one placeholder."""

from __future__ import annotations

from collections.abc import Sequence

from recognizers.entities import Finding, Span
from server.redaction.book import ENTRIES_KEPT, SPANS_KEPT, Book
from server.redaction.faded import ROWS_KEPT
from server.redaction.messages import EntitySpan, TextRange


def finding(value: str, thread: str, kind: str = "PERSON", spans: Sequence[Span] = (), subject: str = "") -> Finding:
    return Finding(kind, tuple(spans), 0.9, "test", value, thread, subject)


def said(segment_id: str, start: int, end: int) -> EntitySpan:
    return EntitySpan(segment_id, TextRange(start, end), TextRange(start, end))


def test_one_thread_is_one_entity_whatever_its_value_and_type() -> None:
    """A value that grows keeps id and label; the rest is the latest."""
    book = Book()
    first = book.enter(finding("4155", "t", "PHONE_NUMBER"))
    second = book.enter(finding("4155550134111", "t", "CREDIT_CARD"))
    assert (second.entity_id, second.label) == (first.entity_id, "PHONE_NUMBER_1")
    assert second.entity_type == "CREDIT_CARD"
    assert book.counts() == {"CREDIT_CARD": 1}


def test_an_equal_value_of_a_type_is_the_same_entity() -> None:
    """In any case and spacing; but not of another type."""
    book = Book()
    first = book.enter(finding("Jane  Doe", "a"))
    assert book.enter(finding("jane doe", "b")).entity_id == first.entity_id
    assert book.enter(finding("jane doe", "c", "USERNAME")).entity_id != first.entity_id


def test_a_number_is_known_by_its_digits() -> None:
    """Separators mean nothing in a number."""
    book = Book()
    first = book.enter(finding("(415) 555-0134", "a", "PHONE_NUMBER"))
    assert book.enter(finding("4155550134", "b", "PHONE_NUMBER")).entity_id == first.entity_id


def test_a_number_that_grew_is_not_known_by_its_first_digits() -> None:
    """Another number that begins alike is another number."""
    book = Book()
    book.enter(finding("4111", "a", "CREDIT_CARD"))
    grown = book.enter(finding("4111111111111111", "a", "CREDIT_CARD"))
    assert book.enter(finding("4111", "b", "CREDIT_CARD")).entity_id != grown.entity_id


def test_labels_count_within_a_type() -> None:
    """Each type has its own numbers; ids are of the call."""
    book = Book()
    entered = [book.enter(finding(*it)) for it in (("a", "1"), ("b", "2"), ("x@y.z", "3", "EMAIL_ADDRESS"))]
    assert [entry.label for entry in entered] == ["PERSON_1", "PERSON_2", "EMAIL_ADDRESS_1"]
    assert [entry.entity_id for entry in entered] == ["e1", "e2", "e3"]


def test_what_is_tried_on_a_fork_leaves_no_trace() -> None:
    """An interim result takes no number."""
    book = Book()
    book.enter(finding("a", "1"))
    book.fork().enter(finding("b", "2"))
    assert book.enter(finding("c", "3")).label == "PERSON_2"
    assert book.counts() == {"PERSON": 2}


def test_a_finding_takes_over_what_was_masked_undecided_at_its_place_and_only_once() -> None:
    """The entry that hides the place is the entity; a second finding there is its own."""
    book = Book()
    masked = book.assume(finding("", "open:1:0", "NUMBER_SEQUENCE"))
    book.add(masked, "label", [said("s1", 0, 4)])
    spans = (Span("s1", 0, 4), Span("s2", 0, 4))
    assert book.enter(finding("41555501", "t1", "PHONE_NUMBER", spans)).entity_id == masked.entity_id
    assert book.enter(finding("99999999", "t2", "PHONE_NUMBER", spans)).entity_id != masked.entity_id


def test_assuming_a_known_thread_changes_nothing_of_it() -> None:
    """An open range of a known value is that value's; its type and score stay."""
    book = Book()
    known = book.enter(finding("41555501", "t1", "PHONE_NUMBER"))
    assert book.assume(finding("12", "t1", "NUMBER_SEQUENCE")) == known


def test_a_subject_stays_linked() -> None:
    """Later findings without a subject do not take it away."""
    book = Book()
    book.enter(finding("Jane", "a", subject="crm-1"))
    assert book.enter(finding("Jane", "a")).subject_id == "crm-1"


def test_spans_are_bounded_and_the_latest_stay() -> None:
    """A name said ten thousand times costs no more than SPANS_KEPT."""
    book = Book()
    entry = book.enter(finding("Jane", "a"))
    for index in range(SPANS_KEPT + 10):
        entry = book.add(entry, "label", [said(f"s{index}", 0, 4)])
    assert len(entry.spans) == SPANS_KEPT
    assert entry.spans[-1].segment_id == f"s{SPANS_KEPT + 9}"


def test_whoever_was_not_said_for_long_keeps_the_placeholder() -> None:
    """In a call of ten hours a name keeps its label and its id, however many were said in between."""
    book = Book()
    first = book.enter(finding("name 0", "t0"))
    labels = [first.label]
    for number in range(1, ENTRIES_KEPT * 4):
        labels.append(book.enter(finding(f"name {number}", f"t{number}")).label)
        book.trim()
    assert len(set(labels)) == len(labels)
    assert book.counts() == {"PERSON": ENTRIES_KEPT * 4}
    again = book.enter(finding("Name  0", "much later"))
    assert (again.entity_id, again.label) == (first.entity_id, first.label)
    assert book.counts() == {"PERSON": ENTRIES_KEPT * 4}
    book.trim()
    assert book.enter(finding("name 1", "later still")).label == labels[1]


def test_those_that_faded_first_are_forgotten_but_counted() -> None:
    """Memory is bounded: beyond so many values a label is given anew, and never twice."""
    book = Book()
    many = ENTRIES_KEPT + ROWS_KEPT + 5
    labels = set()
    for number in range(many):
        labels.add(book.enter(finding(f"name {number}", f"t{number}")).label)
        book.trim()
    assert len(labels) == many
    assert book.enter(finding("name 0", "again")).label not in labels
    assert book.enter(finding(f"name {many - 1}", "again too")).label in labels
    assert book.counts() == {"PERSON": many + 1}
