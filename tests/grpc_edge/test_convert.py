"""Between protobuf and our own words, in both directions."""

from __future__ import annotations

import pytest
from google.protobuf.duration_pb2 import Duration
from hypothesis import given
from hypothesis import strategies as st

from recognizers.entities import KnownIdentity, Role
from server.errors import InvalidField
from server.grpc_edge import convert
from server.grpc_edge.limits import Limits
from server.redaction.messages import Segment, Word
from veilscript.v1 import redaction_pb2 as pb

LIMITS = Limits()


@given(st.floats(min_value=0, max_value=1e9))
def test_times_come_back(seconds: float) -> None:
    """A time survives the way there and back to the nanosecond, or to what a float can tell."""
    message = pb.TranscriptSegment(segment_id="s", sequence=1, start_offset=convert.duration(seconds))
    back = convert.segment(message, LIMITS).start_offset
    assert back == pytest.approx(seconds, abs=1e-9, rel=1e-15)


def test_an_unset_time_stays_unset() -> None:
    """Nothing is not zero."""
    assert convert.duration(None) is None
    segment = convert.segment(pb.TranscriptSegment(segment_id="s", sequence=1), LIMITS)
    assert (segment.start_offset, segment.end_offset) == (None, None)
    assert convert.opening(pb.StreamingConfig(call_id="c"), "config").max_hold is None


def test_a_segment_is_read_whole() -> None:
    """Every field of a segment arrives in its place."""
    message = pb.TranscriptSegment(
        segment_id="s",
        sequence=3,
        text="hi there",
        participant_role=pb.PARTICIPANT_ROLE_AUTOMATED_AGENT,
        is_final=True,
        start_offset=Duration(seconds=1),
        end_offset=Duration(seconds=2, nanos=500_000_000),
        channel=2,
        words=[pb.Word(text="hi", start_offset=Duration(seconds=1), end_offset=Duration(seconds=2))],
    )
    assert convert.segment(message, LIMITS) == Segment(
        segment_id="s",
        sequence=3,
        text="hi there",
        role=Role.AUTOMATED_AGENT,
        final=True,
        channel=2,
        start_offset=1.0,
        end_offset=2.5,
        words=(Word("hi", 1.0, 2.0),),
    )


def test_the_roles_are_ours() -> None:
    """Each role of the contract is one of ours, by name and number."""
    names = {name.removeprefix("PARTICIPANT_ROLE_"): number for name, number in pb.ParticipantRole.items()}
    assert names == {role.name: role.value for role in Role}


def test_an_opening_is_read_whole() -> None:
    """Every field of a config arrives in its place."""
    config = pb.StreamingConfig(
        call_id="c",
        redaction=pb.RedactionConfig(policy="pci", language_code="en-GB"),
        max_hold=Duration(nanos=250_000_000),
        known_identities=[pb.KnownIdentity(subject_id="x", entity_type="PERSON", value="Jane Doe")],
    )
    known = (KnownIdentity("x", "PERSON", "Jane Doe"),)
    assert convert.opening(config, "config") == convert.Opening("c", "pci", "en-GB", known, 0.25)


def test_too_many_identities_are_one_violation() -> None:
    """A list that is too long is told once, and not read to its end."""
    config = pb.StreamingConfig(
        call_id="c", known_identities=[pb.KnownIdentity(entity_type="PERSON", value="x")] * 1001
    )
    with pytest.raises(InvalidField) as refused:
        convert.opening(config, "config")
    assert [violation.field for violation in refused.value.violations] == ["config.known_identities"]


def test_violations_do_not_repeat_what_was_sent() -> None:
    """A description holds nothing of a field's content."""
    canary = "quetzalcoatlus"
    config = pb.StreamingConfig(
        call_id=canary * 20, known_identities=[pb.KnownIdentity(entity_type=canary, value=canary * 100)]
    )
    with pytest.raises(InvalidField) as refused:
        convert.opening(config, "config")
    assert canary not in repr(refused.value.violations) + str(refused.value)
