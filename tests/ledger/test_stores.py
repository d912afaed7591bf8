"""The ledger, on every store: what it records, refuses, and keeps apart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from server.errors import CallExists, ConfigInvalid, LedgerUnavailable, NotFound
from server.ledger.checkpoint import Head
from server.ledger.ledger import Batch, CallState, StoredSpan
from server.ledger.notes import Verifier
from server.ledger.store import StoredLedger
from tests.ledger.facts import TENANT, batch, entity, record, span
from tests.ledger.stores import Store


@pytest_asyncio.fixture
async def ledger(store: Store) -> AsyncIterator[StoredLedger]:
    opened = await store.open()
    yield opened
    await opened.close()


async def test_a_call_is_read_back_as_it_was_recorded(ledger: StoredLedger) -> None:
    """Everything an entity record says is there again, but for its value: that became a fingerprint."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1", span("s2", 2, 3, 8), subject_id="subject-7"), upto=2))
    call = ledger.call(TENANT, "call-1")
    assert call is not None
    assert (call.state, call.committed_sequence, call.closed_at) == (CallState.ACTIVE, 2, None)
    assert (call.policy, call.policy_fingerprint, call.engine_version) == ("default", "sha256:aa", "engine-1")
    assert call.opened_at.endswith("Z")
    (stored,) = ledger.entities(TENANT, "call-1")
    assert (stored.entity_id, stored.entity_type, stored.score) == ("e1", "PHONE_NUMBER", 0.9)
    assert (stored.recognizer, stored.operator, stored.subject_id) == ("PhoneRecognizer", "label", "subject-7")
    assert stored.spans == (StoredSpan("s2", 2, 3, 8, 1.5, 2.25),)
    assert len(bytes.fromhex(stored.fingerprint)) == 16


async def test_a_revision_is_told_by_the_log_beside_its_record(store: Store, ledger: StoredLedger) -> None:
    """What was hidden in text that had left is an entity like others; an event names its opening, once."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1"), upto=1))
    revised = replace(entity("e2", span("s1", 1, 20, 25), value="tamarind", entity_type="PASSWORD"), revises=True)
    for _ in range(2):
        await ledger.commit(batch("call-1", revised, upto=1))
    assert [stored.entity_id for stored in ledger.entities(TENANT, "call-1")] == ["e1", "e2"]
    ((body,),) = store.rows("SELECT body FROM events WHERE kind = 'REVISED'")
    ((leaf,),) = store.rows("SELECT leaf FROM openings WHERE entity_id = 'e2'")
    assert json.loads(body) == {"call": 1, "opening": leaf}


async def test_the_same_batch_twice_records_once(ledger: StoredLedger) -> None:
    """A batch that is sent again after a lost answer changes nothing."""
    await ledger.open_call(record("call-1"))
    again = batch("call-1", entity("e1"), upto=3)
    await ledger.commit(again)
    before = list(ledger.entities(TENANT, "call-1"))
    await ledger.commit(again)
    assert list(ledger.entities(TENANT, "call-1")) == before


async def test_a_later_record_adds_spans_and_replaces_the_rest(ledger: StoredLedger) -> None:
    """A value read out over two turns stays one entity: more places, and what is known of it now."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(
        batch("call-1", entity("e1", span("s1", 1), entity_type="NUMBER_SEQUENCE", score=0.4, value="4111"))
    )
    later = entity("e1", span("s3", 3), entity_type="CREDIT_CARD", score=0.95, value="4111111111111111")
    await ledger.commit(batch("call-1", later))
    await ledger.commit(batch("call-1", entity("e2", entity_type="CREDIT_CARD", value="4111 1111 1111 1111")))
    first, second = ledger.entities(TENANT, "call-1")
    assert (first.entity_type, first.score) == ("CREDIT_CARD", 0.95)
    assert [place.segment_id for place in first.spans] == ["s1", "s3"]
    assert first.fingerprint == second.fingerprint


async def test_a_record_without_value_or_subject_keeps_what_is_known(ledger: StoredLedger) -> None:
    """One more place of a known entity does not unlink it from its subject."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("e1", subject_id="subject-7")))
    (before,) = ledger.entities(TENANT, "call-1")
    await ledger.commit(batch("call-1", entity("e1", span("s2", 2), value="", subject_id="")))
    (after,) = ledger.entities(TENANT, "call-1")
    assert (after.fingerprint, after.subject_id) == (before.fingerprint, "subject-7")
    assert len(after.spans) == 2


async def test_entities_come_in_order_of_first_appearance(ledger: StoredLedger) -> None:
    """The order is that of the speech, not that of the release: a held segment is recorded late."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", entity("later", span("s4", 4))))
    await ledger.commit(batch("call-1", entity("second", span("s1", 1, 20, 30)), entity("first", span("s1", 1, 0, 9))))
    assert [found.entity_id for found in ledger.entities(TENANT, "call-1")] == ["first", "second", "later"]


async def test_a_call_id_is_taken_once(ledger: StoredLedger) -> None:
    """Two calls never mix in one audit."""
    await ledger.open_call(record("call-1"))
    with pytest.raises(CallExists):
        await ledger.open_call(record("call-1"))


async def test_a_call_that_was_never_opened_takes_no_batch(ledger: StoredLedger) -> None:
    """Evidence without a call is a fault of the caller, and its neighbours in the group are kept."""
    await ledger.open_call(record("call-1"))
    wrong, right = await asyncio.gather(
        ledger.commit(batch("call-2", entity("e1"))),
        ledger.commit(batch("call-1", entity("e1"))),
        return_exceptions=True,
    )
    assert isinstance(wrong, NotFound)
    assert isinstance(right, Head)
    assert len(list(ledger.entities(TENANT, "call-1"))) == 1


async def test_nothing_found_is_none_and_empty(ledger: StoredLedger) -> None:
    """Asking for an unknown call is no error."""
    assert ledger.call(TENANT, "no-such-call") is None
    assert list(ledger.entities(TENANT, "no-such-call")) == []


async def test_two_tenants_share_nothing(ledger: StoredLedger) -> None:
    """The same call id, entity id and value in two tenants: each sees its own, and the fingerprints say nothing."""
    for tenant in (TENANT, "globex"):
        await ledger.open_call(record("call-1", tenant))
    await ledger.commit(batch("call-1", entity("e1", score=0.8)))
    await ledger.commit(batch("call-1", entity("e1", score=0.7), entity("e2"), tenant="globex"))
    (ours,) = ledger.entities(TENANT, "call-1")
    theirs, _ = ledger.entities("globex", "call-1")
    assert (ours.score, theirs.score) == (0.8, 0.7)
    assert ours.fingerprint != theirs.fingerprint


async def test_a_closed_call_stays_as_it_closed(ledger: StoredLedger) -> None:
    """ENDED is final, and a repeated end does not move its time."""
    await ledger.open_call(record("call-1"))
    await ledger.commit(batch("call-1", upto=9, state=CallState.ENDED))
    ended = ledger.call(TENANT, "call-1")
    assert ended is not None
    assert ended.state is CallState.ENDED
    assert ended.closed_at is not None
    await ledger.commit(batch("call-1", upto=4, state=CallState.ABANDONED))
    assert ledger.call(TENANT, "call-1") == ended


async def test_what_waits_together_is_committed_together(ledger: StoredLedger, store: Store) -> None:
    """While one transaction waits for the disk, a hundred batches gather: they cost one more, not a hundred."""
    for number in range(100):
        await ledger.open_call(record(f"call-{number}"))
    before = ledger.transactions
    with store.held():
        waiting = [asyncio.ensure_future(ledger.commit(batch(f"call-{n}", entity("e1")))) for n in range(100)]
        done, _ = await asyncio.wait(waiting, timeout=0.05)
        assert not done, "a batch was acknowledged while nobody could write"
    await asyncio.gather(*waiting)
    assert ledger.transactions - before <= 2
    assert all(len(list(ledger.entities(TENANT, f"call-{n}"))) == 1 for n in range(100))


async def test_a_cancelled_caller_leaves_its_fact_in_the_group(ledger: StoredLedger, store: Store) -> None:
    """A client that goes away in the middle of a commit takes no evidence with it."""
    await ledger.open_call(record("call-1"))
    with store.held():
        waiting = asyncio.ensure_future(ledger.commit(batch("call-1", entity("e1"))))
        await asyncio.wait([waiting], timeout=0.01)
        waiting.cancel()
    await ledger.commit(batch("call-1"))
    assert len(list(ledger.entities(TENANT, "call-1"))) == 1


@pytest.mark.parametrize(
    "poison", [batch("call-1", entity("canary-\udcff")), batch("call-1", entity("canary"), upto=2**70)]
)
async def test_a_fact_that_cannot_be_written_harms_no_other(
    ledger: StoredLedger, store: Store, poison: Batch
) -> None:
    """A string that is no valid text, or a number too large, fails alone and untold; the group around it is durable."""
    await ledger.open_call(record("call-1"))
    facts = [batch("call-1", entity("e1")), poison, batch("call-1", entity("e2"))]
    with store.held():
        waiting = [asyncio.ensure_future(ledger.commit(fact)) for fact in facts]
        await asyncio.wait(waiting, timeout=0.01)
    first, second, third = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(first, Head)
    assert isinstance(third, Head)
    assert isinstance(second, LedgerUnavailable)
    assert "canary" not in repr(second) + second.diagnostics()
    assert {found.entity_id for found in ledger.entities(TENANT, "call-1")} == {"e1", "e2"}


async def test_a_keystore_that_cannot_be_written_holds_everything_back(ledger: StoredLedger) -> None:
    """No key, no record, no release; and the ledger goes on when the keys do."""
    await ledger.open_call(record("call-1"))
    keys = ledger._recorder.keystore._connection
    keys.execute("PRAGMA query_only=ON")
    with pytest.raises(LedgerUnavailable) as caught:
        await ledger.commit(batch("call-1", entity("e1"), state=CallState.ENDED))
    assert "SQLITE_READONLY" in caught.value.action
    call = ledger.call(TENANT, "call-1")
    assert call is not None
    assert (call.state, list(ledger.entities(TENANT, "call-1"))) == (CallState.ACTIVE, [])
    keys.execute("PRAGMA query_only=OFF")
    await ledger.commit(batch("call-1", entity("e1"), state=CallState.ENDED))
    assert len(list(ledger.entities(TENANT, "call-1"))) == 1


async def test_two_writers_share_one_log(ledger: StoredLedger, store: Store) -> None:
    """What a command appends, the server's next checkpoint continues: one tree, whoever writes."""
    verifier = Verifier.parse(ledger.reader.public_key())
    second = await store.open()
    await ledger.open_call(record("one"))
    await second.open_call(record("other"))
    heads = []
    for number in range(10):
        writer, call_id = ((ledger, "one"), (second, "other"))[number % 2]
        heads.append(await writer.commit(batch(call_id, entity(f"e{number}"), upto=number)))
    await second.close()
    assert [head.size for head in heads] == sorted({head.size for head in heads})
    assert store.check(verifier, earlier=heads).faults == []


async def test_what_was_acknowledged_is_not_recorded_again(ledger: StoredLedger, store: Store) -> None:
    """A repeated batch adds no leaf: the head that answers it is the one that was there."""
    await ledger.open_call(record("call-1"))
    first = await ledger.commit(batch("call-1", entity("e1")))
    assert await ledger.commit(batch("call-1", entity("e1"))) == first


async def test_one_key_for_the_value_of_an_entity(ledger: StoredLedger, store: Store) -> None:
    """Said twice, it has one key to destroy; another value, entity or call has its own: it may stay."""
    for call_id in ("call-1", "call-2"):
        await ledger.open_call(record(call_id))
    said = (entity("e1"), entity("e1", span("s2", 2)), entity("e2", value="(415) 555-0134"))
    await ledger.commit(batch("call-1", *said, entity("e3", value="4155550135")))
    await ledger.commit(batch("call-2", entity("e1")))
    keys = [row[0] for row in store.rows("SELECT key FROM openings ORDER BY leaf")]
    first, again, other_entity, other_value, other_call = keys
    assert first == again
    assert len({first, other_entity, other_value, other_call}) == 4


async def test_calls_of_a_dead_process_are_abandoned(store: Store) -> None:
    """A ledger closed with a call in progress: whoever opens it next knows that nobody will end that call."""
    ledger = await store.open()
    await ledger.open_call(record("broken"))
    await ledger.open_call(record("whole"))
    await ledger.commit(batch("whole", state=CallState.ENDED))
    await ledger.close()
    ledger = await store.open()
    states = [ledger.call(TENANT, call_id) for call_id in ("broken", "whole")]
    await ledger.close()
    assert [call and call.state for call in states] == [CallState.ABANDONED, CallState.ENDED]


async def test_a_second_writer_leaves_the_calls_of_the_first_alone(ledger: StoredLedger, store: Store) -> None:
    """A command that writes into a running server's ledger neither waits for it nor abandons its calls."""
    await ledger.open_call(record("live"))
    second = await store.open()
    await second.open_call(record("archived"))
    await asyncio.gather(
        *(ledger.commit(batch("live", entity(f"e{n}"), upto=n)) for n in range(50)),
        *(second.commit(batch("archived", entity(f"e{n}"), upto=n)) for n in range(50)),
    )
    (one, *_), (other, *_) = list(second.entities(TENANT, "live")), list(ledger.entities(TENANT, "archived"))
    await second.close()
    live = ledger.call(TENANT, "live")
    assert live is not None
    assert (live.state, live.committed_sequence) == (CallState.ACTIVE, 49)
    assert one.fingerprint == other.fingerprint


async def test_a_new_root_is_told_of_once(store: Store) -> None:
    """Whoever starts a server for the first time has a secret to keep; later there is nothing to tell."""
    told = []
    for _ in range(2):
        ledger = await store.open()
        told.append(ledger.root_made)
        await ledger.close()
    assert told == [True, False]


async def test_values_keep_their_fingerprint_over_a_restart(store: Store) -> None:
    """A deletion request finds calls of last month: the keys outlive the process."""
    fingerprints = []
    for number in range(2):
        ledger = await store.open()
        await ledger.open_call(record(f"call-{number}"))
        await ledger.commit(batch(f"call-{number}", entity("e1")))
        fingerprints += [stored.fingerprint for stored in ledger.entities(TENANT, f"call-{number}")]
        await ledger.close()
    assert fingerprints[0] == fingerprints[1]


async def test_a_root_secret_from_elsewhere_leaves_none_in_the_directory(store: Store, data_dir: Path) -> None:
    """With the root given, a copy of the data directory cannot test a guess against a fingerprint."""
    ledger = await store.open(root_secret=b"r" * 32)
    await ledger.close()
    assert not (data_dir / "root.key").exists()
    with pytest.raises(ConfigInvalid):
        await store.open(root_secret=b"q" * 32)
    with pytest.raises(ConfigInvalid):
        await store.open()
