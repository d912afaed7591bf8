"""What a call keeps for its client is bounded, whatever the client sends; and what it may ask for again is there."""

from __future__ import annotations

import math
import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.entities import Role
from server.redaction.answers import OWED
from server.redaction.events import SegmentReceived
from server.redaction.held import MOST
from server.redaction.messages import Checkpoint, RedactedSegment, Segment
from tests.redaction.fakes import said, segments, texts
from tests.redaction.test_machine import Driver

FEW = settings(max_examples=60, deadline=None, derandomize=True)
FOR_EVER = 1e9


def kept(drive: Driver) -> int:
    return len(pickle.dumps((drive.machine._outbox, drive.machine._held)))


def checkpoints(responses: list[object]) -> list[int]:
    return [response.committed_sequence for response in responses if isinstance(response, Checkpoint)]


def test_interim_results_that_never_get_a_final_take_no_memory() -> None:
    """Ever-new segment ids, and no final: the client is told what to forget, behind the answer to it."""
    drive, sizes, told = Driver(), [], []
    for sequence in range(1, 3001):
        answers = drive.hear(sequence, f"it is {sequence}", final=False, segment_id=f"never-{sequence}")
        assert isinstance(answers[0], RedactedSegment)
        assert answers[0].sequence == sequence
        told += checkpoints(answers)
        if sequence in (500, 3000):
            sizes.append(kept(drive))
        drive.log.clear()
    assert told[-1] > 3000 - OWED - 1
    assert sizes[1] <= sizes[0] * 1.1


def test_an_interim_result_of_any_size_is_kept_alone() -> None:
    """Large ones are kept by their weight, not by their number."""
    drive = Driver()
    for sequence in range(1, 30):
        drive.hear(sequence, "x" * 60_000 + str(sequence), final=False, segment_id=f"never-{sequence}")
        drive.log.clear()
    assert kept(drive) < 400_000


def test_what_is_said_beside_a_held_segment_takes_no_memory() -> None:
    """One side's number is open for ever, the other side talks on: the hold ends early, masked, not shown."""
    drive = Driver(hold=FOR_EVER)
    assert drive.hear(1, "it is 41 55") == []
    back = [r for sequence in range(2, 200) for r in drive.hear(sequence, "yes", role=Role.AGENT)]
    held = next(segment for segment in segments(back) if segment.sequence == 1)
    assert held.text == "it is [NUMBER_SEQUENCE_1] [NUMBER_SEQUENCE_2]"
    assert checkpoints(back)[-1] > 200 - OWED - 2


def test_no_more_than_a_number_of_segments_is_held() -> None:
    """One participant, a number that goes on and on, all the time in the world."""
    drive = Driver(hold=FOR_EVER)
    drive.hear(1, "41")
    for sequence in range(2, 400):
        drive.hear(sequence, "uh 12", segment_id=f"s{sequence}")
        assert len(drive.machine._held) <= MOST + 1


def test_a_finished_call_lets_nothing_go_early() -> None:
    """Its end decides: what is open stays so as long as the call has turns."""
    drive = Driver(hold=math.inf)
    drive.hear(1, "it is 41")
    back = [s.sequence for n in range(2, 200) for s in segments(drive.hear(n, "yes", role=Role.AGENT))]
    assert back == list(range(2, 200))
    assert texts(drive.hear(200, "Jane")) == ["it is 41", "[PERSON_1]"]


@st.composite
def scripts(draw: st.DrawFn) -> list[Segment]:
    """Segments of two sides, interim results of new and of known ids among them."""
    ids, made = 0, []
    for sequence in range(1, draw(st.integers(2, 150))):
        final = draw(st.sampled_from([False, False, False, True]))
        ids += draw(st.sampled_from([0, 1, 1])) or not made or made[-1].final
        text = draw(st.sampled_from(["okay", "it is 41", "55", "Jane", "4155 50123", "room 12 then", ""]))
        role = draw(st.sampled_from([Role.AGENT, Role.CUSTOMER]))
        made.append(said(sequence, text, role, segment_id=f"id-{ids}", final=final))
    return made


@FEW
@given(script=scripts(), hold=st.sampled_from([0.0, 2.0, FOR_EVER]))
def test_all_that_a_client_may_ask_for_again_is_there(script: list[Segment], hold: float) -> None:
    """After every message, what is above the last checkpoint is answered as before or waits; no gap, no other text."""
    drive, durable = Driver(hold=hold), 0
    given_back: dict[int, str] = {}
    for now, segment in enumerate(script):
        answers = drive(SegmentReceived(segment, float(now)))
        given_back |= {answer.sequence: answer.text for answer in segments(answers)}
        durable = max([durable, *checkpoints(answers)])
        for earlier in script[durable : now + 1]:
            again = segments(drive(SegmentReceived(earlier, float(now))))
            for answer in again:
                newer = [s.sequence for s in script[: now + 1] if s.segment_id == earlier.segment_id and not s.final]
                same = given_back[answer.sequence] if earlier.final or not newer else given_back[max(newer)]
                assert answer.text in (same, given_back[answer.sequence])
            assert again or earlier.final
