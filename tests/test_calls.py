"""A call through machine, detection and ledger: what is returned has been committed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from recognizers.engine import Engine
from recognizers.entities import Analysis, Finding, KnownIdentity, Role, Span, Turn
from server.calls import LONGEST_HOLD, Call, Calls
from server.calls.resume import Pass, Position
from server.detection import InlineDetection
from server.errors import (
    CallEnded,
    CallExists,
    ConfigInvalid,
    InvalidField,
    LanguageUnsupported,
    LedgerUnavailable,
    PolicyUnknown,
    ResumeRejected,
    SequenceGap,
)
from server.ledger.ledger import Batch, CallRecord, CallState
from server.redaction.messages import Checkpoint, Response, Segment, Started, Summary, Word
from server.redaction.policy_store import PolicyStore, built_in
from tests.redaction.fakes import Digits, Memory, RecordingLedger, said, segments, texts


@pytest.fixture
def ledger() -> RecordingLedger:
    return RecordingLedger()


@pytest.fixture
def calls(ledger: RecordingLedger) -> Calls:
    return Calls(detection=InlineDetection(Digits()), ledger=ledger, policies=PolicyStore())


async def opened(
    calls: Calls,
    *,
    policy: str = "",
    language: str = "en-US",
    max_hold: float | None = None,
    known: Sequence[KnownIdentity] = (),
    tenant: str = "acme",
) -> tuple[Call, Sequence[Response]]:
    return await calls.open(
        tenant=tenant,
        call_id="call-1",
        policy=policy,
        language_code=language,
        max_hold=max_hold,
        known_identities=known,
        now=0.0,
    )


async def test_opening_records_the_call_and_answers_with_what_is_in_force(
    calls: Calls, ledger: RecordingLedger
) -> None:
    """Started holds policy, engine and hold; the ledger knows the call before a segment was judged."""
    _, responses = await opened(calls)
    fingerprint = built_in("default").fingerprint
    assert responses == (Started(1, fingerprint, "digits-1", 2.0),)
    assert ledger.journal == [CallRecord("acme", "call-1", "default", fingerprint, "digits-1")]


@pytest.mark.parametrize(("asked", "given"), [(None, 2.0), (0.5, 0.5), (0.0, 0.0), (999.0, LONGEST_HOLD)])
async def test_max_hold_is_the_clients_within_the_servers_bound(
    calls: Calls, asked: float | None, given: float
) -> None:
    """Unset means the default; too much is capped, and the client is told."""
    _, (started,) = await opened(calls, max_hold=asked)
    assert started.max_hold == given


@pytest.mark.parametrize("asked", [-1.0, float("nan")])
async def test_a_hold_that_is_none_is_refused(calls: Calls, ledger: RecordingLedger, asked: float) -> None:
    """Before anything is recorded."""
    with pytest.raises(InvalidField):
        await opened(calls, max_hold=asked)
    assert ledger.journal == []


@pytest.mark.parametrize("language", ["", "en", "EN", "en-US", "en-GB", "en_IN", "en-Latn-ZA"])
async def test_english_is_taken_in_every_form(calls: Calls, language: str) -> None:
    """Region and script do not matter."""
    await opened(calls, language=language)


@pytest.mark.parametrize("language", ["de", "de-DE", "enx", "fr-en", "x"])
async def test_other_languages_are_refused(calls: Calls, ledger: RecordingLedger, language: str) -> None:
    """They would not be judged, so they must not pass; nothing is recorded."""
    with pytest.raises(LanguageUnsupported):
        await opened(calls, language=language)
    assert ledger.journal == []


async def test_an_unknown_policy_is_refused(calls: Calls, ledger: RecordingLedger) -> None:
    """At the opening and at a change; the call goes on under the policy it had."""
    with pytest.raises(PolicyUnknown):
        await opened(calls, policy="nope")
    assert ledger.journal == []
    call, _ = await opened(calls)
    with pytest.raises(PolicyUnknown):
        await call.change_policy("nope", 0.0)
    assert texts(await call.receive(said(1, "Jane"), 0.0)) == ["[PERSON_1]"]


async def test_a_changed_policy_is_in_the_audit_of_what_it_hid(calls: Calls, ledger: RecordingLedger) -> None:
    """Each entity names the policy that hid it."""
    call, _ = await opened(calls, policy="pci")
    await call.receive(said(1, "Jane 41555012 ok"), 0.0)
    assert await call.change_policy("default", 0.0) == []
    assert texts(await call.receive(said(2, "Jane ok"), 0.0)) == ["[PERSON_1] ok"]
    await call.end(0.0)
    by = {entity.entity_type: entity.policy_fingerprint for batch in ledger.batches for entity in batch.entities}
    assert by["PERSON"] == built_in("default").fingerprint


async def test_a_tenants_policy_with_a_mistake_stops_its_calls_only(tmp_path: Path, ledger: RecordingLedger) -> None:
    """The tenant is told where the mistake is; another tenant is not touched."""
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "sales.toml").write_text('version = "1"\n[types]\nPERSN = true\n')
    calls = Calls(detection=InlineDetection(Digits()), ledger=ledger, policies=PolicyStore(tmp_path))
    with pytest.raises(ConfigInvalid, match=r"acme/sales\.toml: types\.PERSN"):
        await opened(calls, policy="sales")
    await opened(calls)


async def test_the_audit_is_committed_before_the_text_is_returned(calls: Calls, ledger: RecordingLedger) -> None:
    """Every entity of every returned segment is in a batch, with value, span, time and operator."""
    call, _ = await opened(calls)
    words = (Word("hi", 0.0, 0.4), Word("Jane", 0.5, 0.9))
    (segment,) = segments(await call.receive(said(1, "hi Jane", words=words), 0.0))
    (batch,) = ledger.batches
    (entity,) = batch.entities
    assert (batch.tenant, batch.call_id, batch.committed_sequence) == ("acme", "call-1", 1)
    assert (entity.entity_id, entity.entity_type, entity.operator, entity.value) == ("e1", "PERSON", "label", "Jane")
    assert (entity.spans[0].segment_id, entity.spans[0].sequence) == ("s1", 1)
    assert (entity.spans[0].start, entity.spans[0].end) == (3, 7)
    assert (entity.spans[0].start_offset, entity.spans[0].end_offset) == (0.5, 0.9)
    assert segment.entities[0].spans[0].start_offset == 0.5
    assert segment.words[1] == Word("[PERSON_1]", 0.5, 0.9)


async def test_nothing_is_released_while_the_ledger_is_gone_and_nothing_is_lost(
    calls: Calls, ledger: RecordingLedger
) -> None:
    """The error goes up; sent again when the ledger is back, the segment comes out once and is recorded once."""
    call, _ = await opened(calls)
    ledger.broken = True
    for _ in range(2):
        with pytest.raises(LedgerUnavailable):
            await call.receive(said(1, "Jane"), 0.0)
    with pytest.raises(LedgerUnavailable):
        await call.receive(said(2, "Tom"), 0.0)
    ledger.broken = False
    assert texts(await call.receive(said(2, "Tom"), 0.0)) == ["[PERSON_1]", "[PERSON_2]"]
    assert len(ledger.batches) == 1
    assert texts(await call.receive(said(1, "Jane"), 0.0)) == ["[PERSON_1]"]


async def test_a_call_cannot_end_while_the_ledger_is_gone(calls: Calls, ledger: RecordingLedger) -> None:
    """No summary without its record; asked again it ends."""
    call, _ = await opened(calls)
    await call.receive(said(1, "4155"), 0.0)
    ledger.broken = True
    with pytest.raises(LedgerUnavailable):
        await call.end(0.0)
    ledger.broken = False
    assert texts(await call.end(0.0)) == ["[NUMBER_SEQUENCE_1]"]
    assert ledger.states == [CallState.ENDED]


async def test_a_held_segment_leaves_at_its_deadline(calls: Calls) -> None:
    """The deadline is arrival plus hold, to the instant."""
    call, _ = await opened(calls, max_hold=0.25)
    assert call.deadline is None
    assert await call.receive(said(1, "it is 12"), 100.0) == []
    assert call.deadline == 100.25
    assert await call.tick(100.2499) == []
    assert texts(await call.tick(100.25)) == ["it is [NUMBER_SEQUENCE_1]"]
    assert call.deadline is None


async def test_flush_releases_what_is_held(calls: Calls) -> None:
    """And the call goes on."""
    call, _ = await opened(calls)
    await call.receive(said(1, "4155"), 0.0)
    assert texts(await call.flush(0.0)) == ["[NUMBER_SEQUENCE_1]"]
    assert texts(await call.receive(said(2, "Jane"), 0.0)) == ["[PERSON_1]"]


async def test_the_end_sums_up_and_closes(calls: Calls, ledger: RecordingLedger) -> None:
    """ENDED in the ledger, then the summary; afterwards nothing is taken, and abandoning is a matter of course."""
    call, _ = await opened(calls)
    await call.receive(said(1, "Jane and Tom"), 0.0)
    assert await call.end(0.0) == [Summary({"PERSON": 2}, 1)]
    await call.abandon()
    assert ledger.states == [CallState.ENDED]
    with pytest.raises(CallEnded):
        await call.receive(said(2, "late"), 0.0)


async def test_an_abandoned_call_keeps_what_it_held(calls: Calls, ledger: RecordingLedger) -> None:
    """ABANDONED, once; the held segment is in no batch and nothing more is taken."""
    call, _ = await opened(calls)
    await call.receive(said(1, "Jane"), 0.0)
    await call.receive(said(2, "4155"), 0.0)
    await call.abandon()
    await call.abandon()
    assert ledger.states == [CallState.ABANDONED]
    assert ledger.batches[-1].committed_sequence == 1
    assert {place[1] for place in ledger.places()} == {"s1"}
    with pytest.raises(CallEnded):
        await call.tick(99.0)


async def test_a_segment_that_cannot_be_judged_is_masked_and_audited(calls: Calls, ledger: RecordingLedger) -> None:
    """No raw text, no silent pass: the audit says that the whole segment was hidden, and the stream goes on."""
    call, _ = await opened(calls)
    (segment,) = segments(await call.receive(said(1, "crash Jane"), 0.0))
    assert (segment.text, segment.degraded) == ("[REDACTED]", True)
    assert ledger.places() == {("e1", "s1", 0, 10)}
    assert texts(await call.receive(said(2, "Jane"), 0.0)) == ["[PERSON_1]"]


async def test_a_second_call_of_one_id_is_refused(calls: Calls) -> None:
    """The ledger knows it."""
    await opened(calls)
    with pytest.raises(CallExists):
        await opened(calls)


async def test_known_identities_reach_detection_and_the_audit(ledger: RecordingLedger) -> None:
    """What the platform knew of a party is linked to the subject."""

    class Knowing(Digits):
        def begin(self, known: tuple[KnownIdentity, ...] = ()) -> Memory:
            self.known = known
            return Memory()

        def analyze(self, turn: Turn, dialogue: Memory) -> Analysis:
            (known,) = self.known
            start = turn.text.index(known.value)
            span = Span(turn.segment_id, start, start + len(known.value))
            finding = Finding(known.entity_type, (span,), 1.0, "known", known.value, "known:1", known.subject_id)
            return Analysis((finding,), (), dialogue)

    calls = Calls(detection=InlineDetection(Knowing()), ledger=ledger, policies=PolicyStore())
    call, _ = await opened(calls, known=(KnownIdentity("crm-7", "PERSON", "Zaphod"),))
    assert texts(await call.receive(said(1, "for Zaphod"), 0.0)) == ["for [PERSON_1]"]
    assert ledger.batches[0].entities[0].subject_id == "crm-7"


async def test_hash_is_keyed_by_salt_and_tenant(tmp_path: Path) -> None:
    """Equal for one tenant from call to call, and of no use to compare two tenants by."""
    for tenant in ("acme", "other"):
        (tmp_path / tenant).mkdir()
        (tmp_path / tenant / "hashed.toml").write_text(
            'version = "1"\noperator = { name = "hash" }\n[types]\nPERSON = true\n'
        )

    async def once(tenant: str, salt: bytes) -> str:
        store = PolicyStore(tmp_path, salted=True)
        made = Calls(detection=InlineDetection(Digits()), ledger=RecordingLedger(), policies=store, salt=salt)
        call, _ = await opened(made, policy="hashed", tenant=tenant)
        return texts(await call.receive(said(1, "Jane"), 0.0))[0]

    first = await once("acme", b"salt")
    assert first.startswith("[PERSON:")
    assert await once("acme", b"salt") == first
    assert len({first, await once("other", b"salt"), await once("acme", b"pepper")}) == 3


async def redacted(calls: Calls, *given: Segment) -> list[str]:
    transcript = await calls.redact(
        tenant="acme", call_id="file-1", policy="", language_code="", known_identities=(), segments=given
    )
    return [segment.text for segment in transcript.segments]


async def test_a_finished_call_is_redacted_as_a_whole_in_one_commit(calls: Calls, ledger: RecordingLedger) -> None:
    """Segments in order, entities with all their spans, ENDED with the one batch that holds them."""
    transcript = await calls.redact(
        tenant="acme",
        call_id="file-1",
        policy="",
        language_code="en",
        known_identities=(),
        segments=[
            said(0, "4155", segment_id="a"),
            said(0, "ok", Role.AGENT, segment_id="b"),
            said(0, "50123 Jane", segment_id="c"),
        ],
    )
    assert [segment.text for segment in transcript.segments] == [
        "[PHONE_NUMBER_1]",
        "ok",
        "[PHONE_NUMBER_1] [PERSON_1]",
    ]
    assert [segment.sequence for segment in transcript.segments] == [1, 2, 3]
    assert [(e.entity_type, [s.segment_id for s in e.spans]) for e in transcript.entities] == [
        ("PHONE_NUMBER", ["a", "c"]),
        ("PERSON", ["c"]),
    ]
    assert transcript.summary == Summary({"PHONE_NUMBER": 1, "PERSON": 1}, 3)
    (batch,) = ledger.batches
    assert batch.state is CallState.ENDED
    assert isinstance(batch, Batch)


async def test_a_finished_call_with_more_spans_than_are_sent_at_once_has_them_all(calls: Calls) -> None:
    """The bound on one answer is none on the whole."""
    transcript = await calls.redact(
        tenant="acme",
        call_id="file-1",
        policy="",
        language_code="en",
        known_identities=(),
        segments=[said(index, "Jane") for index in range(1, 301)],
    )
    assert len(transcript.entities[0].spans) == 300


async def test_a_finished_call_with_a_gap_is_refused_and_abandoned(calls: Calls, ledger: RecordingLedger) -> None:
    """Nothing of it comes back, and the ledger says so."""
    with pytest.raises(SequenceGap):
        await redacted(calls, said(1, "Jane"), said(3, "Tom"))
    assert ledger.states == [CallState.ABANDONED]
    assert ledger.places() == set()


async def test_an_empty_call_is_a_call(calls: Calls, ledger: RecordingLedger) -> None:
    """No segment, a summary of nothing, ENDED."""
    assert await redacted(calls) == []
    assert ledger.states == [CallState.ENDED]


async def test_the_checkpoint_follows_what_was_committed(calls: Calls, ledger: RecordingLedger) -> None:
    """Never beyond the sequence that the ledger was told."""
    call, _ = await opened(calls)
    for sequence, text in enumerate(("Jane", "4155", "50123", "bye"), start=1):
        for response in await call.receive(said(sequence, text), 0.0):
            if isinstance(response, Checkpoint):
                assert response.committed_sequence == ledger.batches[-1].committed_sequence
    assert ledger.batches[-1].committed_sequence == 4


def test_a_pass_reads_its_own_tokens_only() -> None:
    """The position comes back; another call's token, and one with any byte changed, does not."""
    ours, theirs = Pass(), Pass()
    token = ours.token(Position(7, 2))
    assert ours.position(token) == Position(7, 2)
    changed = [bytes([*token[:n], token[n] ^ 1, *token[n + 1 :]]) for n in range(len(token))]
    for other in (*changed, b"", token[:16], theirs.token(Position(7, 2))):
        with pytest.raises(ResumeRejected):
            ours.position(other)


async def test_of_too_many_calls_that_wait_the_oldest_goes(ledger: RecordingLedger) -> None:
    """It is abandoned; the others can still be gone on with."""
    calls = Calls(
        detection=InlineDetection(Digits()), ledger=ledger, policies=PolicyStore(), resume_window=60.0, most_waiting=2
    )
    tokens = {}
    for number in range(3):
        call, (started,) = await calls.open(
            tenant="acme",
            call_id=f"c{number}",
            policy="",
            language_code="",
            max_hold=None,
            known_identities=(),
            now=0.0,
        )
        assert isinstance(started, Started)
        tokens[f"c{number}"] = started.resume_token
        assert await calls.leave(call)
    with pytest.raises(ResumeRejected):
        await calls.resume(tenant="acme", call_id="c0", token=tokens["c0"], now=1.0)
    for call_id in ("c1", "c2"):
        _, responses = await calls.resume(tenant="acme", call_id=call_id, token=tokens[call_id], now=1.0)
        assert responses[0].next_sequence == 1  # type: ignore[union-attr]  # it is Started
    await calls.close()
    assert ledger.states == [CallState.ABANDONED]


@pytest.mark.parametrize("policy", ["default", "pci", "hipaa", "gdpr", "strict"])
async def test_what_the_platform_knows_is_hidden_under_every_policy(ledger: RecordingLedger, policy: str) -> None:
    """Of whatever type, the platform's own too, and in the audit with its subject."""
    calls = Calls(detection=InlineDetection(Engine()), ledger=ledger, policies=PolicyStore())
    transcript = await calls.redact(
        tenant="acme",
        call_id="file-1",
        policy=policy,
        language_code="",
        known_identities=(KnownIdentity("p-7", "PERSON", "Jane Doe"), KnownIdentity("p-7", "LOYALTY_ID", "ZX81-443")),
        segments=[said(1, "this is jane doe and my tier is z x eight one four four three")],
    )
    assert [s.text for s in transcript.segments] == ["this is [PERSON_1] and my tier is [LOYALTY_ID_1]"]
    recorded = {(e.entity_type, e.subject_id) for batch in ledger.batches for e in batch.entities}
    assert recorded == {("PERSON", "p-7"), ("LOYALTY_ID", "p-7")}


async def test_a_tenant_that_leaves_many_calls_crowds_out_its_own(ledger: RecordingLedger) -> None:
    """The oldest of the tenant that has most of them waiting goes; another's one call can be gone on with."""
    told: list[int] = []
    calls = Calls(
        detection=InlineDetection(Digits()),
        ledger=ledger,
        policies=PolicyStore(),
        resume_window=60.0,
        most_waiting=4,
        crowded_out=lambda: told.append(calls.waiting),
    )
    tokens = {}
    for number, tenant in enumerate(("small", *["greedy"] * 20)):
        call, (started,) = await calls.open(
            tenant=tenant,
            call_id=f"c{number}",
            policy="",
            language_code="",
            max_hold=None,
            known_identities=(),
            now=0.0,
        )
        assert isinstance(started, Started)
        tokens[tenant, f"c{number}"] = started.resume_token
        assert await calls.leave(call)
    assert told == [4] * 17
    for tenant, call_id in (("small", "c0"), ("greedy", "c18"), ("greedy", "c19"), ("greedy", "c20")):
        await calls.resume(tenant=tenant, call_id=call_id, token=tokens[tenant, call_id], now=1.0)
    with pytest.raises(ResumeRejected):
        await calls.resume(tenant="greedy", call_id="c1", token=tokens["greedy", "c1"], now=1.0)
    await calls.close()


async def test_a_call_that_has_ended_takes_the_place_of_none_that_waits(ledger: RecordingLedger) -> None:
    """It goes first, even when it came last, and whosever it is; the calls that were broken off are gone on with."""
    calls = Calls(
        detection=InlineDetection(Digits()), ledger=ledger, policies=PolicyStore(), resume_window=60.0, most_waiting=2
    )
    tokens = {}
    for call_id, tenant in (("live-1", "acme"), ("over-1", "b"), ("live-2", "acme"), ("over-2", "b")):
        call, (started,) = await calls.open(
            tenant=tenant,
            call_id=call_id,
            policy="",
            language_code="",
            max_hold=None,
            known_identities=(),
            now=0.0,
        )
        assert isinstance(started, Started)
        tokens[call_id] = started.resume_token
        await call.receive(said(1, "Jane"), 0.0)
        if tenant == "b":
            await call.end(0.0)
        assert await calls.leave(call)
    for call_id in ("over-1", "over-2"):
        with pytest.raises(ResumeRejected):
            await calls.resume(tenant="b", call_id=call_id, token=tokens[call_id], now=1.0)
    for call_id in ("live-1", "live-2"):
        call, _ = await calls.resume(tenant="acme", call_id=call_id, token=tokens[call_id], now=1.0)
        assert texts(await call.receive(said(1, "Jane"), 1.0)) == ["[PERSON_1]"]
    await calls.close()
    assert ledger.states == [CallState.ENDED, CallState.ENDED]


async def test_a_call_left_for_good_is_abandoned_at_once(ledger: RecordingLedger) -> None:
    """Nobody comes back to it, whatever the window."""
    calls = Calls(detection=InlineDetection(Digits()), ledger=ledger, policies=PolicyStore(), resume_window=60.0)
    call, (started,) = await opened(calls)
    assert not await calls.leave(call, for_good=True)
    assert ledger.states == [CallState.ABANDONED]
    assert isinstance(started, Started)
    with pytest.raises(ResumeRejected):
        await calls.resume(tenant="acme", call_id="call-1", token=started.resume_token, now=1.0)


async def test_what_the_ledger_missed_is_made_good_on_the_next_stream(ledger: RecordingLedger) -> None:
    """The audit was not there when the stream broke: the client is back, and gets what waited for it, once."""
    calls = Calls(detection=InlineDetection(Digits()), ledger=ledger, policies=PolicyStore(), resume_window=60.0)
    call, (started,) = await opened(calls)
    assert isinstance(started, Started)
    ledger.broken = True
    with pytest.raises(LedgerUnavailable):
        await call.receive(said(1, "Jane"), 0.0)
    await calls.leave(call)
    ledger.broken = False
    call, responses = await calls.resume(tenant="acme", call_id="call-1", token=started.resume_token, now=1.0)
    assert texts(responses) == ["[PERSON_1]"]
    assert texts(await call.receive(said(1, "Jane"), 1.0)) == ["[PERSON_1]"]
    assert len(ledger.batches) == 1


WINDOW = 0.05


@dataclass
class SlowLedger(RecordingLedger):
    """Takes twice the time that a call may wait."""

    slow: bool = False

    async def commit(self, batch: Batch) -> None:
        if self.slow:
            written = asyncio.Event()
            asyncio.get_running_loop().call_later(2 * WINDOW, written.set)
            await written.wait()
        await super().commit(batch)


async def left_with_one_to_commit(ledger: RecordingLedger) -> tuple[Calls, Call, bytes]:
    """Return a call that waits for its client and has a segment that the ledger did not take."""
    calls = Calls(detection=InlineDetection(Digits()), ledger=ledger, policies=PolicyStore(), resume_window=WINDOW)
    call, (started,) = await opened(calls)
    assert isinstance(started, Started)
    ledger.broken = True
    with pytest.raises(LedgerUnavailable):
        await call.receive(said(1, "Jane"), 0.0)
    ledger.broken = False
    await calls.leave(call)
    return calls, call, started.resume_token


async def test_the_time_of_a_call_does_not_run_out_while_its_client_comes_back() -> None:
    """However long the ledger takes over it: nothing of the call is lost, and it is not abandoned."""
    ledger = SlowLedger()
    calls, call, token = await left_with_one_to_commit(ledger)
    ledger.slow = True
    _, responses = await calls.resume(tenant="acme", call_id="call-1", token=token, now=1.0)
    assert texts(responses) == ["[PERSON_1]"]
    ledger.slow = False
    assert texts(await call.receive(said(2, "Priya"), 1.0)) == ["[PERSON_2]"]
    await call.end(1.0)
    assert ledger.states == [CallState.ENDED]


async def test_a_call_that_could_not_be_gone_on_with_waits_again(ledger: RecordingLedger) -> None:
    """The ledger was still gone: the client may come a second time, and when it does not the call is abandoned."""
    calls, _, token = await left_with_one_to_commit(ledger)
    for _ in range(2):
        ledger.broken = True
        with pytest.raises(LedgerUnavailable):
            await calls.resume(tenant="acme", call_id="call-1", token=token, now=1.0)
        ledger.broken = False
    await calls.close()
    assert ledger.states == [CallState.ABANDONED]


async def test_a_wrong_token_gives_a_call_no_more_time(ledger: RecordingLedger) -> None:
    """It is abandoned when its time is over, as if nobody had asked."""
    calls, call, _ = await left_with_one_to_commit(ledger)
    over = calls._waiting.remove(call.name)
    assert over is not None
    calls._waiting.add(call.name, until=over)
    with pytest.raises(ResumeRejected):
        await calls.resume(tenant="acme", call_id="call-1", token=b"x" * 48, now=1.0)
    assert calls._waiting.remove(call.name) == over
