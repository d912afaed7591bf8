"""A ledger on real files, and an OpenDSR server before it on a real socket."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from server.erasure.actor import Actor
from server.erasure.erasure import Erasure
from server.erasure.rules import ErasureRules, TenantRules
from server.errors import Unauthenticated
from server.ledger.epochs import now
from server.ledger.sqlite import SqliteLedger
from server.ledger.store import StoredLedger
from server.metrics import Metrics
from server.opendsr.edge import OpenDsr
from server.opendsr.http import READ_SECONDS, HttpServer
from server.opendsr.processor import Processor
from server.opendsr.telling import Teller
from server.roles import Role
from tests.erasure.people import erasure
from tests.ledger.facts import TENANT
from tests.opendsr.authority import DOMAIN, issued, rsa_key
from tests.opendsr.controller import Controller, Receiver, receiving

ACTORS = {
    "officer": Actor(TENANT, "privacy office", frozenset({Role.ERASER})),
    "caller": Actor(TENANT, "dialler", frozenset({Role.CALLER, Role.SINK, Role.AUDITOR})),
    "stranger": Actor("globex", "globex office", frozenset({Role.ERASER})),
}
HASHES = {hashlib.sha256(f"Bearer {token}".encode()).digest(): who for token, who in ACTORS.items()}


def authenticate(values: Sequence[str]) -> Actor:
    actor = HASHES.get(hashlib.sha256(values[0].encode()).digest()) if len(values) == 1 else None
    if actor is None:
        raise Unauthenticated("One bearer token that is known is required.")
    return actor


@dataclass(frozen=True, slots=True)
class Served:
    """A server, and what is behind it."""

    controller: Controller
    erasure: Erasure
    ledger: StoredLedger
    teller: Teller
    metrics: Metrics
    warnings: list[str]

    def as_(self, token: str) -> Controller:
        return Controller(self.controller.address, token)


Serving = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return issued(tmp_path_factory.mktemp("authority"), rsa_key())


@pytest_asyncio.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqliteLedger]:
    opened = await SqliteLedger.open(tmp_path / "data")
    yield opened
    await opened.close()


@asynccontextmanager
async def before(
    ledger: StoredLedger, rules: ErasureRules, processor: Processor, *, read_seconds: float = READ_SECONDS
) -> AsyncIterator[Served]:
    """A server before a ledger."""
    asked, metrics, warnings = erasure(ledger, rules), Metrics(), list[str]()
    edge = OpenDsr(
        erasure=asked,
        rules=rules,
        processor=processor,
        authenticate=authenticate,
        clock=ledger.clock,
        metrics=metrics,
    )
    teller = Teller(asked, ledger, rules, processor, warnings.append)
    async with HttpServer(edge.answer, edge.refuse, read_seconds=read_seconds).listening("127.0.0.1:0") as address:
        yield Served(Controller(address), asked, ledger, teller, metrics, warnings)


@pytest.fixture(scope="session")
def processor(certificate: tuple[Path, Path]) -> Processor:
    return Processor.load(DOMAIN, *certificate, now())


@pytest.fixture
def serving(ledger: SqliteLedger, processor: Processor) -> Serving:
    def make(
        rules: TenantRules | None = None, *, read_seconds: float = READ_SECONDS, signing: Processor = processor
    ) -> AbstractAsyncContextManager[Served]:
        every = ErasureRules({TENANT: rules} if rules else {})
        return before(ledger, every, signing, read_seconds=read_seconds)

    return make


@pytest_asyncio.fixture
async def served(serving: Serving) -> AsyncIterator[Served]:
    async with serving() as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as taking:
        yield taking
