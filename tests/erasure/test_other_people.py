"""What is somebody else's stays: another tenant's, another person's, and what the plan said would stay."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server.erasure.actor import Actor
from server.erasure.erasure import Erasure
from server.erasure.restore import replay
from server.erasure.states import State
from server.erasure.tombstones import Tombstones
from server.ledger.ledger import CallState
from server.ledger.recorder import Recorder
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import SUBJECT_ID, Identity
from tests.erasure.people import MARK, OFFICER, PHONE, erased, erasure, found, opened, outcomes, sound, speak, wanted
from tests.ledger.facts import TENANT, batch, entity, record, span

LANDLINE = {"PHONE_NUMBER": "4155550134"}
ANNA = {"EMAIL_ADDRESS": "anna@example.com"}
ANNAS_MAIL = Identity("EMAIL_ADDRESS", "anna@example.com")
MARKS = Identity("PHONE_NUMBER", MARK["PHONE_NUMBER"])


async def test_a_shared_identity_does_not_hand_over_the_rest(ledger: SqliteLedger, asked: Erasure) -> None:
    """Anna gave a landline and her address; who later names the landline gets nothing that was said of the address."""
    await speak(ledger, "call-1", LANDLINE | ANNA)
    await erased(asked, wanted(PHONE, ANNAS_MAIL))
    await speak(ledger, "call-2", ANNA)
    await speak(ledger, "call-3", LANDLINE)
    await asked.create(OFFICER, wanted(PHONE, request_id="r2"))
    plan = await asked.plan(OFFICER, "r2")
    assert [(item["call_id"], item["outcome"]) for item in plan.content["items"] if item["call_id"]] == [
        ("call-3", "TO_ERASE")
    ]
    # And she herself still gets what is hers.
    await asked.create(OFFICER, wanted(ANNAS_MAIL, request_id="r3"))
    plan = await asked.plan(OFFICER, "r3")
    assert [item["call_id"] for item in plan.content["items"] if item["call_id"]] == ["call-2"]


async def test_what_was_said_under_two_forms_is_found_by_each(ledger: SqliteLedger, asked: Erasure) -> None:
    """A number and a platform's id that were erased: said together again, either brings the record back."""
    subject = Identity(SUBJECT_ID, "crm-1")
    await speak(ledger, "call-1", LANDLINE, subject_id="crm-1")
    await erased(asked, wanted(PHONE, subject))
    await speak(ledger, "call-2", LANDLINE, subject_id="crm-1")
    for name, identity in (("r2", PHONE), ("r3", subject)):
        await asked.create(OFFICER, wanted(identity, request_id=name))
        plan = await asked.plan(OFFICER, name)
        assert [item["call_id"] for item in plan.content["items"] if item["call_id"]] == ["call-2"]


async def test_a_restored_backup_mixes_nobody_up(data_dir: Path, tmp_path: Path) -> None:
    """Two tenants' erasures are replayed into an empty backup: what is said later stays each tenant's and person's."""
    outside, backup = tmp_path / "elsewhere.jsonl", tmp_path / "backup"
    await (await opened(data_dir)).close()
    shutil.copytree(data_dir, backup)
    ledger = await opened(data_dir)
    asked = erasure(ledger, tombstones=outside)
    officers = {tenant: Actor(tenant, "officer") for tenant in (TENANT, "globex")}
    for tenant, officer in officers.items():
        await speak(ledger, "call-1", LANDLINE, tenant=tenant)
        await erased(asked, wanted(PHONE), actor=officer)
    await erased(asked, wanted(MARKS, request_id="mark"))
    await ledger.close()
    shutil.rmtree(data_dir)
    shutil.copytree(backup, data_dir)
    ledger = await opened(data_dir)
    await replay(ledger, Tombstones(outside))
    asked = erasure(ledger, tombstones=outside)
    # The same names of calls and entities in both tenants, and another person in a call of the first.
    for tenant in officers:
        await speak(ledger, "call-2", LANDLINE, tenant=tenant)
    await speak(ledger, "call-3", {"PHONE_NUMBER": MARK["PHONE_NUMBER"]})
    await speak(ledger, "call-4", {"PHONE_NUMBER": MARK["PHONE_NUMBER"]}, tenant="globex")
    status = await erased(asked, wanted(PHONE, request_id="again"))
    assert [item.name for item in status.items if item.outcome.value == "ERASED"] == ["call-2/e1"]
    assert len(list(ledger.entities(TENANT, "call-3"))) == 1
    assert len(list(ledger.entities("globex", "call-2"))) == 1
    assert sound(ledger)
    await ledger.close()


async def test_one_number_of_two_people_in_a_call(ledger: SqliteLedger, asked: Erasure) -> None:
    """Who is named by the platform's id goes; the other, AMBIGUOUS, is there, readable and found."""
    await ledger.open_call(record("call-1"))
    said = [
        entity(f"e{place}", span(f"s{place}", place), subject_id=name) for place, name in enumerate(("anna", "bob"), 1)
    ]
    await ledger.commit(batch("call-1", *said, upto=2, state=CallState.ENDED))
    status = await erased(asked, wanted(Identity(SUBJECT_ID, "anna"), PHONE))
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"AMBIGUOUS": 1, "ERASED": 1})
    assert [stored.entity_id for stored in ledger.entities(TENANT, "call-1")] == ["e2"]
    assert found(ledger, PHONE) == ["call-1"]
    assert sound(ledger)


async def test_one_name_of_two_people_in_a_call(ledger: SqliteLedger, asked: Erasure) -> None:
    """Two entities of the same name, one of them confirmed: the other stays."""
    await ledger.open_call(record("call-1"))
    said = [
        entity(f"e{place}", span(f"s{place}", place), entity_type="PERSON", value="Jane Doe") for place in (1, 2)
    ]
    await ledger.commit(batch("call-1", *said, upto=2, state=CallState.ENDED))
    await erased(asked, wanted(Identity("PERSON", "Jane Doe")), confirmed=["call-1/e1"])
    assert [stored.entity_id for stored in ledger.entities(TENANT, "call-1")] == ["e2"]
    assert sound(ledger)


async def test_a_key_that_an_older_version_let_two_share(
    ledger: SqliteLedger, asked: Erasure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is erased goes, row and index; the key of whoever stays is left until they go, too."""
    real = Recorder._entity_key
    keys: list[tuple[int, bytes, bool]] = []

    def shared(*given: Any) -> tuple[int, bytes, bool]:  # noqa: ANN401
        keys.append(keys[0] if keys else real(*given))
        return keys[0]

    await ledger.open_call(record("call-1"))
    said = [
        entity(f"e{place}", span(f"s{place}", place), subject_id=name) for place, name in enumerate(("anna", "bob"), 1)
    ]
    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "_entity_key", shared)
        await ledger.commit(batch("call-1", *said, upto=2, state=CallState.ENDED))
    assert len(keys) == 2
    status = await erased(asked, wanted(Identity(SUBJECT_ID, "anna"), PHONE))
    assert (status.request.state, outcomes(status)) == (State.PARTIAL, {"AMBIGUOUS": 1, "ERASED": 1})
    assert [stored.entity_id for stored in ledger.entities(TENANT, "call-1")] == ["e2"]
    status = await erased(asked, wanted(Identity(SUBJECT_ID, "bob"), request_id="r2"))
    assert status.request.state is State.COMPLETE
    assert list(ledger.entities(TENANT, "call-1")) == []
    with closing(sqlite3.connect(ledger.data_dir / "keys.db")) as database:
        assert database.execute("SELECT 1 FROM entity_keys WHERE id = ?", (keys[0][0],)).fetchall() == []
    assert sound(ledger)
