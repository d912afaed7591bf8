"""A ledger with people in it, and short ways to ask for their erasure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from server.erasure.actor import Actor
from server.erasure.clocks import Regime
from server.erasure.erasure import Erasure
from server.erasure.request import NewRequest, Status
from server.erasure.rules import ErasureRules
from server.erasure.tombstones import FILE, Tombstones
from server.ledger.epochs import now
from server.ledger.fsck import check
from server.ledger.ledger import CallState
from server.ledger.notes import Verifier
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.ledger.facts import TENANT, batch, entity, record, span

JANE = {"PHONE_NUMBER": "4155550134", "EMAIL_ADDRESS": "jane@example.com", "PERSON": "Jane Doe"}
MARK = {"PHONE_NUMBER": "4155550177", "EMAIL_ADDRESS": "mark@example.com", "PERSON": "Mark Poe"}
PHONE = Identity("PHONE_NUMBER", "+1 415 555 0134")
MAIL = Identity("EMAIL_ADDRESS", "Jane@Example.com")
NAME = Identity("PERSON", "Doe, Jane")
OFFICER = Actor(TENANT, "officer")


class Calendar:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 15, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_days(self, days: float) -> None:
        self.moment += timedelta(days=days)


async def opened(data_dir: Path, clock: Callable[[], datetime] = now) -> SqliteLedger:
    return await SqliteLedger.open(data_dir, clock=clock)


def erasure(ledger: SqliteLedger, rules: ErasureRules | None = None, tombstones: Path | None = None) -> Erasure:
    return Erasure(ledger, rules or ErasureRules(), Tombstones(tombstones or ledger.data_dir / FILE))


async def speak(
    ledger: SqliteLedger,
    call_id: str,
    said: dict[str, str],
    *,
    tenant: str = TENANT,
    subject_id: str = "",
) -> None:
    """One call in which somebody said what they are known by; each value once, in a segment of its own."""
    await ledger.open_call(record(call_id, tenant))
    entities = [
        entity(f"e{place}", span(f"s{place}", place), entity_type=name, value=value, subject_id=subject_id)
        for place, (name, value) in enumerate(said.items(), start=1)
    ]
    await ledger.commit(batch(call_id, *entities, tenant=tenant, upto=len(entities), state=CallState.ENDED))


def wanted(*identities: Identity, request_id: str = "r1", **more: object) -> NewRequest:
    regimes = more.pop("regimes", (Regime.GDPR,))
    return NewRequest(request_id, identities or (PHONE, MAIL), regimes=regimes, **more)  # type: ignore[arg-type]


async def approved(
    asked: Erasure, new: NewRequest, *, actor: Actor = OFFICER, confirmed: Sequence[str] = ()
) -> Status:
    """A request brought, planned and approved; its tasks are not acknowledged yet."""
    await asked.create(actor, new)
    plan = await asked.plan(actor, new.request_id)
    return await asked.approve(actor, new.request_id, plan_hash=plan.hash, confirmed=confirmed)


async def acknowledged(asked: Erasure, request_id: str = "r1", actor: Actor = OFFICER) -> Status:
    """The platform has done everything."""
    status = await asked.get(actor, request_id)
    for task in status.tasks:
        await asked.acknowledge(actor, request_id, task.task_id)
    return await asked.get(actor, request_id)


async def erased(asked: Erasure, new: NewRequest, *, actor: Actor = OFFICER, confirmed: Sequence[str] = ()) -> Status:
    """The whole way."""
    await approved(asked, new, actor=actor, confirmed=confirmed)
    return await acknowledged(asked, new.request_id, actor)


def found(ledger: SqliteLedger, *identities: Identity, tenant: str = TENANT) -> list[str]:
    """The calls in which one of some identities is found."""
    return sorted({hit.call_id for hit in ledger.reader.find(tenant, identities or (PHONE, MAIL, NAME)).hits})


def verifier(ledger: SqliteLedger) -> Verifier:
    return Verifier.parse(ledger.reader.public_key())


def sound(ledger: SqliteLedger) -> bool:
    """True if the ledger as a whole is; what is wrong is told by the assertion."""
    assert check(ledger.data_dir, verifier(ledger)).faults == []
    return True


def outcomes(status: Status) -> dict[str, int]:
    counted: dict[str, int] = {}
    for item in status.items:
        counted[item.outcome.value] = counted.get(item.outcome.value, 0) + 1
    return counted
