"""Which mentions of a call are one entity: what is said again, and what is put right."""

from __future__ import annotations

import pytest

from recognizers.engine import Engine
from recognizers.entities import Turn
from tests.recognizers.conftest import counts, read_case


def entities(engine: Engine, case: str) -> list[tuple[str, str]]:
    """Return the type and thread of each finding of a call, in order."""
    dialogue, found = engine.begin(), []
    for number, (role, text, _) in enumerate(read_case(case)):
        analysis = engine.analyze(Turn(f"s{number}", text, role), dialogue)
        dialogue = analysis.dialogue
        found += [(finding.entity_type, finding.thread) for finding in analysis.findings if counts(finding)]
    return found


@pytest.mark.parametrize(
    "case",
    [
        "a: ssn / c: five one two four four nine oh one seven / a: so five one two four four nine oh one seven",
        "a: ssn / c: 512-44-9017 / a: 512449017? / c: yes",
        "a: ssn / c: five one two four four nine oh one seven / a: okay five one two four four nine oh one one",
        "a: account number / c: seven seven oh one four four nine two one one / a: that's 7701449211 / c: right",
        "a: account number / c: 4155550118 / a: 415 555 0118 / c: right",
        "a: your member id / c: 2125550147 / a: 212 555 0147 / c: yes / a: okay 2125550147 then",
        "a: order number / c: AB4419 / a: AB4418? / c: no AB4419",
        "a: case number / c: t r four one eight / a: t r four one nine / c: no t r four one eight",
    ],
)
def test_a_read_back_is_the_entity_it_repeats(engine: Engine, case: str) -> None:
    """Of the same type and under one placeholder, though its shape alone is that of a telephone number."""
    assert len(set(entities(engine, case))) == 1


@pytest.mark.parametrize(
    "case",
    [
        "a: phone number / c: 415 555 0118 / c: no 415 555 0119 / c: wait 415 555 0129",
        "a: account number / c: 77014492 / c: sorry 77014429 / c: no 77014492 / c: sorry 77014494",
        "a: pin / c: four four one nine / c: no four four nine one / c: actually four nine four one",
        "a: what's your password / c: blue falcon nine / c: no blue falcon five / c: no wait blue heron five",
        "a: what's your password / c: tulip nine no wait it's crocus nine",
        "a: name of your first pet / c: Biscuit. / c: Sorry, I meant Whiskers.",
        "a: what's your first name / c: jane / c: no jean",
    ],
)
def test_a_value_put_right_again_and_again_stays_one_entity(engine: Engine, case: str) -> None:
    """It keeps its placeholder: what stands there in the end is what was meant."""
    assert len(set(entities(engine, case))) == 1


@pytest.mark.parametrize(
    "case",
    [
        "c: my phone number is 415 555 0118 and my work number is 415 555 0119",
        "a: account number / c: 77014492 / a: and the order number / c: 77014493",
        "a: card number / c: 4012888888881881 / c: no wrong card 5555555555554444",
    ],
)
def test_two_values_that_are_alike_stay_two(engine: Engine, case: str) -> None:
    """Announced as another, asked for as another, or another card."""
    assert len(set(entities(engine, case))) == 2


@pytest.mark.parametrize(
    "case",
    [
        "c: it's six six five oh / a: what is / c: that was my pin / a: so six six five oh",
        "c: uh bramble / a: what's that / c: that was my password / a: okay bramble thanks",
        "c: it was bluebell / a: is that your password / c: yes / a: i have bluebell here",
        "c: 4491 / a: is that your pin / c: yes / a: ok four four nine one",
    ],
)
def test_what_hindsight_found_is_known_from_then_on(engine: Engine, case: str) -> None:
    """Its read-back is the same entity."""
    found = [one for one in entities(engine, case) if one[0] == "PASSWORD"]
    assert len(found) > 1
    assert len(set(found)) == 1
