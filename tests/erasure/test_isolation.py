"""Many tenants, many requests at random: nobody's request touches another tenant, or another person."""

from __future__ import annotations

import random

from server.erasure.actor import Actor
from server.erasure.erasure import Erasure
from server.erasure.states import State
from server.ledger.fsck import check
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.erasure.people import erased, found, speak, verifier, wanted

TENANTS = ("acme", "globex", "initech", "umbrella")
PEOPLE = 12
REQUESTS = 30


def number(person: int) -> str:
    return f"415555{1000 + person}"


async def test_random_requests_touch_nothing_else(ledger: SqliteLedger, asked: Erasure) -> None:
    """The same people call all tenants. After each request what it asked for is gone, and all else is there."""
    chance = random.Random(7)
    expected: dict[tuple[str, int], list[str]] = {}
    for tenant in TENANTS:
        for person in range(PEOPLE):
            for call in range(chance.randrange(3)):
                call_id = f"call-{person}-{call}"
                await speak(ledger, call_id, {"PHONE_NUMBER": number(person)}, tenant=tenant)
                expected.setdefault((tenant, person), []).append(call_id)
    for count in range(REQUESTS):
        tenant, person = chance.choice(TENANTS), chance.randrange(PEOPLE)
        new = wanted(Identity("PHONE_NUMBER", number(person)), request_id=f"r{count}")
        status = await erased(asked, new, actor=Actor(tenant, "office"))
        assert status.request.state is State.COMPLETE
        expected.pop((tenant, person), None)
        for other in TENANTS:
            for somebody in range(PEOPLE):
                left = found(ledger, Identity("PHONE_NUMBER", number(somebody)), tenant=other)
                assert left == expected.get((other, somebody), [])
    assert check(ledger.data_dir, verifier(ledger)).faults == []
