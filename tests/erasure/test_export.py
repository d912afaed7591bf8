"""A copy to take along: hers, whole, in two forms, and nobody else's."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from server.erasure.erasure import Erasure
from server.erasure.export import MANIFEST, Form
from server.errors import InvalidField
from server.ledger.rules import Rules, TenantRules
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from server.roles import LOCAL, Role
from tests.erasure.people import JANE, MARK, NAME, OFFICER, PHONE, erasure, speak
from tests.ledger.facts import TENANT

BOTH = JANE | {"ACCOUNT_ID": "=cmd|' /C calc'!A0 77"}


async def test_hers_and_nobody_elses(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """Her places with a manifest that counts what others said and names no value; the question is in the log."""
    await speak(ledger, "call-1", JANE | {"HEALTH_CONDITION": "asthma"})
    await speak(ledger, "call-2", MARK)
    found = await asked.office.export(OFFICER, (PHONE,), purpose="portability", form=Form.JSON_LINES)
    rows = [json.loads(line) for line in found.files["entities.jsonl"].splitlines()]
    assert [(row["call_id"], row["entity_type"], row["segment_id"], row["start_ms"]) for row in rows] == [
        ("call-1", "PHONE_NUMBER", "s1", 1500)
    ]
    manifest = json.loads(found.files[MANIFEST])
    assert manifest["files"][0]["sha256"] == hashlib.sha256(found.files["entities.jsonl"]).hexdigest()
    assert manifest["calls"] == [{"call_id": "call-1", "others_redacted": 3}]
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        (body,) = database.execute("SELECT body FROM events WHERE kind = 'READ'").fetchone()
    assert json.loads(body) == {"actor": "officer", "method": "ExportSubject", "purpose": "portability"}


async def test_a_value_only_where_it_was_kept(data_dir: Path) -> None:
    """What the tenant keeps reversibly comes with its value for a reidentifier, in a cell that no spreadsheet runs."""
    rules = Rules(tenants={TENANT: TenantRules(reversible=frozenset({"ACCOUNT_ID"}))})
    ledger = await SqliteLedger.open(data_dir, rules=rules)
    await speak(ledger, "call-1", BOTH)
    account = Identity("ACCOUNT_ID", BOTH["ACCOUNT_ID"])
    reader = replace(OFFICER, roles=frozenset({Role.ERASER, Role.REIDENTIFIER}))
    found = await erasure(ledger).office.export(reader, (PHONE, account), purpose="portability", form=Form.CSV)
    rows = list(csv.DictReader(io.StringIO(found.files["entities.csv"].decode(), newline="")))
    assert [(row["entity_type"], row["value"]) for row in rows] == [
        ("PHONE_NUMBER", ""),
        ("ACCOUNT_ID", f"'{BOTH['ACCOUNT_ID']}"),
    ]
    await ledger.close()


@pytest.mark.parametrize("form", Form)
async def test_no_value_for_who_may_not_read_it(data_dir: Path, form: Form) -> None:
    """An officer who is no reidentifier takes the places along, and no value; so does who has no credentials."""
    rules = Rules(tenants={TENANT: TenantRules(reversible=frozenset({"ACCOUNT_ID"}))})
    ledger = await SqliteLedger.open(data_dir, rules=rules)
    await speak(ledger, "call-1", {"ACCOUNT_ID": "AC-90210-X"})
    account = (Identity("ACCOUNT_ID", "AC-90210-X"),)
    for roles in (frozenset({Role.ERASER}), LOCAL):
        actor = replace(OFFICER, roles=roles)
        found = await erasure(ledger).office.export(actor, account, purpose="portability", form=form)
        assert not any(b"90210" in content for content in found.files.values())
        assert json.loads(found.files[MANIFEST])["files"][0]["rows"] == 1
    await ledger.close()


async def test_a_weak_match_is_not_exported(ledger: SqliteLedger, asked: Erasure) -> None:
    """A name may be another's: it is no ground to hand anything out."""
    await speak(ledger, "call-1", JANE)
    found = await asked.office.export(OFFICER, (NAME,), purpose="portability", form=Form.JSON_LINES)
    assert found.files["entities.jsonl"] == b""


async def test_a_purpose_is_asked_for(ledger: SqliteLedger, asked: Erasure) -> None:
    """And no identity stands in it."""
    for purpose in ("", "for +1 (415) 555-0134"):
        with pytest.raises(InvalidField):
            await asked.office.export(OFFICER, (PHONE,), purpose=purpose, form=Form.CSV)
