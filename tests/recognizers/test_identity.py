"""Known identities: what the platform already knew is found however it is said, and linked to its subject."""

from __future__ import annotations

import pytest

from recognizers.engine import Engine
from recognizers.entities import KnownIdentity, Role, Turn

KNOWN = (
    KnownIdentity("s-1", "PERSON", "Zoë Hartley-Quinn"),
    KnownIdentity("s-1", "PHONE_NUMBER", "+1 415 555 0134"),
    KnownIdentity("s-1", "EMAIL_ADDRESS", "zoe.hartley@example.com"),
    KnownIdentity("s-2", "ACCOUNT_ID", "88214907"),
    KnownIdentity("s-2", "PERSON", "Mark Bell"),
    KnownIdentity("s-3", "PERSON", "Ignacy Kowalczyk"),
    KnownIdentity("s-3", "ADDRESS", "12 Oak Lane, Springfield, IL 62704"),
    KnownIdentity("s-3", "DATE_OF_BIRTH", "1984-06-05"),
)

FOUND = [
    ("i have zoe hartley quinn on the line", "zoe hartley quinn", "s-1"),
    ("Is Zoë there?", "Zoë", "s-1"),
    ("put ZOE HARTLEY-QUINN down", "ZOE HARTLEY-QUINN", "s-1"),
    ("it is for hartleyquinn", "hartleyquinn", "s-1"),
    ("that's h a r t l e y", "h a r t l e y", "s-1"),
    ("call four one five five five five oh one three four", "four one five five five five oh one three four", "s-1"),
    ("the one ending oh one three four", "oh one three four", "s-1"),
    ("ring 415-555-0134 please", "415-555-0134", "s-1"),
    ("write to zoe.hartley@example.com", "zoe.hartley@example.com", "s-1"),
    ("write to zoe dot hartley at example dot com", "zoe dot hartley at example dot com", "s-1"),
    ("eight eight two one four nine oh seven is mine", "eight eight two one four nine oh seven", "s-2"),
    ("ask mr bell about it", "bell", "s-2"),
    ("this is mark bell again", "mark bell", "s-2"),
    ("it's zoe dot hartley", "zoe dot hartley", "s-1"),
    ("i have a kowalczik here", "kowalczik", "s-3"),
    ("on oak lane yes", "oak lane", "s-3"),
    ("at twelve oak", "twelve oak", "s-3"),
    ("12 Oak Ln it says", "12 Oak Ln", "s-3"),
    ("over in springfield illinois", "springfield illinois", "s-3"),
    ("on june fifth you turn forty", "june fifth", "s-3"),
    ("06/05/1984 it says here", "06/05/1984", "s-3"),
]

KEPT = [
    "the bell rang twice",
    "please mark it as done",
    "it ends in thirty days",
    "the total is four hundred and fifteen dollars",
    "we are at the gate",
    "an oak table in the lane",
    "on june sixth then",
    "the springfield store is closed",
    "what a kowtow",
]


@pytest.mark.parametrize(("text", "said", "subject"), FOUND)
def test_a_known_value_is_found_and_linked(engine: Engine, text: str, said: str, subject: str) -> None:
    """Any case, with or without hyphens and accents, spelled, dictated, whole or by its end."""
    findings = engine.analyze(Turn("s0", text, Role.AGENT), engine.begin(KNOWN)).findings
    linked = [finding for finding in findings if finding.subject_id == subject]
    low, high = text.index(said), text.index(said) + len(said)
    covered = {at for f in linked for span in f.spans for at in range(span.start, span.end)}
    assert {at for at in range(low, high) if text[at].isalnum()} <= covered
    assert all(low <= span.start and span.end <= high for f in linked for span in f.spans)
    assert all(finding.score == 1.0 for finding in linked)


@pytest.mark.parametrize("text", KEPT)
def test_a_word_that_a_known_name_shares_stays(engine: Engine, text: str) -> None:
    """A name that is an ordinary word is found where it is a name, and nowhere else."""
    findings = engine.analyze(Turn("s0", text, Role.AGENT), engine.begin(KNOWN)).findings
    assert not [finding for finding in findings if finding.subject_id]


def test_a_known_number_read_out_over_turns_is_one_entity(engine: Engine) -> None:
    """The parts of a known number carry its subject, whoever had said the part before."""
    dialogue = engine.begin(KNOWN)
    for number, text in enumerate(("my account is eight eight two one", "four nine oh seven")):
        analysis = engine.analyze(Turn(f"s{number}", text, Role.CUSTOMER), dialogue)
        dialogue = analysis.dialogue
    assert {finding.subject_id for finding in analysis.findings} == {"s-2"}
    assert {span.segment_id for finding in analysis.findings for span in finding.spans} >= {"s1"}
