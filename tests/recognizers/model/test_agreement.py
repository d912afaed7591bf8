"""Rules and model on the same characters: who has the say, and what becomes one entity."""

from __future__ import annotations

import pytest
from presidio_analyzer import RecognizerResult

from recognizers.model.agreement import agree

TEXT = "my name is jane o'neil doe and my number is 415 555 0134"


def _result(kind: str, part: str, score: float, value: str = "", subject: str = "") -> RecognizerResult:
    start = TEXT.index(part)
    metadata = {"value": value or part, "subject_id": subject}
    return RecognizerResult(kind, start, start + len(part), score, recognition_metadata=metadata)


def _shown(results: list[RecognizerResult]) -> list[tuple[str, str, float, str]]:
    return sorted(
        (one.entity_type, TEXT[one.start : one.end], one.score, str((one.recognition_metadata or {})["value"]))
        for one in results
    )


def test_one_name_heard_twice_is_one_entity() -> None:
    """As long as the two together, with the better score, and the fuller value."""
    found = agree(TEXT, [_result("PERSON", "jane", 0.9)], [_result("PERSON", "jane o'neil doe", 0.7)])
    assert _shown(found) == [("PERSON", "jane o'neil doe", 0.9, "jane o'neil doe")]


def test_two_parts_that_the_model_hears_as_one_become_one() -> None:
    """A rule that found the first and the last name apart is put right by the model."""
    rules = [_result("PERSON", "jane", 0.6), _result("PERSON", "doe", 0.6)]
    found = agree(TEXT, rules, [_result("PERSON", "jane o'neil doe", 0.7)])
    assert _shown(found) == [("PERSON", "jane o'neil doe", 0.7, "jane o'neil doe")]


def test_a_longer_range_of_the_rules_keeps_its_value() -> None:
    """Nothing that a rule hides is shown because the model heard less."""
    found = agree(TEXT, [_result("PERSON", "jane o'neil", 0.8)], [_result("PERSON", "neil", 0.9)])
    assert _shown(found) == [("PERSON", "jane o'neil", 0.9, "jane o'neil")]


def test_a_doubtful_range_changes_no_rule() -> None:
    """A model that is less than half sure makes no rule's range longer, and hides nothing alone."""
    rules = [_result("PERSON", "jane", 0.9)]
    heard = [_result("PERSON", "jane o'neil doe", 0.3), _result("LOCATION", "my number", 0.45)]
    assert agree(TEXT, rules, heard) == rules


def test_numbers_are_the_rules() -> None:
    """The model yields where a number, an address on the net or a secret is, however sure it is."""
    number = _result("PHONE_NUMBER", "415 555 0134", 0.6, "4155550134")
    found = agree(TEXT, [number], [_result("ADDRESS", "is 415 555 0134", 0.99)])
    assert ("PHONE_NUMBER", "415 555 0134", 0.6, "4155550134") in _shown(found)
    assert all(one[0] != "ADDRESS" or "4" not in one[1] for one in _shown(found))


@pytest.mark.parametrize("kind", ["ORGANIZATION", "DATE"])
def test_what_few_policies_hide_takes_nothing_from_what_they_do(kind: str) -> None:
    """A name that sounds like a firm's to the model stays a name."""
    found = agree(TEXT, [_result("PERSON", "jane", 0.6)], [_result(kind, "jane o'neil doe", 0.99)])
    assert ("PERSON", "jane", 0.6, "jane") in _shown(found)
    assert all("jane" not in one[1] for one in _shown(found) if one[0] == kind)


def test_what_the_platform_knew_ends_where_it_ends() -> None:
    """A known value keeps its range and its subject; what the model heard beside it is an entity of its own."""
    known = _result("PERSON", "jane", 1.0, "jane", "subject-1")
    found = agree(TEXT, [known], [_result("PERSON", "jane o'neil doe", 0.99)])
    assert _shown(found)[1][:3] == ("PERSON", "jane", 1.0)
    assert _shown(found)[0][1].strip() == "o'neil doe"


def test_health_is_one_thing_by_any_name() -> None:
    """A symptom to the one and a condition to the other is one entity, of the rule's type."""
    found = agree(TEXT, [_result("HEALTH_SYMPTOM", "name", 0.6)], [_result("HEALTH_CONDITION", "my name", 0.98)])
    assert [(kind, text) for kind, text, *_ in _shown(found)] == [("HEALTH_SYMPTOM", "my name")]


def test_without_a_rule_or_without_a_model_nothing_changes() -> None:
    """Either alone is passed on as it is."""
    alone = [_result("PERSON", "jane", 0.9)]
    assert agree(TEXT, alone, []) == alone
    assert _shown(agree(TEXT, [], [_result("LOCATION", "jane", 0.9)])) == [("LOCATION", "jane", 0.9, "jane")]
