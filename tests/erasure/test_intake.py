"""Who may order an erasure, and with what."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.erasure.clocks import Regime
from server.erasure.intake import instruction, sign, signed
from server.erasure.request import Kind, NewRequest, Requester
from server.erasure.rules import ErasureRules, Role, TenantRules, Verification
from server.erasure.states import State
from server.errors import InvalidField, PermissionDenied, StateConflict
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.erasure.people import JANE, MAIL, OFFICER, PHONE, Calendar, erasure, speak, wanted
from tests.ledger.facts import TENANT

KEY = Ed25519PrivateKey.generate()
RULES = TenantRules(controller_key=KEY.public_key().public_bytes_raw())


def ordered(new: NewRequest, key: Ed25519PrivateKey = KEY) -> NewRequest:
    new = replace(new, nonce=b"0123456789abcdef")
    return replace(new, signature=sign(TENANT, new, key))


def test_a_signature_is_of_one_order() -> None:
    """Of this tenant, request, kind, regime, people, and key: any other needs another."""
    new = ordered(wanted())
    assert signed(TENANT, RULES, new)
    others = [
        replace(new, request_id="r2"),
        replace(new, kind=Kind.RESTRICT),
        replace(new, regimes=(Regime.CCPA,)),
        replace(new, identities=(PHONE,)),
        replace(new, whole_calls=True),
        replace(new, nonce=b"another nonce 16"),
        replace(new, nonce=b""),
        replace(new, signature=b""),
        ordered(wanted(), Ed25519PrivateKey.generate()),
    ]
    assert not any(signed(TENANT, RULES, other) for other in others)
    assert not signed("globex", RULES, new)


def test_an_instruction_tells_nobody_who_it_is_about() -> None:
    """What is kept of it commits to the people and a nonce; without the nonce nothing can be tried against it."""
    new = wanted(PHONE, MAIL)
    texts = {instruction(TENANT, replace(new, nonce=bytes([n]) * 16)) for n in range(3)}
    assert len(texts) == 3
    assert not any("415" in text or "jane" in text.lower() for text in texts)


async def test_a_processors_consumer_is_referred(ledger: SqliteLedger, data_dir: Path) -> None:
    """Nothing is searched, and nothing of who asked is kept: not even sealed."""
    await speak(ledger, "call-1", JANE)
    rules = replace(RULES, role=Role.PROCESSOR, refer_to="privacy@acme.example")
    asked = erasure(ledger, ErasureRules({TENANT: rules}))
    status = await asked.create(OFFICER, wanted(requester=Requester.CONSUMER))
    assert status.request.state is State.REFERRED
    assert "privacy@acme.example" in status.request.problem
    with pytest.raises(StateConflict):
        await asked.plan(OFFICER, "r1")
    with closing(sqlite3.connect(data_dir / "ledger.db")) as database:
        assert database.execute("SELECT sealed FROM erasure_requests").fetchall() == [(None,)]
        kinds = [kind for (kind,) in database.execute("SELECT DISTINCT kind FROM events")]
    assert "READ" not in kinds


async def test_a_controller_has_to_sign(ledger: SqliteLedger) -> None:
    """Where a key is registered; its signature and no other is taken."""
    asked = erasure(ledger, ErasureRules({TENANT: RULES}))
    with pytest.raises(PermissionDenied):
        await asked.create(OFFICER, wanted())
    with pytest.raises(PermissionDenied):
        await asked.create(OFFICER, ordered(wanted(), Ed25519PrivateKey.generate()))
    assert (await asked.create(OFFICER, ordered(wanted()))).request.state is State.VERIFIED


async def test_identity_and_intent_come_first(ledger: SqliteLedger) -> None:
    """Until both are as the tenant wants them nothing is planned; a lower level takes nothing back."""
    rules = ErasureRules({TENANT: TenantRules(verification=Verification.HIGH, confirm_intent=True)})
    asked = erasure(ledger, rules)
    assert (await asked.create(OFFICER, wanted())).request.state is State.RECEIVED
    with pytest.raises(StateConflict):
        await asked.plan(OFFICER, "r1")
    await asked.office.confirm(OFFICER, "r1", verification=Verification.HIGH, intent_confirmed=False)
    status = await asked.office.confirm(OFFICER, "r1", verification=Verification.NONE, intent_confirmed=True)
    assert (status.request.state, status.request.verification) == (State.VERIFIED, Verification.HIGH)


async def test_what_cannot_be_taken(ledger: SqliteLedger, calendar: Calendar) -> None:
    """No people, no regime, no time that is yet to come, no identity in the name."""
    asked = erasure(ledger)
    wrong = [
        replace(wanted(), identities=()),
        wanted(regimes=()),
        wanted(received_at=calendar.moment + timedelta(days=1)),
        wanted(request_id="jane@example.com"),
        wanted(request_id="about 4155550134"),
        wanted(Identity("PERSON", "Anna Kowalski"), request_id="anna-kowalski"),
        wanted(request_id="a/b"),
        wanted(request_id="x" * 300),
    ]
    for new in wrong:
        with pytest.raises(InvalidField):
            await asked.create(OFFICER, new)
    assert (await asked.listed(OFFICER)).items == ()
    only_looked = await asked.create(OFFICER, wanted(), validate_only=True)
    assert only_looked.deadlines
    assert (await asked.listed(OFFICER)).items == ()
