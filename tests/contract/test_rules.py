"""The rules of a stream, each seen from the client's side of a socket."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration

from server.ledger.ledger import CallState
from tests.contract.harness import Client, Server, segment, serving
from veilscript.v1 import redaction_pb2 as pb

CARD = "four one one one one one one one one one one one one one one one"
FIRST, SECOND = "my number is 4155", "5501 thanks"


async def test_the_config_is_answered_at_once(client: Client) -> None:
    """`started` names the next sequence, the policy in force by its hash, the engine and the hold."""
    stream = await client.open(max_hold=1.5)
    assert stream.started.next_sequence == 1
    assert len(stream.started.policy_fingerprint) == 64
    assert stream.started.engine_version
    assert stream.started.max_hold == Duration(seconds=1, nanos=500_000_000)


async def test_a_hold_that_is_too_long_is_cut(client: Client) -> None:
    """The server says which hold it grants, not more than its own limit."""
    assert (await client.open(max_hold=3600)).started.max_hold == Duration(seconds=10)


async def test_each_message_is_answered_before_the_next_is_taken(client: Client) -> None:
    """A turn comes back redacted, with its entity; an ordinary one comes back as it was."""
    stream = await client.open()
    await stream.say(1, f"my card is {CARD} okay")
    answer = await stream.segment()
    assert answer.text == "my card is [CREDIT_CARD_1] okay"
    (entity,) = answer.entities
    (span,) = entity.spans
    assert (entity.entity_type, span.source_range.start, span.source_range.end) == ("CREDIT_CARD", 11, 11 + len(CARD))
    assert answer.text[span.redacted_range.start : span.redacted_range.end] == "[CREDIT_CARD_1]"
    await stream.say(2, "that's all i wanted")
    assert (await stream.segment()).text == "that's all i wanted"


async def test_a_checkpoint_says_what_may_be_forgotten(client: Client) -> None:
    """After a release comes a checkpoint that covers it."""
    stream = await client.open()
    await stream.say(1, "good morning")
    assert (await stream.next()).segment.sequence == 1
    assert (await stream.next()).checkpoint.committed_sequence == 1


async def test_a_repeat_is_answered_again(client: Client, server: Server) -> None:
    """The same segment sent twice is answered twice with the same text, and recorded once."""
    stream = await client.open()
    texts = []
    for _ in range(2):
        await stream.say(1, f"it's {CARD}")
        await stream.send(flush=pb.Flush())
        texts.append((await stream.segment()).text)
    assert texts[0] == texts[1] == "it's [CREDIT_CARD_1]"
    await stream.end()
    (*_, last) = await stream.rest()
    assert (last.summary.segments, dict(last.summary.entity_counts)) == (1, {"CREDIT_CARD": 1})
    assert [len(entity.spans) for entity in server.ledger.entities("default", "call")] == [1]


async def test_an_interim_result_is_answered_at_once_and_safely(client: Client) -> None:
    """A number that is still being spoken is masked; the final segment replaces the interim one."""
    stream = await client.open()
    await stream.say(1, "what is your phone number", participant_role=pb.PARTICIPANT_ROLE_AGENT)
    await stream.segment()
    interim = {"segment_id": "x", "is_final": False, "participant_role": pb.PARTICIPANT_ROLE_CUSTOMER}
    await stream.say(2, "it's four one five five five", **interim)
    answer = await stream.segment()
    assert not answer.is_final
    assert "five" not in answer.text
    await stream.say(3, "it's four one five five five five oh one three four", segment_id="x")
    await stream.send(flush=pb.Flush())
    answer = await stream.segment()
    assert (answer.segment_id, answer.is_final, answer.text) == ("x", True, "it's [PHONE_NUMBER_1]")


async def test_what_may_become_part_of_an_entity_is_held(holding: Client) -> None:
    """The first half of a number comes back with the second, both masked, as one entity with two spans."""
    stream = await holding.open(max_hold=10)
    await stream.say(1, FIRST)
    await stream.say(2, SECOND)
    first, second = await stream.segment(), await stream.segment()
    assert (first.text, second.text) == ("my number is [PHONE_NUMBER_1]", "[PHONE_NUMBER_1] thanks")
    assert first.entities[0].entity_id == second.entities[0].entity_id
    await stream.end()
    (*_, last) = await stream.rest()
    assert dict(last.summary.entity_counts) == {"PHONE_NUMBER": 1}


async def test_a_hold_ends_by_itself(holding: Client) -> None:
    """With nothing more said, a held segment comes back after `max_hold`, masked where it was undecided."""
    stream = await holding.open(max_hold=0.2)
    before = asyncio.get_running_loop().time()
    await stream.say(1, FIRST)
    answer = await stream.segment()
    assert asyncio.get_running_loop().time() - before >= 0.2
    assert "4155" not in answer.text


async def test_a_held_segment_does_not_hold_the_other_speaker(holding: Client) -> None:
    """The agent's ordinary turn passes the customer's held one."""
    stream = await holding.open(max_hold=10)
    await stream.say(1, FIRST, participant_role=pb.PARTICIPANT_ROLE_CUSTOMER)
    await stream.say(2, "let me just bring up your booking", participant_role=pb.PARTICIPANT_ROLE_AGENT)
    assert (await stream.segment()).sequence == 2
    await stream.send(flush=pb.Flush())
    assert (await stream.segment()).sequence == 1


async def test_words_come_back_redacted(client: Client) -> None:
    """No word of an entity can be read in `words`, and the span carries the time of its words."""
    said = f"it's {CARD} thanks".split()
    words = [
        pb.Word(text=word, start_offset=Duration(seconds=place), end_offset=Duration(seconds=place + 1))
        for place, word in enumerate(said)
    ]
    stream = await client.open()
    await stream.say(1, " ".join(said), words=words)
    answer = await stream.segment()
    assert {word.text for word in answer.words}.isdisjoint({"four", "one"})
    assert [word.text for word in answer.words if word.text in said] == ["it's", "thanks"]
    (span,) = answer.entities[0].spans
    assert (span.start_offset, span.end_offset) == (Duration(seconds=1), Duration(seconds=17))


async def test_a_policy_can_be_changed_within_a_call(client: Client) -> None:
    """From the next segment on, the new policy holds: `pci` leaves a name alone that `default` hides."""
    stream = await client.open()
    await stream.say(1, "my name is jane doe")
    assert (await stream.segment()).text == "my name is [PERSON_1]"
    await stream.send(policy_change=pb.PolicyChange(policy="pci"))
    await stream.say(2, "yes my name is john smith")
    assert (await stream.segment()).text == "yes my name is john smith"


async def test_consent_is_withdrawn_within_a_call(client: Client, server: Server) -> None:
    """What was held leaves, what follows is masked whole and not judged, to the end; what was recorded stays."""
    stream = await client.open()
    await stream.say(1, "my name is jane doe")
    assert (await stream.segment()).text == "my name is [PERSON_1]"
    await stream.say(2, "and the number is four one five")
    for _ in range(2):
        await stream.send(consent_withdrawn=pb.ConsentWithdrawn())
    held = await stream.segment()
    assert (held.sequence, held.degraded, "four" in held.text) == (2, False, False)
    await stream.say(3, "jane doe again and an ordinary word", is_final=False)
    interim = await stream.segment()
    await stream.say(4, "jane doe again and an ordinary word")
    masked = await stream.segment()
    assert (masked.text, masked.degraded, interim.degraded) == ("[REDACTED]", True, True)
    await stream.send(end_of_call=pb.EndOfCall())
    assert (await stream.rest())[-1].summary.segments == 3
    kinds = [entity.entity_type for entity in server.ledger.entities("default", "call")]
    assert kinds.count("PERSON") == 1
    assert kinds[-1] == "UNJUDGED"
    with closing(sqlite3.connect(server.ledger.data_dir / "ledger.db")) as database:
        told = database.execute("SELECT body FROM events WHERE kind = 'CONSENT_WITHDRAWN'").fetchall()
    assert told == [('{"call":"call"}',)]


async def test_known_identities_are_hidden(client: Client, server: Server) -> None:
    """What the platform knows is hidden wherever it is said, and linked to its subject in the ledger."""
    known = pb.KnownIdentity(subject_id="crm-7", entity_type="PERSON", value="Wren Okafor")
    stream = await client.open(known_identities=[known])
    await stream.say(1, "tell wren okafor to call back")
    assert (await stream.segment()).text == "tell [PERSON_1] to call back"
    assert [entity.subject_id for entity in server.ledger.entities("default", "call")] == ["crm-7"]


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x07okay\x1b[", "yes \u202e please \u2066thanks\u2069", "\ufeffthanks e\u0301", "🙂👩‍👩‍👧"]
)
async def test_odd_text_comes_back_as_it_was(client: Client, text: str) -> None:
    """Empty text, control characters, bidirectional controls and combining characters are legal and untouched."""
    stream = await client.open()
    await stream.say(1, text)
    assert (await stream.segment()).text == text


async def test_nothing_leaves_before_it_is_in_the_ledger(client: Client, server: Server) -> None:
    """When a client is told of an entity, the ledger already has it."""
    stream = await client.open()
    for sequence in range(1, 6):
        await stream.say(sequence, f"it's {CARD} yes")
        answer = await stream.segment()
        spans = {span.segment_id for entity in server.ledger.entities("default", "call") for span in entity.spans}
        assert answer.segment_id in spans


async def test_the_end_of_a_call_releases_and_sums_up(scripted: Server, holding: Client) -> None:
    """What is held comes back, then the summary, then status OK; the ledger has the call ENDED."""
    stream = await holding.open(max_hold=10)
    await stream.say(1, "good morning")
    await stream.say(2, FIRST)
    await stream.end()
    messages = await stream.rest()
    assert [m.segment.sequence for m in messages if m.HasField("segment")] == [1, 2]
    assert messages[-1].summary.segments == 2
    assert scripted.state("call") is CallState.ENDED


async def test_a_stream_closed_without_the_end_of_the_call_is_abandoned(scripted: Server, holding: Client) -> None:
    """Closing the sending side is not the end of a call: nothing that was held leaves, and no summary comes."""
    stream = await holding.open(max_hold=10)
    await stream.say(1, FIRST)
    await stream.call.done_writing()
    assert await stream.rest() == []
    assert scripted.state("call") is CallState.ABANDONED


async def test_a_cancelled_stream_is_abandoned(scripted: Server, holding: Client) -> None:
    """A client that cancels leaves an ABANDONED call."""
    stream = await holding.open(max_hold=10)
    await stream.say(1, FIRST)
    stream.call.cancel()
    await scripted.until("call", CallState.ABANDONED)


async def test_a_stream_past_its_deadline_is_abandoned(client: Client, server: Server) -> None:
    """A client's deadline ends the stream, not the call."""
    stream = client.stream(timeout=0.5)
    await stream.send(config=pb.StreamingConfig(call_id="call"))
    assert (await stream.refused()).code is grpc.StatusCode.DEADLINE_EXCEEDED
    await server.until("call", CallState.ABANDONED)


async def test_a_lost_connection_abandons_its_calls(server: Server) -> None:
    """A client whose connection is gone leaves an ABANDONED call."""
    async with Client(server.target) as client:
        await client.open()
        assert server.state("call") is CallState.ACTIVE
    await server.until("call", CallState.ABANDONED)


async def test_the_initial_metadata_names_the_stream(client: Client) -> None:
    """A client can quote the name of its stream in the server's log."""
    stream = await client.open()
    names = [value for key, value in await stream.call.initial_metadata() if key == "veilscript-stream"]
    assert [len(str(name)) for name in names] == [16]


async def test_a_slow_ledger_holds_the_answer_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the audit is not durable, the text does not leave, whatever the client does."""
    async with serving(tmp_path) as server, Client(server.target) as client:
        stream = await client.open(max_hold=10)
        durable, commit = asyncio.Event(), server.ledger.commit

        async def waits(batch: object) -> None:
            await durable.wait()
            await commit(batch)  # type: ignore[arg-type]

        monkeypatch.setattr(type(server.ledger), "commit", staticmethod(waits))
        await stream.say(1, f"it's {CARD} yes")
        answer = asyncio.ensure_future(stream.segment())
        done, _ = await asyncio.wait({answer}, timeout=0.3)
        assert not done
        durable.set()
        assert (await answer).text == "it's [CREDIT_CARD_1] yes"


async def test_a_call_in_one_piece_is_read_by_its_speaker_labels(client: Client) -> None:
    """Streamed or whole, a segment of several labelled turns: its places, and the answer in the next one."""
    text = "Agent: what's your mother's maiden name?\nCustomer: mulberry\nAgent: and the PIN?\n"
    shown = "Agent: what's your mother's maiden name?\nCustomer: [PASSWORD_1]\nAgent: and the PIN?\n"
    stream = await client.open("streamed")
    await stream.say(1, text)
    await stream.say(2, "Customer: two nine four six\nAgent: thanks a lot")
    await stream.end()
    answers = [message.segment for message in await stream.rest() if message.HasField("segment")]
    assert [answer.text for answer in answers] == [shown, "Customer: [PASSWORD_2]\nAgent: thanks a lot"]
    (span,) = answers[0].entities[0].spans
    assert text[span.source_range.start : span.source_range.end] == "mulberry"
    whole = await client.redact(pb.RedactRequest(call_id="whole", segments=[segment(1, text)]))
    assert isinstance(whole, pb.RedactResponse)
    assert whole.segments[0].text == shown
