"""A request from intake to certificate."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from server.erasure.actor import Actor
from server.erasure.certificate import check
from server.erasure.clocks import Act, Regime
from server.erasure.erasure import Erasure
from server.erasure.holds import Hold
from server.erasure.request import Kind, Minor, Request, Requester, from_record, to_record
from server.erasure.rules import Verification
from server.erasure.states import Outcome, State
from server.errors import AlreadyExists, InvalidField, NotFound, PlanChanged, StateConflict
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.erasure.people import (
    JANE,
    MAIL,
    MARK,
    NAME,
    OFFICER,
    PHONE,
    Calendar,
    acknowledged,
    approved,
    erased,
    found,
    outcomes,
    sound,
    speak,
    verifier,
    wanted,
)
from tests.ledger.facts import TENANT


async def test_a_request_in_a_proof_out(ledger: SqliteLedger, asked: Erasure) -> None:
    """She is found, planned, erased in every call, found no more, and a certificate says so; nobody else is touched."""
    for call_id in ("call-1", "call-2"):
        await speak(ledger, call_id, JANE)
    await speak(ledger, "call-3", MARK)
    assert found(ledger) == ["call-1", "call-2"]
    status = await asked.create(OFFICER, wanted())
    assert status.request.state is State.VERIFIED
    plan = await asked.plan(OFFICER, "r1")
    assert plan.counts == {"TO_ERASE": 4}
    assert plan.content["calls"] == 2
    assert found(ledger) == ["call-1", "call-2"], "a plan changes nothing"
    status = await asked.approve(OFFICER, "r1", plan_hash=plan.hash)
    assert (status.request.state, outcomes(status)) == (State.WAITING, {"SINK_PENDING": 4})
    assert found(ledger, PHONE, MAIL) == []
    status = await acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.COMPLETE, {"ERASED": 4})
    checked = check(await asked.certificate(OFFICER, "r1"), verifier(ledger))
    assert checked.statement["verdict"] == "COMPLETE"
    assert checked.statement["outcomes"] == {"ERASED": 4}
    assert found(ledger, Identity("PHONE_NUMBER", MARK["PHONE_NUMBER"])) == ["call-3"]
    assert found(ledger, NAME) == ["call-1", "call-2"], "a name was not asked about"
    assert sound(ledger)


async def test_nothing_of_it_is_left_in_any_byte(
    ledger: SqliteLedger, asked: Erasure, data_dir: Path, raw_bytes: Callable[[], bytes]
) -> None:
    """Sealed rows, digests, salts, tokens, wrapped keys and the request's own seal are in no file afterwards."""
    await speak(ledger, "call-1", JANE)
    await speak(ledger, "call-2", MARK)
    await asked.create(OFFICER, wanted(PHONE, MAIL, whole_calls=True))
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        rows = database.execute("SELECT sealed, digest, salt, tokens FROM openings WHERE call = 1").fetchall()
        sealed = database.execute("SELECT sealed FROM erasure_requests").fetchall()
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys:
        wrapped = keys.execute("SELECT wrapped FROM entity_keys WHERE id IN (30, 31, 32)").fetchall()
        wrapped += keys.execute("SELECT wrapped FROM root_keys WHERE name = 'named request 1 acme'").fetchall()
    traces = [cell for row in (*rows, *sealed) for cell in row]
    assert all(trace in raw_bytes() for trace in traces)
    plan = await asked.plan(OFFICER, "r1")
    await asked.approve(OFFICER, "r1", plan_hash=plan.hash)
    status = await acknowledged(asked)
    assert status.request.state is State.COMPLETE
    after = raw_bytes()
    assert not [trace for trace in traces if trace in after]
    assert wrapped
    assert wrapped[-1][0] not in after


async def test_no_value_is_stored_with_a_request(
    ledger: SqliteLedger, asked: Erasure, raw_bytes: Callable[[], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither while it runs nor afterwards is an identity in any byte of files, plan or certificate."""
    await speak(ledger, "call-1", JANE)
    everything = b""
    await asked.create(OFFICER, wanted(PHONE, MAIL, NAME))
    everything += raw_bytes()
    plan = await asked.plan(OFFICER, "r1")
    everything += raw_bytes() + str(plan).encode() + repr(plan).encode()
    status = await asked.approve(OFFICER, "r1", plan_hash=plan.hash)
    everything += raw_bytes() + repr(status).encode()
    status = await acknowledged(asked)
    everything += raw_bytes() + repr(status).encode() + await asked.certificate(OFFICER, "r1")
    everything += caplog.text.encode()
    for value in ("4155550134", "415 555 0134", "jane@example.com", "Jane@Example.com", "Doe, Jane", "jane doe"):
        assert value.encode().lower() not in everything.lower()


async def test_a_request_is_brought_once(ledger: SqliteLedger, asked: Erasure) -> None:
    """The same request again is answered as it stands; another one under its id is refused."""
    await speak(ledger, "call-1", JANE)
    await asked.create(OFFICER, wanted())
    await asked.plan(OFFICER, "r1")
    again = await asked.create(OFFICER, wanted())
    assert again.request.state is State.PLANNED
    with pytest.raises(AlreadyExists):
        await asked.create(OFFICER, wanted(NAME))
    with pytest.raises(AlreadyExists):
        await asked.create(OFFICER, wanted(regimes=(Regime.CCPA,)))


async def test_only_what_was_read_can_be_approved(ledger: SqliteLedger, asked: Erasure) -> None:
    """A plan is approved by its hash: not an older one, none that was not kept, and nothing twice."""
    await speak(ledger, "call-1", JANE)
    await asked.create(OFFICER, wanted())
    with pytest.raises(StateConflict):
        await asked.approve(OFFICER, "r1", plan_hash="")
    only_looked = await asked.plan(OFFICER, "r1", validate_only=True)
    assert (await asked.get(OFFICER, "r1")).request.state is State.VERIFIED
    first = await asked.plan(OFFICER, "r1")
    assert first.hash == only_looked.hash
    await speak(ledger, "call-2", JANE)
    second = await asked.plan(OFFICER, "r1")
    assert second.hash != first.hash
    with pytest.raises(PlanChanged):
        await asked.approve(OFFICER, "r1", plan_hash=first.hash)
    await asked.approve(OFFICER, "r1", plan_hash=second.hash)
    with pytest.raises(StateConflict):
        await asked.approve(OFFICER, "r1", plan_hash=second.hash)


async def test_a_weaker_match_waits_for_a_person(ledger: SqliteLedger, asked: Erasure) -> None:
    """A name alone erases nothing; what is confirmed goes, what is not stays and is counted."""
    await speak(ledger, "call-1", JANE)
    await speak(ledger, "call-2", {"PERSON": "Jane Doe"})
    await asked.create(OFFICER, wanted(PHONE, NAME))
    plan = await asked.plan(OFFICER, "r1")
    assert plan.counts == {"CANDIDATE": 2, "TO_ERASE": 1}
    assert "PHONE_NUMBER" in next(item["reason"] for item in plan.content["items"] if item["outcome"] == "CANDIDATE")
    with pytest.raises(InvalidField):
        await asked.approve(OFFICER, "r1", plan_hash=plan.hash, confirmed=["call-9/e1"])
    await asked.approve(OFFICER, "r1", plan_hash=plan.hash, confirmed=["call-1/e3"])
    status = await acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"ERASED": 2, "NOT_CONFIRMED": 1})
    assert found(ledger, NAME) == ["call-2"]
    assert sound(ledger)


async def test_what_several_people_share_is_ambiguous(ledger: SqliteLedger, asked: Erasure) -> None:
    """A number that the platform knows two people by erases neither; the answer is partial until somebody decides."""
    await speak(ledger, "call-1", {"PHONE_NUMBER": JANE["PHONE_NUMBER"]}, subject_id="crm-1")
    await speak(ledger, "call-2", {"PHONE_NUMBER": JANE["PHONE_NUMBER"]}, subject_id="crm-2")
    status = await erased(asked, wanted(PHONE))
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"AMBIGUOUS": 2})
    assert found(ledger, PHONE) == ["call-1", "call-2"]
    # Named by the platform's own id, one of them is hers.
    status = await erased(asked, wanted(PHONE, Identity("SUBJECT_ID", "crm-1"), request_id="r2"))
    assert outcomes(status) == {"AMBIGUOUS": 1, "ERASED": 1}
    assert found(ledger, PHONE) == ["call-2"]
    # And a person may decide the other.
    status = await erased(asked, wanted(PHONE, request_id="r3"))
    assert found(ledger, PHONE) == []


async def test_a_whole_call_is_taken_if_it_is_asked_for(ledger: SqliteLedger, asked: Erasure) -> None:
    """Everything said in a call of hers goes with it; without asking, the rest stays and is counted."""
    await speak(ledger, "call-1", {"PHONE_NUMBER": JANE["PHONE_NUMBER"], "HEALTH_CONDITION": "asthma"})
    await asked.create(OFFICER, wanted(PHONE))
    assert (await asked.plan(OFFICER, "r1")).content["others"] == 1
    status = await erased(asked, wanted(PHONE, request_id="r2", whole_calls=True))
    assert outcomes(status) == {"ERASED": 2}
    assert list(ledger.entities(TENANT, "call-1")) == []


async def test_nobody_found_is_an_answer(ledger: SqliteLedger, asked: Erasure) -> None:
    """A person who never called gets a certificate that says so."""
    await speak(ledger, "call-1", MARK)
    status = await approved(asked, wanted())
    assert (status.request.state, outcomes(status)) == (State.COMPLETE, {"NOT_FOUND": 2})
    assert check(await asked.certificate(OFFICER, "r1"), verifier(ledger)).statement["outcomes"] == {"NOT_FOUND": 2}


async def test_what_is_said_meanwhile_is_caught(ledger: SqliteLedger, asked: Erasure) -> None:
    """A call that mentions her while the platform still works is never findable, and becomes a task of its own."""
    await speak(ledger, "call-1", JANE)
    await approved(asked, wanted())
    await speak(ledger, "call-2", JANE)
    assert found(ledger, PHONE, MAIL) == []
    status = await asked.get(OFFICER, "r1")
    await asked.acknowledge(OFFICER, "r1", status.tasks[0].task_id)
    status = await asked.get(OFFICER, "r1")
    assert status.request.state is State.WAITING
    assert [task.call_id for task in status.tasks] == ["call-1", "call-2"]
    status = await acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.COMPLETE, {"ERASED": 4})
    assert sound(ledger)


async def test_an_archive_does_not_resurrect_her(ledger: SqliteLedger, asked: Erasure) -> None:
    """An old call that is imported again is recorded, but no search finds her in it; another request does."""
    await speak(ledger, "call-1", JANE)
    await erased(asked, wanted())
    await speak(ledger, "archive-1", JANE)
    assert found(ledger, PHONE, MAIL) == []
    assert [stored.fingerprint for stored in ledger.entities(TENANT, "archive-1")][:2] == ["", ""]
    status = await erased(asked, wanted(request_id="r2"))
    assert [task.call_id for task in status.tasks] == ["archive-1"]
    assert outcomes(status)["ERASED"] == 2
    assert sound(ledger)


async def test_a_hold_stops_three_of_ten_calls(ledger: SqliteLedger, asked: Erasure) -> None:
    """Seven are erased, three are restricted and say why; released, they go too."""
    for number in range(10):
        await speak(ledger, f"call-{number}", {"PHONE_NUMBER": JANE["PHONE_NUMBER"]})
    await asked.office.place_hold(OFFICER, hold("case-7", "call-1", "call-4", "call-8"))
    status = await erased(asked, wanted(PHONE))
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"ERASED": 7, "HELD": 3})
    held = next(item for item in status.items if item.outcome is Outcome.HELD)
    assert "case-7" in held.reason
    assert "High Court" in held.reason
    assert found(ledger, PHONE) == [], "what is held is restricted"
    partial = check(await asked.certificate(OFFICER, "r1"), verifier(ledger)).statement
    assert (partial["verdict"], partial["kept"][0]["count"]) == ("PARTIAL", 3)
    assert sound(ledger)
    await asked.office.release_hold(OFFICER, "case-7")
    status = await acknowledged(asked)
    assert (status.request.state, outcomes(status)) == (State.COMPLETE, {"ERASED": 10})
    assert check(await asked.certificate(OFFICER, "r1"), verifier(ledger)).statement["verdict"] == "COMPLETE"
    assert sound(ledger)


async def test_restriction_keeps_and_hides(ledger: SqliteLedger, asked: Erasure) -> None:
    """A request to restrict lets nobody find or read what is hers; it is kept, and an erasure still finds it."""
    await speak(ledger, "call-1", JANE)
    status = await erased(asked, wanted(kind=Kind.RESTRICT))
    assert (status.request.state, outcomes(status)) == (State.COMPLETE, {"RESTRICTED": 2})
    assert found(ledger, PHONE, MAIL) == []
    assert sound(ledger)
    status = await erased(asked, wanted(request_id="r2"))
    assert outcomes(status) == {"ERASED": 2}
    assert sound(ledger)


async def test_correction_is_the_platforms_task(ledger: SqliteLedger, asked: Erasure) -> None:
    """The ledger holds no value that could be wrong: the platform is told every place."""
    await speak(ledger, "call-1", JANE)
    status = await approved(asked, wanted(kind=Kind.CORRECT))
    (task,) = status.tasks
    assert task.action is Kind.CORRECT
    assert [place["segment_id"] for place in task.places] == ["s1", "s2"]
    assert (task.places[0]["start_ms"], task.places[0]["end_ms"]) == (1500, 2250)
    status = await acknowledged(asked)
    assert outcomes(status) == {"CORRECTED": 2}
    assert found(ledger, PHONE) == ["call-1"]


async def test_a_cancelled_request_forgets_who_it_was_about(
    ledger: SqliteLedger, asked: Erasure, data_dir: Path
) -> None:
    """It can be called back until it is approved, and then there is no key to its identities any more."""
    await speak(ledger, "call-1", JANE)
    await asked.create(OFFICER, wanted())
    status = await asked.office.cancel(OFFICER, "r1", reason="withdrawn")
    assert status.request.state is State.CANCELLED
    with closing(sqlite3.connect(data_dir / "keys.db")) as keys:
        assert keys.execute("SELECT name FROM root_keys WHERE name LIKE 'named request%'").fetchall() == []
    await approved(asked, wanted(request_id="r2"))
    with pytest.raises(StateConflict):
        await asked.office.cancel(OFFICER, "r2", reason="too late")


async def test_no_reason_tells_who_it_is_about(
    ledger: SqliteLedger, asked: Erasure, raw_bytes: Callable[[], bytes]
) -> None:
    """Why it was put off or called back is kept for good: with an identity in it it is refused, and not written."""
    await asked.create(OFFICER, wanted(PHONE, NAME))
    for reason in ("janedoe-canary withdrew", "canary 555-0134 rang", ""):
        with pytest.raises(InvalidField):
            await asked.office.extend(OFFICER, "r1", reason=reason)
        with pytest.raises(InvalidField):
            await asked.office.cancel(OFFICER, "r1", reason=reason)
    status = await asked.get(OFFICER, "r1")
    assert (status.request.state, status.request.extension) == (State.VERIFIED, "")
    assert b"canary" not in raw_bytes()
    await asked.office.extend(OFFICER, "r1", reason="many calls, ticket 0134")
    status = await asked.office.cancel(OFFICER, "r1", reason="withdrawn")
    assert status.request.state is State.CANCELLED


async def test_requests_are_a_tenants_own(ledger: SqliteLedger, asked: Erasure) -> None:
    """Another tenant sees no request, and its calls with the same person are not touched."""
    await speak(ledger, "call-1", JANE)
    await speak(ledger, "call-1", JANE, tenant="globex")
    await erased(asked, wanted())
    assert found(ledger, tenant="globex") == ["call-1"]
    with pytest.raises(NotFound):
        await asked.get(Actor("globex", "officer"), "r1")


async def test_what_is_late_comes_first(asked: Erasure, calendar: Calendar) -> None:
    """Children's requests, then what is due first; what is answered is not listed, and an extension moves it back."""
    await asked.create(OFFICER, wanted(request_id="slow", regimes=(Regime.CCPA,)))
    await asked.create(OFFICER, wanted(request_id="quick", regimes=(Regime.HOURS_48, Regime.GDPR)))
    await asked.create(OFFICER, wanted(request_id="month"))
    await asked.create(OFFICER, wanted(request_id="child", regimes=(Regime.CCPA,), minor=Minor.UNDER_13))
    await asked.create(OFFICER, wanted(request_id="gone"))
    await asked.office.cancel(OFFICER, "gone", reason="withdrawn")

    async def listed() -> list[str]:
        return [one.request.request_id for one in (await asked.listed(OFFICER, due=True)).items]

    assert await listed() == ["child", "quick", "slow", "month"]
    await asked.office.receipt(OFFICER, "slow")
    assert await listed() == ["child", "quick", "month", "slow"]
    calendar.pass_days(32)
    with pytest.raises(StateConflict):
        await asked.office.extend(OFFICER, "month", reason="it is late already, the law does not allow it any more")
    await asked.office.extend(OFFICER, "slow", reason="many calls")
    with pytest.raises(StateConflict):
        await asked.office.extend(OFFICER, "slow", reason="again")


async def test_an_appeal_is_due_until_it_is_answered(asked: Erasure, calendar: Calendar) -> None:
    """An answered request is listed again once the person appeals, by that clock alone; its answer ends it, once."""
    await asked.create(OFFICER, wanted(request_id="r1", regimes=(Regime.VCDPA, Regime.HOURS_48)))
    await approved(asked, wanted(request_id="other", regimes=(Regime.GDPR,)))
    plan = await asked.plan(OFFICER, "r1")
    await asked.approve(OFFICER, "r1", plan_hash=plan.hash)
    for early in (asked.office.answer_appeal(OFFICER, "r1"), asked.office.answer_appeal(OFFICER, "other")):
        with pytest.raises(StateConflict):
            await early

    async def listed() -> list[str]:
        return [one.request.request_id for one in (await asked.listed(OFFICER, due=True)).items]

    assert await listed() == []
    calendar.pass_days(100)
    for appealed in ("r1", "other"):
        await asked.office.appeal(OFFICER, appealed)
    assert await listed() == ["other", "r1"], "no law gives the other's any time: it is due at once"
    assert (await asked.get(OFFICER, "other")).due == calendar.moment
    await asked.office.answer_appeal(OFFICER, "other")
    assert await listed() == ["r1"]
    status = await asked.get(OFFICER, "r1")
    (left,) = status.left
    assert (left.act, status.due) == (Act.APPEAL, left.at)
    assert status.due > calendar.moment
    status = await asked.office.answer_appeal(OFFICER, "r1")
    assert (status.left, status.request.appeal_answered_at) == ((), calendar.moment)
    assert await listed() == []
    with pytest.raises(StateConflict):
        await asked.office.answer_appeal(OFFICER, "r1")


def test_a_request_of_an_earlier_version_is_read() -> None:
    """It was stored without a word of an answered appeal."""
    request = Request(
        number=1,
        tenant=TENANT,
        request_id="r1",
        state=State.COMPLETE,
        kind=Kind.ERASE,
        requester=Requester.CONTROLLER,
        regimes=(Regime.VCDPA,),
        received_at=Calendar().moment,
        identity_types=("PERSON",),
        verification=Verification.HIGH,
        intent_confirmed=True,
    )
    record = to_record(request)
    del record["appeal_answered_at"]
    assert from_record(1, TENANT, "r1", "COMPLETE", record) == request


async def test_a_plan_reads_like_a_text(ledger: SqliteLedger, asked: Erasure) -> None:
    """A person can see what would happen, and why something stays."""
    await speak(ledger, "call-1", JANE)
    await asked.create(OFFICER, wanted(PHONE, NAME))
    plan = await asked.plan(OFFICER, "r1")
    text = str(plan)
    assert "1 will be erased:" in text
    assert "call-1/e1" in text
    assert "stays unless it is confirmed" in text
    assert plan.hash in text
    assert json.dumps(plan.content)


def hold(name: str, *calls: str) -> Hold:
    return Hold(name, "High Court, 4 Ob 12/26", date(2027, 1, 1), frozenset(calls))
