"""Plain text: labels and everything else that is not speech stay; speech is judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.entities import Role
from server.archive.text import read
from server.archive.transcript import Malformed
from tests.archive.marking import Marker

CALL = """\
Agent: how can I help
[00:00:04] Customer: my number is 415 555 0134
it is a mobile

Rep 2:thanks
Jane Doe: hello
Note: 415 555 0134
"""


def test_labels_stay_and_speech_is_redacted() -> None:
    """Only the number changes; a label that is no role belongs to what is judged."""
    transcript = read(CALL.encode())
    assert transcript.render(Marker()(transcript)).decode() == CALL.replace("415 555 0134", "[PHONE_NUMBER_1]")
    said = [segment.text for segment in transcript.conversations[0].segments]
    assert said == [
        "how can I help",
        "my number is 415 555 0134",
        "it is a mobile",
        "thanks",
        "Jane Doe: hello",
        "Note: 415 555 0134",
    ]


def test_a_label_tells_the_role_until_the_next() -> None:
    """A line without a label continues the turn; a second agent is another participant."""
    (call,) = read(CALL.encode()).conversations
    agent, customer = Role.AGENT, Role.CUSTOMER
    assert [segment.role for segment in call.segments] == [agent, customer, customer, agent, agent, agent]
    assert [segment.channel for segment in call.segments] == [0, 0, 0, 1, 1, 1]


def test_a_segment_is_named_after_its_line() -> None:
    """An auditor finds the place in the file; sequence has no gap where a line was empty."""
    (call,) = read(CALL.encode()).conversations
    assert [segment.segment_id for segment in call.segments] == ["1", "2", "3", "5", "6", "7"]
    assert [segment.sequence for segment in call.segments] == [1, 2, 3, 4, 5, 6]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\ufeff: Agent\u2028\x0b")))
def test_a_text_without_personal_data_comes_out_byte_for_byte(text: str) -> None:
    """Whatever line ends, byte order marks and control characters it has."""
    transcript = read(text.encode())
    answers = {key: answer for key, answer in Marker("")(transcript).items() if not answer.entities}
    assert transcript.render(answers) == text.encode()


def test_what_is_not_utf_8_is_refused_with_its_line() -> None:
    """The error says where, and not what."""
    with pytest.raises(Malformed, match="Line 3: the file is not UTF-8") as caught:
        read(b"Agent: hi\nCustomer: hi\ncanary \xff\n")
    assert "canary" not in repr(caught.value)
