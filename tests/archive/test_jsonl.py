"""JSON Lines: what is said is redacted, and nothing else of a line moves by a byte."""

from __future__ import annotations

import json

import pytest

from recognizers.entities import KnownIdentity, Role
from server.archive.jsonl import read
from server.archive.transcript import Malformed
from tests.archive.marking import Marker


def redacted(source: str, marker: Marker | None = None) -> str:
    transcript = read(source.encode())
    return transcript.render((marker or Marker())(transcript)).decode()


@pytest.mark.parametrize(
    "line",
    [
        '{"speaker": "customer", "text": "call 415 555 0134", "conf": 0.10, "n": 1e400, "big": 12345678901234567}',
        '{ "text" :"call 415 555 0134" , "tags":[ ], "nested": {"a": [1, {"b": null}]}, "é": "\\u00e9" }\r',
        '{"call_id": "c1", "turns": [{"speaker": "agent", "text": "hi"}, {"role": "bot", "text": "415 555 0134"}]}',
        '\ufeff{"text": "415-555-0134"}',
    ],
)
def test_only_the_text_changes(line: str) -> None:
    """Other keys, numbers, spacing and escapes keep their spelling."""
    expected = line
    for number in ("415 555 0134", "415-555-0134"):
        expected = expected.replace(number, "[PHONE_NUMBER_1]")
    again = "\n\n" + line.removeprefix("\ufeff")
    assert redacted(line + again) == expected + "\n\n" + expected.removeprefix("\ufeff")


def test_turns_of_one_call_are_one_conversation() -> None:
    """Turns are put together by their call_id, also when calls are mixed; a line with turns is a call of its own."""
    records = [
        {"call_id": "a", "speaker": "agent", "text": "one"},
        {"call_id": "b", "speaker": "agent", "text": "two"},
        {"call_id": "a", "speaker": "customer", "text": "three"},
        {"turns": [{"speaker": "agent", "text": "four"}, {"speaker": "customer", "text": None}]},
        {"turns": [{"speaker": "agent", "text": "five"}]},
    ]
    transcript = read("\n".join(map(json.dumps, records)).encode())
    said = [(call.call_id, [segment.text for segment in call.segments]) for call in transcript.conversations]
    assert said == [("a", ["one", "three"]), ("b", ["two"]), ("", ["four"]), ("", ["five"])]
    assert [segment.segment_id for segment in transcript.conversations[0].segments] == ["1", "3"]
    assert [segment.sequence for segment in transcript.conversations[0].segments] == [1, 2]
    assert transcript.conversations[2].segments[0].segment_id == "4.1"


def test_a_speaker_by_name_is_masked_and_known() -> None:
    """A role stays and says who speaks; a name is hidden in its label, the same every time, and in what is said."""
    records = [
        {"speaker": "Zanzibar Quillfeather", "role": "customer", "text": "hi"},
        {"speaker": "Agent", "text": "hello"},
        {"speaker": "zanzibar  quillfeather", "role": "customer", "text": "bye"},
        {"speaker": "Grace", "text": "bye"},
    ]
    source = "\n".join(map(json.dumps, records))
    labels = [json.loads(line)["speaker"] for line in redacted(source).splitlines()]
    assert labels == ["[SPEAKER_1]", "Agent", "[SPEAKER_1]", "[SPEAKER_2]"]
    (call,) = read(source.encode()).conversations
    assert [segment.role for segment in call.segments] == [Role.CUSTOMER, Role.AGENT, Role.CUSTOMER, Role.UNSPECIFIED]
    assert KnownIdentity("", "PERSON", "Zanzibar Quillfeather") in call.known
    assert "Grace" not in [known.value for known in call.known], "a single name is often an ordinary word"


def test_words_are_redacted_with_the_text() -> None:
    """A value that is hidden in the text is not left in the words beside it."""
    words = [{"text": "call", "conf": 1}, {"word": "4155550134", "start_ms": 5}, "now"]
    out = json.loads(redacted(json.dumps({"text": "call 4155550134 now", "words": words})))
    assert out["words"] == [{"text": "call", "conf": 1}, {"word": "[PHONE_NUMBER_1]", "start_ms": 5}, "now"]


def test_words_that_come_back_as_one_leave_nothing_behind() -> None:
    """Words hidden under one placeholder: it stands in the first, and the others are empty."""
    transcript = read(
        json.dumps({"text": "it is 415 555 0134 okay", "words": "it is 415 555 0134 okay".split()}).encode()
    )
    answers = Marker()(transcript)
    (segment,) = transcript.conversations[0].segments
    kept, hidden = segment.words[:2] + segment.words[-1:], segment.words[2]
    merged = (*kept[:2], type(hidden)("[PHONE_NUMBER_1]"), kept[2])
    answer = answers["1"]
    out = transcript.render({"1": type(answer)("1", 1, answer.text, True, answer.entities, merged)})
    assert json.loads(out)["words"] == ["it", "is", "[PHONE_NUMBER_1]", "", "", "okay"]


def test_words_of_a_degraded_turn_are_hidden() -> None:
    """A turn that could not be judged shows none of its words."""
    out = redacted(json.dumps({"text": "zanzibar", "words": ["zanzibar"]}), Marker(degraded=True))
    assert json.loads(out) == {"text": "[HIDDEN]", "words": [""]}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "canary', "not JSON"),
        ('{"text": "canary", "text": "canary"}', "a key twice"),
        ('{"text": "canary",}', "not JSON"),
        ('{"text": "canary"} {}', "not JSON"),
        ('["canary"]', "neither a turn"),
        ('"canary"', "neither a turn"),
        ('{"words": ["canary"]}', 'no "text"'),
        ('{"text": ["canary"]}', "not a string"),
        ('{"text": "", "words": ["canary"]}', 'without a "text"'),
        ('{"text": "canary", "words": [{"w": "canary"}]}', "holds no word"),
        ('{"text": "canary \\ud800"}', "surrogate"),
        ('{"turns": "canary"}', "neither a turn"),
        ('{"turns": ["canary"]}', 'no "text"'),
        ('{"text": ' + "[" * 100_000, "not JSON"),
        ("{", "not JSON"),
    ],
)
def test_a_malformed_line_is_named_and_not_shown(line: str, reason: str) -> None:
    """The error has the number of the line and the reason; what stands there is in no part of it."""
    with pytest.raises(Malformed) as caught:
        read(('{"text": "fine"}\n' + line).encode())
    assert caught.value.message.startswith("Line 2: ")
    assert reason in caught.value.message
    assert "canary" not in repr(caught.value) + caught.value.diagnostics()
