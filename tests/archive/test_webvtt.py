"""WebVTT: cues, times, voices and styles stay; speech, names and free text are judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.entities import Role
from server.archive.transcript import Malformed
from server.archive.webvtt import read
from tests.archive.marking import Marker

HEAD = "WEBVTT\n\n"
TIMES = "00:00:01.000 --> 00:00:04.500"


def redacted(source: str, marker: Marker | None = None) -> str:
    transcript = read(source.encode())
    return transcript.render((marker or Marker())(transcript)).decode()


def cue(payload: str) -> str:
    return f"{HEAD}{TIMES}\n{payload}\n\n"


def test_a_whole_file() -> None:
    """Everything that a file can have, with a number in all the places where text hides."""
    source = """\
WEBVTT - call of 415 555 0134
Kind: captions
Language: en-US

STYLE
::cue { color: lime }

NOTE
recorded for 415 555 0134

1
00:01.000 --> 00:04.000 align:start position:0%
<v Agent>how can I help &amp; whom</v>

call back 415 555 0134
01:00:05.000 --> 01:00:09.250
<v Zanzibar Quillfeather>it's <c.yellow>415</c> 555
0134 I said
<v.loud Agent>thanks <i>a lot</i>
"""
    expected = """\
WEBVTT - call of [PHONE_NUMBER_1]
Kind: captions
Language: en-US

STYLE
::cue { color: lime }

NOTE
recorded for [PHONE_NUMBER_1]

1
00:01.000 --> 00:04.000 align:start position:0%
<v Agent>how can I help &amp; whom</v>

call back [PHONE_NUMBER_1]
01:00:05.000 --> 01:00:09.250
<v [SPEAKER_1]>it's <c.yellow></c>[PHONE_NUMBER_1] I said
<v.loud Agent>thanks <i>a lot</i>
"""
    assert redacted(source) == expected


def test_speech_is_what_a_reader_sees() -> None:
    """References are resolved, tags are gone, a line break is a space; times and roles come from the cue."""
    source = cue("<v Agent>Tom &amp; <b>Jerry</b></v>\n<v Customer>five\nsix") + f"7\n{TIMES}\nno voice"
    (call,) = read(source.encode()).conversations
    assert [segment.text for segment in call.segments] == ["Tom & Jerry", "five six", "no voice"]
    assert [segment.role for segment in call.segments] == [Role.AGENT, Role.CUSTOMER, Role.UNSPECIFIED]
    assert [segment.segment_id for segment in call.segments] == ["4", "5", "10"]
    assert {(segment.start_offset, segment.end_offset) for segment in call.segments} == {(1.0, 4.5)}


def test_two_voices_on_one_line() -> None:
    """Each is a segment of its own, named by line and part."""
    (call,) = read(cue("<v Agent>hi</v> <v Customer>415 555 0134</v>").encode()).conversations
    assert [(segment.segment_id, segment.text) for segment in call.segments] == [("4", "hi"), ("4.2", "415 555 0134")]


def test_a_name_in_a_voice_tag_is_hidden_everywhere() -> None:
    """The tag gets a mask that is the same for the same name, and the name is known to the call."""
    source = cue("<v Zanzibar Quillfeather>hi\n<v Jane Doe>hi\n<v Zanzibar Quillfeather>bye")
    assert redacted(source) == cue("<v [SPEAKER_1]>hi\n<v [SPEAKER_2]>hi\n<v [SPEAKER_1]>bye")
    assert [known.value for known in read(source.encode()).conversations[0].known] == [
        "Zanzibar Quillfeather",
        "Jane Doe",
    ]


@pytest.mark.parametrize(
    "payload", ["<415 555 0134>", "<b 415 555 0134>x", "<v>415 555 0134", "&415 555 0134;", "< 4155550134"]
)
def test_what_only_looks_like_markup_is_judged(payload: str) -> None:
    """A player drops an unknown tag; the file still holds it."""
    out = redacted(cue(payload))
    assert "0134" not in out
    assert "[PHONE_NUMBER_1]" in out


@pytest.mark.parametrize("placeholder", ["", "***", "<hidden>"])
def test_an_answer_leaves_a_cue_whole(placeholder: str) -> None:
    """A line of which nothing is left goes, for an empty one would end the cue; a placeholder is no markup."""
    out = redacted(cue("first\n415 555 0134\nlast") + "00:05.000 --> 00:06.000\nnext", Marker(placeholder))
    again = read(out.encode())
    texts = [segment.text for segment in again.conversations[0].segments]
    assert texts == [" ".join(["first", *([placeholder] if placeholder else []), "last"]), "next"]


def test_a_segment_that_could_not_be_judged_keeps_nothing() -> None:
    """No entity explains the answer: all of the cue's text goes, and its tags stay."""
    out = redacted(cue("<v Agent>some <b>zanzibar</b> text\nmore"), Marker(degraded=True))
    assert out == cue("<v Agent><b></b>[HIDDEN]")


@given(
    st.lists(
        st.sampled_from(
            ["hi &amp; bye", "<v Agent>", "<b>", "</b>", "\n", "\r\n", " ", "é", "<x>", "&", "\u2028", "\x0b"]
        )
    )
)
def test_a_cue_without_personal_data_comes_out_byte_for_byte(parts: list[str]) -> None:
    """Whatever markup, line ends and oddities it has."""
    payload = "".join(parts).replace("\r\n\r\n", "\r\n").strip() or "x"
    while "\n\n" in payload or "\n\r\n" in payload:
        payload = payload.replace("\n\n", "\n").replace("\n\r\n", "\n")
    assert redacted(cue(payload)) == cue(payload)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("canary", 1),
        ("WEBVTTcanary\n", 1),
        (HEAD + "canary\ncanary\n", 3),
        (HEAD + "1\n00:00 --> canary\n", 4),
        (HEAD + TIMES + " canary\nhello\n", 3),
        (cue("fine") + "\ncanary\n\n", 7),
    ],
)
def test_a_malformed_block_is_named_and_not_shown(source: str, line: int) -> None:
    """The error has the number of the line and not its content."""
    with pytest.raises(Malformed) as caught:
        read(source.encode())
    assert caught.value.line == line
    assert "canary" not in repr(caught.value) + caught.value.diagnostics()
