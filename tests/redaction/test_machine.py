"""The pure machine: every rule of a stream, with time as an argument."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recognizers.entities import Analysis, Finding, OpenSpan, Role, Span
from server.errors import CallEnded, InvalidField, SequenceGap
from server.redaction import machine as machine_module
from server.redaction.events import (
    Abandoned,
    Commit,
    Committed,
    EndAsked,
    Event,
    FlushAsked,
    Judge,
    Judged,
    PolicyChanged,
    Resumed,
    SegmentReceived,
    Send,
    Settle,
    Settled,
    Ticked,
    Unjudged,
    Unsettled,
)
from server.redaction.machine import Machine, OutOfTurn
from server.redaction.messages import Checkpoint, RedactedSegment, Response, Revision, Summary, Word
from server.redaction.policy_store import built_in
from server.redaction.states import CALL, SEGMENT, CallPhase, Cause, SegmentPhase
from tests.redaction.fakes import Digits, said, segments, texts

HOLD = 2.0


class Driver:
    """Plays the part of calls.py, one step at a time and without a loop; ``log`` has every effect in order."""

    def __init__(self, policy: str = "default", hold: float = HOLD) -> None:
        self.detector = Digits()
        self.machine = Machine(policy=built_in(policy), max_hold=hold, memory=self.detector.begin())
        self.log: list[object] = []

    def __call__(self, event: Event) -> list[Response]:
        out: list[Response] = []
        for effect in self.machine.handle(event):
            self.log.append(effect)
            match effect:
                case Send(responses):
                    out += responses
                case Judge(turn, memory):
                    out += self(self.judge(lambda t=turn, m=memory: self.detector.analyze(t, m), Judged, Unjudged()))
                case Settle(memory):
                    out += self(self.judge(lambda m=memory: self.detector.close(m), Settled, Unsettled()))
                case Commit() if not effect.abandoned:
                    out += self(Committed())
        return out

    def judge(self, work: Callable[[], Analysis], made: type[Judged | Settled], failed: Event) -> Event:
        try:
            analysis = work()
        except ValueError:
            return failed
        return made(analysis.findings, analysis.open, analysis.dialogue)

    def hear(self, sequence: int, text: str, now: float = 0.0, **more: object) -> list[Response]:
        return self(SegmentReceived(said(sequence, text, **more), now))


def test_a_decided_segment_is_released_at_once_with_a_checkpoint() -> None:
    """What holds nothing undecided leaves with the event that brought it, then the client may forget it."""
    drive = Driver()
    released = drive.hear(1, "this is Jane")
    assert texts(released) == ["this is [PERSON_1]"]
    assert released[-1] == Checkpoint(1)


def test_a_segment_with_an_undecided_end_is_held_until_the_next_one_decides_it() -> None:
    """Digits that a later turn may continue stay back; when it does, both come out hidden, as one entity."""
    drive = Driver()
    assert drive.hear(1, "it is 41 55") == []
    released = drive.hear(2, "50 123")
    assert texts(released) == ["it is [PHONE_NUMBER_1] [PHONE_NUMBER_1]", "[PHONE_NUMBER_1] [PHONE_NUMBER_1]"]
    assert {e.entity_id for s in segments(released) for e in s.entities} == {"e1"}


def test_a_held_range_that_proves_ordinary_is_shown() -> None:
    """Two digits and then other words: the held segment comes out untouched."""
    drive = Driver()
    assert drive.hear(1, "room 12") == []
    assert texts(drive.hear(2, "thanks")) == ["room 12", "thanks"]


def test_the_other_participant_is_not_held() -> None:
    """A held segment holds back its own participant only."""
    drive = Driver()
    assert drive.hear(1, "41 55") == []
    assert texts(drive.hear(2, "okay", role=Role.AGENT)) == ["okay"]
    assert texts(drive.hear(3, "hello from the other channel", channel=1)) == ["hello from the other channel"]


def test_segments_of_one_participant_leave_in_order() -> None:
    """A decided segment waits behind a held one of the same participant."""
    drive = Driver()
    assert drive.hear(1, "41 55") == []
    memory_less = Judged((), (OpenSpan(Span("s1", 0, 5), "PHONE_NUMBER"),), drive.machine._memory)
    drive.machine.handle(SegmentReceived(said(2, "plain"), 0.0))
    assert drive.machine.handle(memory_less) == ()
    released = drive(FlushAsked(0.0))
    assert [segment.sequence for segment in segments(released)] == [1, 2]


def test_max_hold_is_kept_to_the_instant() -> None:
    """One moment before its time a segment is held, at its time it leaves, its open ranges masked."""
    drive = Driver()
    drive.hear(1, "it is 41 55", now=10.0)
    assert drive.machine.deadline == 12.0
    assert drive(Ticked(11.999)) == []
    assert texts(drive(Ticked(12.0))) == ["it is [NUMBER_SEQUENCE_1] [NUMBER_SEQUENCE_2]"]
    assert drive.machine.deadline is None


def test_an_expired_segment_is_masked_even_if_the_next_segment_brings_the_time() -> None:
    """No tick is needed: the next event carries the time, and the wait was over before it came."""
    drive = Driver()
    drive.hear(1, "room 12", now=0.0)
    assert texts(drive.hear(2, "thanks", now=2.0)) == ["room [NUMBER_SEQUENCE_1]", "thanks"]


def test_a_max_hold_of_zero_never_waits() -> None:
    """Nothing is held; what is undecided is masked at once."""
    drive = Driver(hold=0.0)
    assert texts(drive.hear(1, "room 12", now=5.0)) == ["room [NUMBER_SEQUENCE_1]"]


def test_a_range_masked_undecided_is_taken_over_by_the_entity_that_explains_it() -> None:
    """Released under a placeholder, then found to be part of a number: the same entity, the same placeholder."""
    drive = Driver()
    drive.hear(1, "4155", now=0.0)
    assert texts(drive(Ticked(2.0))) == ["[NUMBER_SEQUENCE_1]"]
    (entity,) = segments(drive.hear(2, "50123", now=3.0))[0].entities
    assert entity.entity_id == "e1"
    assert entity.entity_type == "PHONE_NUMBER"
    assert [span.segment_id for span in entity.spans] == ["s1", "s2"]


def test_an_entity_keeps_its_placeholder_when_its_type_changes() -> None:
    """A number that grows from phone to card keeps id and placeholder; its type is the latest."""
    drive = Driver()
    drive.hear(1, "41111111")
    (entity,) = segments(drive.hear(2, "11111111"))[0].entities
    assert (entity.entity_id, entity.entity_type) == ("e1", "CREDIT_CARD")
    assert texts(drive(EndAsked(0.0))) == []
    assert drive.log[-1].responses[-1] == Summary({"CREDIT_CARD": 1}, 2)


def test_an_interim_result_is_answered_at_once_in_a_safe_form_and_moves_nothing() -> None:
    """Findings and open ranges are masked; dialogue, labels and audit are as if it had never come."""
    drive = Driver()
    released = drive.hear(1, "Jane 41", segment_id="a", final=False)
    assert texts(released) == ["[PERSON_1] [NUMBER_SEQUENCE_1]"]
    assert segments(released)[0].final is False
    assert not any(isinstance(effect, Commit) for effect in drive.log)
    assert texts(drive.hear(2, "Jane 41 is my seat", segment_id="a")) == ["[PERSON_1] 41 is my seat"]
    assert texts(drive.hear(3, "Tom")) == ["[PERSON_2]"]


def test_a_repeat_gets_the_same_answer_and_no_second_record() -> None:
    """The same message again: the same bytes again, nothing judged, nothing committed."""
    drive = Driver()
    first = segments(drive.hear(1, "Jane"))
    before = len(drive.log)
    assert segments(drive.hear(1, "Jane")) == first
    assert [type(effect) for effect in drive.log[before:]] == [Send]


def test_a_repeat_of_a_held_segment_is_answered_when_it_is_released() -> None:
    """Once, and not before."""
    drive = Driver()
    drive.hear(1, "41 55")
    assert drive.hear(1, "41 55") == []
    assert len(segments(drive(FlushAsked(0.0)))) == 1


@pytest.mark.parametrize("sequence", [3, 99, 0, -1])
def test_a_gap_is_refused_with_what_was_expected(sequence: int) -> None:
    """The error says where to go on, and the call goes on there."""
    drive = Driver()
    drive.hear(1, "hello")
    with pytest.raises(SequenceGap) as caught:
        drive.hear(sequence, "lost")
    assert caught.value.metadata == {"expected": "2", "got": str(sequence)}
    assert texts(drive.hear(2, "found")) == ["found"]


def test_a_repeat_older_than_the_window_is_a_gap() -> None:
    """Only so many answers are kept."""
    drive = Driver()
    for sequence in range(1, 200):
        drive.hear(sequence, "hello")
    assert texts(drive.hear(199, "hello")) == ["hello"]
    with pytest.raises(SequenceGap):
        drive.hear(1, "hello")


@pytest.mark.parametrize("other", [{"text": "Tom"}, {"segment_id": "other"}, {"final": False}])
def test_a_sequence_used_for_something_else_is_refused(other: dict[str, Any]) -> None:
    """A repeat that is none would lose text silently."""
    drive = Driver()
    drive.hear(1, "Jane")
    with pytest.raises(InvalidField):
        drive.hear(1, **({"text": "Jane"} | other))


@pytest.mark.parametrize("final", [True, False])
def test_nothing_replaces_a_final_segment(final: bool) -> None:
    """What was final stays; a later segment of that id is refused."""
    drive = Driver()
    drive.hear(1, "Jane", segment_id="a")
    with pytest.raises(InvalidField):
        drive.hear(2, "Jane", segment_id="a", final=final)


def test_flush_releases_everything_held() -> None:
    """What is undecided may still go on, so it is masked; nothing waits any more."""
    drive = Driver()
    drive.hear(1, "4155")
    assert texts(drive(FlushAsked(0.5))) == ["[NUMBER_SEQUENCE_1]"]
    assert drive.machine.deadline is None


def test_end_masks_what_is_open_when_the_detector_fails() -> None:
    """No decision is no reason to show anything."""
    drive = Driver()
    drive.hear(1, "room 12")
    effects = drive.machine.handle(EndAsked(0.5))
    assert [type(effect) for effect in effects] == [Settle]
    assert texts(drive(Unsettled()))[0] == "room [NUMBER_SEQUENCE_1]"


def test_end_releases_sums_up_and_takes_nothing_more() -> None:
    """Held text, checkpoint, summary; then every message is refused, and abandoning changes nothing."""
    drive = Driver()
    drive.hear(1, "Jane")
    drive.hear(2, "4155")
    released = drive(EndAsked(0.0))
    assert texts(released) == ["[NUMBER_SEQUENCE_1]"]
    assert released[1:] == [Checkpoint(2), Summary({"PERSON": 1, "NUMBER_SEQUENCE": 1}, 2)]
    assert drive(Abandoned()) == []
    for event in (SegmentReceived(said(3, "x"), 0.0), Ticked(0.0), FlushAsked(0.0), EndAsked(0.0)):
        with pytest.raises(CallEnded):
            drive(event)


def test_abandoning_drops_what_is_held() -> None:
    """One commit says ABANDONED; no text leaves then or later."""
    drive = Driver()
    drive.hear(1, "hello")
    drive.hear(2, "4155")
    assert drive.machine.handle(Abandoned()) == (Commit((), 1, abandoned=True),)
    assert drive.machine.handle(Abandoned()) == ()
    with pytest.raises(CallEnded):
        drive(Ticked(100.0))


def test_a_segment_that_cannot_be_judged_is_masked_whole_and_the_call_goes_on() -> None:
    """Text and words are gone, degraded is set, the dialogue is as it was: a number goes on after it."""
    drive = Driver()
    drive.hear(1, "4155")
    degraded = drive.hear(2, "crash 123", role=Role.AGENT, words=(Word("crash", 1.0, 2.0), Word("123", 2.0, 3.0)))
    (segment,) = segments(degraded)
    assert (segment.text, segment.degraded) == ("[REDACTED]", True)
    assert segment.words == (Word("[REDACTED]", 1.0, 3.0),)
    assert segment.entities[0].spans[0].source_range.end == len("crash 123")
    assert texts(drive.hear(3, "50123")) == ["[PHONE_NUMBER_1]", "[PHONE_NUMBER_1]"]


def test_an_interim_result_that_cannot_be_judged_is_masked_whole() -> None:
    """Interim results fail closed as well, and leave no entity behind."""
    drive = Driver()
    (answer,) = segments(drive.hear(1, "crash", segment_id="a", final=False))
    assert (answer.text, answer.degraded, answer.final) == ("[REDACTED]", True, False)
    assert drive(EndAsked(0.0))[-1] == Summary({}, 0)


def test_a_policy_is_in_force_from_the_next_segment() -> None:
    """What is held keeps the policy it came under."""
    drive = Driver("pci")
    drive.hear(1, "Jane 4155")
    drive(PolicyChanged(built_in("default")))
    assert texts(drive.hear(2, "for Jane")) == ["Jane [NUMBER_SEQUENCE_1]", "for [PERSON_1]"]


def test_a_policy_that_shows_a_type_does_not_wait_for_it() -> None:
    """An open range of a type the policy never hides holds nothing back."""
    drive = Driver("pci")
    drive.machine.handle(SegmentReceived(said(1, "it's oluwa"), 0.0))
    effects = drive.machine.handle(Judged((), (OpenSpan(Span("s1", 5, 10), "PERSON"),), None))
    assert [type(effect) for effect in effects] == [Commit]


def test_an_undecided_number_of_a_shown_type_is_masked_where_unplaced_digits_are_hidden() -> None:
    """Under pci a phone number is shown, but half of one may become a card."""
    drive = Driver("pci")
    drive.machine.handle(SegmentReceived(said(1, "4155"), 0.0))
    assert drive.machine.handle(Judged((), (OpenSpan(Span("s1", 0, 4), "PHONE_NUMBER"),), None)) == ()
    assert texts(drive(Ticked(2.0))) == ["[NUMBER_SEQUENCE_1]"]


def test_an_open_range_with_a_thread_is_masked_as_that_entity() -> None:
    """What is known to belong to a value gets that value's placeholder when its wait is over."""
    drive = Driver()
    drive.machine.handle(SegmentReceived(said(1, "4155 and 12"), 0.0))
    finding = Finding("PHONE_NUMBER", (Span("s1", 0, 4),), 0.8, "digits", "4155", "t1")
    drive.machine.handle(Judged((finding,), (OpenSpan(Span("s1", 9, 11), "PHONE_NUMBER", "t1"),), None))
    assert texts(drive(Ticked(2.0))) == ["[PHONE_NUMBER_1] and [PHONE_NUMBER_1]"]


def test_nothing_is_sent_before_it_was_committed() -> None:
    """A cleared segment leaves with the word that its audit is durable; until then it is offered again."""
    drive = Driver()
    drive.machine.handle(SegmentReceived(said(1, "Jane"), 0.0))
    finding = Finding("PERSON", (Span("s1", 0, 4),), 0.9, "names", "Jane", "n")
    (first,) = drive.machine.handle(Judged((finding,), (), None))
    assert isinstance(first, Commit)
    assert [fact.entity_id for fact in first.facts] == ["e1"]
    assert drive.machine.handle(Ticked(0.0)) == (first,)
    assert drive.machine.handle(SegmentReceived(said(1, "Jane"), 0.0)) == (first,)
    assert texts(drive(Committed())) == ["[PERSON_1]"]
    assert drive.machine.handle(Ticked(0.0)) == ()


def test_the_end_is_asked_for_again_after_a_failed_commit() -> None:
    """The call is not over until its end is durable."""
    drive = Driver()
    drive.machine.handle(EndAsked(0.0))
    (commit,) = drive.machine.handle(Settled((), (), None))
    assert commit.ended
    assert drive.machine.handle(EndAsked(1.0)) == (commit,)
    assert drive(Committed()) == [Summary({}, 0)]


def test_the_checkpoint_stays_below_what_is_held() -> None:
    """Later segments that were released do not move it past a held one."""
    drive = Driver()
    drive.hear(1, "hello")
    drive.hear(2, "4155")
    released = drive.hear(3, "okay", role=Role.AGENT)
    assert not any(isinstance(response, Checkpoint) for response in released)
    assert drive(FlushAsked(0.0))[-1] == Checkpoint(3)


def test_released_text_is_not_kept() -> None:
    """The machine forgets text and values as soon as a segment is cleared; only the redacted answers stay."""
    drive = Driver()
    drive.hear(1, "Jane 41555012345 here")
    drive.hear(2, "4155")
    drive(Ticked(9.0))
    state = vars(drive.machine).copy()
    del state["_memory"]  # the detector's own
    kept = pickle.dumps(state)
    assert b"PERSON_1" in kept
    assert b"Jane" not in kept
    assert b"4155" not in kept


def test_a_long_call_stays_small() -> None:
    """After 5,000 turns the machine holds no more than the bound on an open call."""
    drive = Driver()
    for sequence in range(1, 5001):
        drive.log.clear()
        drive.hear(sequence, f"hello Jane this is turn with some words in it and {NAMES[sequence % 3]} as well")
    assert len(pickle.dumps((drive.machine._outbox.answers, drive.machine._finals, drive.machine._held))) < 64 * 1024


NAMES = ("Tom", "Priya", "Oluwaseyi")


def test_an_event_out_of_turn_is_the_callers_fault() -> None:
    """A judgement nobody asked for is refused as such, not as an error of the client."""
    with pytest.raises(OutOfTurn):
        Driver().machine.handle(Judged((), (), None))


def test_every_event_is_in_the_tables_and_every_phase_can_be_reached() -> None:
    """No event is forgotten, no phase is dead, and RELEASED is entered by a commit alone."""
    events = {event for transitions in CALL.values() for event in transitions}
    assert events == set(Event.__args__)
    assert set(machine_module.Machine._HANDLERS) == events
    assert {phase for transitions in CALL.values() for phase in transitions.values()} == set(CallPhase)
    into = {(cause, to) for transitions in SEGMENT.values() for cause, to in transitions.items()}
    assert {cause for cause, to in into if to is SegmentPhase.RELEASED} == {Cause.COMMITTED}
    assert {cause for cause, _ in into} == set(Cause)


def test_the_room_is_pure() -> None:
    """No clock, loop, socket or log is imported by the machine or anything it is made of."""
    forbidden = {"asyncio", "time", "socket", "logging", "threading", "random", "grpc", "datetime"}
    for path in Path(machine_module.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text())
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {name.split(".")[0] for name in names} & forbidden, path.name
        assert not any(name.startswith(("server.ledger", "server.detection", "server.calls")) for name in names)


def test_responses_are_of_the_contract() -> None:
    """Whatever leaves is one of the documented responses."""
    drive = Driver()
    released = drive.hear(1, "Jane") + drive(EndAsked(0.0))
    assert {type(response) for response in released} == {RedactedSegment, Checkpoint, Summary}


def found(segment_id: str, start: int, end: int, value: str, thread: str = "late") -> Finding:
    return Finding("PASSWORD", (Span(segment_id, start, end),), 0.9, "hindsight", value, thread)


def judge(drive: Driver, sequence: int, text: str, *findings: Finding) -> tuple[object, ...]:
    """A segment whose judgement is given, not made."""
    drive.machine.handle(SegmentReceived(said(sequence, text), 0.0))
    return drive.machine.handle(Judged(findings, (), drive.machine._memory))


def test_what_was_found_too_late_is_revised_after_its_audit() -> None:
    """The segment has left: a revision hides the range, with the next commit and not before it, then a checkpoint."""
    drive = Driver()
    drive.hear(1, "it was bramble")
    (commit,) = judge(drive, 2, "that was my password", found("s1", 7, 14, "bramble"))
    assert [(fact.entity_type, fact.sequence, fact.revises) for fact in commit.facts] == [("PASSWORD", 1, True)]
    assert drive.machine.handle(Ticked(0.0)) == (commit,)
    second, revision, checkpoint = drive(Committed())
    assert isinstance(revision, Revision)
    assert (second.text, revision.segment_id, revision.replacement) == ("that was my password", "s1", "[PASSWORD_1]")
    assert (revision.redacted_range.start, revision.redacted_range.end) == (7, 14)
    assert checkpoint == Checkpoint(2)


def test_a_range_is_revised_once() -> None:
    """The same finding again says nothing new."""
    drive = Driver()
    drive.hear(1, "it was bramble")
    judge(drive, 2, "that was my password", found("s1", 7, 14, "bramble"))
    drive(Committed())
    (commit,) = judge(drive, 3, "yes my password", found("s1", 7, 14, "bramble"))
    assert commit.facts == ()


def test_a_repeat_of_a_revised_segment_is_answered_as_it_reads_now() -> None:
    """What a revision hid does not come back with a repeat."""
    drive = Driver()
    drive.hear(1, "it was bramble")
    judge(drive, 2, "that was my password", found("s1", 7, 14, "bramble"))
    drive(Committed())
    assert texts(drive.hear(1, "it was bramble")) == ["it was [PASSWORD_1]"]


def test_a_held_segment_needs_no_revision() -> None:
    """What could wait was not let go: it comes out hidden."""
    drive = Driver()
    drive.hear(1, "it was bramble 41")
    drive.machine.handle(SegmentReceived(said(2, "that was my password"), 0.0))
    released = drive(Judged((found("s1", 7, 14, "bramble"),), (), drive.machine._memory))
    assert texts(released) == ["it was [PASSWORD_1] 41", "that was my password"]
    assert not [response for response in released if isinstance(response, Revision)]


def test_a_segment_whose_audit_is_on_its_way_is_hidden_in_place() -> None:
    """It has not left, so there is nothing to revise: one commit has all of it."""
    drive = Driver()
    judge(drive, 1, "it was bramble")
    (commit,) = judge(drive, 2, "that was my password", found("s1", 7, 14, "bramble"))
    assert [(fact.entity_type, fact.sequence) for fact in commit.facts] == [("PASSWORD", 1)]
    assert texts(drive(Committed())) == ["it was [PASSWORD_1]", "that was my password"]


def test_an_interim_result_revises_nothing() -> None:
    """It may be rewritten; what is learnt from it is forgotten."""
    drive = Driver()
    drive.hear(1, "it was bramble")
    drive.machine.handle(SegmentReceived(said(2, "that was my password", final=False), 0.0))
    (send,) = drive.machine.handle(Judged((found("s1", 7, 14, "bramble"),), (), drive.machine._memory))
    assert isinstance(send, Send)
    assert texts(drive.hear(1, "it was bramble")) == ["it was bramble"]


def test_an_interim_result_that_was_replaced_is_answered_as_the_newer_one() -> None:
    """A client that is back sends all of them again: each is answered at once, and what is none of them is refused."""
    drive = Driver()
    heard = ["it is", "it is Jane", "it is Jane and"]
    for sequence, text in enumerate(heard, start=1):
        drive.hear(sequence, text, segment_id="a", final=False)
    assert drive(Resumed(0, 0, 0.0)) == []
    again = [drive.hear(sequence, text, segment_id="a", final=False) for sequence, text in enumerate(heard, start=1)]
    assert [(answer.sequence, answer.text) for (answer,) in again] == [(n, "it is [PERSON_1] and") for n in (1, 2, 3)]
    for other in ({"segment_id": "b", "final": False}, {"segment_id": "a"}):
        with pytest.raises(SequenceGap):
            drive.hear(1, "it is", **other)
    assert texts(drive.hear(4, "it is Jane and Tom", segment_id="a")) == ["it is [PERSON_1] and [PERSON_2]"]


def test_a_client_that_is_back_gets_the_revisions_it_missed_as_whole_segments() -> None:
    """Of what it was told to forget; the rest it asks for itself."""
    drive = Driver()
    drive.hear(1, "it was bramble")
    judge(drive, 2, "that was my password", found("s1", 7, 14, "bramble"))
    drive(Committed())
    assert drive.machine.reaches(1, 0)
    assert texts(drive(Resumed(1, 0, 0.0))) == ["it was [PASSWORD_1]"]
    assert drive(Resumed(2, 1, 0.0)) == []


def revised_without_audit() -> Driver:
    """Return a call with two answers; the second one proves more of the first, and that audit is not durable."""
    drive = Driver()
    drive.hear(1, "it was bramble or thistle")
    judge(drive, 2, "bramble was my password", found("s1", 7, 14, "bramble"))
    drive(Committed())
    judge(drive, 3, "and thistle was another", found("s1", 18, 25, "thistle"))
    return drive


def test_a_revision_without_its_audit_leaves_after_it_and_once() -> None:
    """The client is back and has the first segment as it was: it gets it whole, with both, after the commit."""
    drive = revised_without_audit()
    (commit,) = drive.machine.handle(Resumed(2, 0, 0.0))
    assert isinstance(commit, Commit)
    released = drive(Committed())
    assert texts(released) == ["and thistle was another", "it was [PASSWORD_1] or [PASSWORD_1]"]
    assert not [response for response in released if isinstance(response, Revision)]
    assert released[-1] == Checkpoint(3)
    assert drive.machine.revisions == 2
    assert drive(Resumed(3, 2, 0.0)) == []


def test_what_was_revised_waits_for_its_audit_in_a_call_that_is_to_end() -> None:
    """The ledger did not take the end, either: no way of asking brings it out before the end was committed."""
    drive = revised_without_audit()
    (settle,) = drive.machine.handle(EndAsked(0.0))
    assert isinstance(settle, Settle)
    (commit,) = drive.machine.handle(Settled((), (), drive.machine._memory))
    assert isinstance(commit, Commit)
    assert commit.ended
    assert drive.machine.handle(Resumed(0, 0, 0.0)) == ()
    assert drive.hear(1, "it was bramble or thistle") == []
    assert drive.hear(1, "it was bramble or thistle") == []
    assert drive.machine.handle(Resumed(2, 0, 0.0)) == ()
    assert drive.machine.revisions == 1
    released = drive(EndAsked(0.0))
    assert texts(released) == ["and thistle was another", "it was [PASSWORD_1] or [PASSWORD_1]"]
    assert not [response for response in released if isinstance(response, Revision)]
    assert isinstance(released[-1], Summary)


def test_a_call_that_has_ended_gives_its_answers_and_its_summary_again() -> None:
    """To a client that is back, and nothing else; it is not recorded a second time."""
    drive = Driver()
    drive.hear(1, "Jane")
    summary = drive(EndAsked(0.0))[-1]
    assert drive(Resumed(0, 0, 9.0)) == []
    assert drive.machine.phase is CallPhase.RECALLED
    assert texts(drive.hear(1, "Jane")) == ["[PERSON_1]"]
    with pytest.raises(CallEnded):
        drive.hear(2, "more")
    before = len(drive.log)
    assert drive(EndAsked(9.0)) == [summary]
    assert not [effect for effect in drive.log[before:] if isinstance(effect, Commit)]
    assert drive.machine.phase is CallPhase.ENDED


def test_a_place_that_was_not_reached_is_none_to_come_back_to() -> None:
    """Neither beyond what was committed, nor beyond what was revised."""
    drive = Driver()
    drive.hear(1, "hello")
    assert drive.machine.reaches(1, 0)
    assert not drive.machine.reaches(2, 0)
    assert not drive.machine.reaches(1, 1)


def replayed(drive: Driver, *, until: int) -> None:
    """A client with the checkpoint of 1 is back, and says again what came after it."""
    drive(Resumed(1, 0, 0.0))
    for sequence in range(2, until + 1):
        drive.hear(sequence, "Jane")


def test_a_policy_that_is_put_in_force_again_in_its_place_changes_nothing() -> None:
    """It was replaced since: a client that is told to forget what replaced it does not say that again."""
    drive = Driver()
    for sequence in (1, 2):
        drive.hear(sequence, "Jane")
    drive(PolicyChanged(built_in("pci")))
    drive.hear(3, "Jane")
    drive(PolicyChanged(built_in("default")))
    assert texts(drive.hear(4, "Jane")) == ["[PERSON_1]"]
    replayed(drive, until=2)
    drive(PolicyChanged(built_in("pci")))
    drive(Resumed(4, 0, 0.0))
    assert texts(drive.hear(5, "Jane")) == ["[PERSON_1]"]


def test_a_flush_that_is_asked_for_again_in_its_place_masks_nothing() -> None:
    """What is held was said after it; a flush after the last segment that was had, and one of our own, hold."""
    drive = Driver()
    drive.hear(1, "Jane")
    drive.hear(2, "Jane")
    drive(FlushAsked(0.0))
    drive.hear(3, "my number is 4155")
    replayed(drive, until=2)
    assert drive(FlushAsked(0.0)) == []
    assert texts(drive(FlushAsked(0.0, anew=True))) == ["my number is [NUMBER_SEQUENCE_1]"]
    drive.hear(4, "and 4155")
    drive(Resumed(3, 0, 0.0))
    drive.hear(4, "and 4155")
    assert texts(drive(FlushAsked(0.0))) == ["and [NUMBER_SEQUENCE_2]"]


def test_time_goes_on_while_the_detector_judges() -> None:
    """What has waited long enough leaves, and what is being judged is not to be forgotten."""
    drive = Driver()
    drive.hear(1, "it is 12")
    drive.machine.handle(SegmentReceived(said(2, "good morning", Role.AGENT), HOLD / 2))
    assert drive.machine.is_judging
    assert drive(Ticked(HOLD / 2)) == []
    segment, checkpoint = drive(Ticked(HOLD))
    assert isinstance(segment, RedactedSegment)
    assert (segment.text, checkpoint) == ("it is [NUMBER_SEQUENCE_1]", Checkpoint(1))
    with pytest.raises(OutOfTurn):
        drive(FlushAsked(HOLD))
    (released, after) = drive(Unjudged())
    assert isinstance(released, RedactedSegment)
    assert (released.sequence, after) == (2, Checkpoint(2))
