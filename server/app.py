"""The composition root: the only place that builds the concrete things and puts them together."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from recognizers.engine import build
from recognizers.entities import Detector
from recognizers.model.seal import ModelUnusable, verify
from server import logs
from server.calls import Calls
from server.config import Settings
from server.detection import Detection, DetectionPool, InlineDetection
from server.erasure.actor import Actor
from server.erasure.erasure import Erasure
from server.erasure.restore import replay
from server.erasure.rules import load_rules as load_erasure_rules
from server.erasure.runner import running
from server.erasure.tombstones import FILE, Tombstones
from server.errors import ConfigInvalid
from server.grpc_edge.auth import Credentials
from server.grpc_edge.limits import Limits
from server.grpc_edge.server import Edge
from server.grpc_edge.tls import server_credentials
from server.ledger.epochs import now
from server.ledger.ledger import Ledger
from server.ledger.opening import opened
from server.ledger.queries import Audit
from server.ledger.retention import retained
from server.ledger.rules import load_rules
from server.ledger.store import StoredLedger
from server.metrics import Metrics
from server.opendsr.edge import Authenticate
from server.opendsr.processor import Processor
from server.opendsr.service import serving as serving_opendsr
from server.redaction.policy_store import PolicyStore

LEAST_SALT = 16
"""Bytes: fewer could be guessed."""


async def serve(
    settings: Settings, *, announce: Callable[[str], None], detector: Callable[[], Detector] | None = None
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        settings: of this server.
        announce: is told the address, as soon as calls are taken.
        detector: builds what judges turns, in each detection process; none: our engine with the configured model.

    Raises:
        ConfigInvalid: a setting, the credentials or a policy has a mistake, or the address cannot be listened on.
        LedgerUnavailable: the ledger cannot be opened.
        NotReady: detection cannot be started.
    """
    logs.watch(asyncio.get_running_loop())
    stopping = _stop_signal()
    metrics = Metrics()
    pool = DetectionPool(
        detector or _engine(settings),
        workers=settings.processes,
        timeout=settings.judge_timeout,
        warm_up=settings.warm_up_timeout,
    )
    credentials = Credentials.load(settings.credentials)
    encryption = server_credentials(settings.tls_certificate, settings.tls_key)
    erasure_rules = load_erasure_rules(settings.erasure_rules)
    processor = _processor(settings)
    async with AsyncExitStack() as stack:
        ledger = await stack.enter_async_context(_ledger(settings))
        await stack.enter_async_context(retained(ledger, tell=logs.event))
        stack.push_async_callback(pool.stop)
        erasure = Erasure(ledger, erasure_rules, _tombstones(settings))
        await stack.enter_async_context(running(erasure, erasure_rules, ledger, tell=logs.event))
        edge = Edge(
            calls=_calls(settings, metrics.timed(pool), ledger, metrics.crowded_out.inc),
            audit=Audit(ledger),
            erasure=erasure,
            credentials=credentials,
            limits=Limits.of(settings),
            max_streams=settings.max_streams,
            metrics=metrics,
        )
        if ledger.root_made:
            logs.event("a root secret was made: keep a copy of it apart from the data directory")
        if settings.metrics_listen:
            exposition = metrics.serve(settings.metrics_listen)
            stack.callback(exposition.close)
            logs.event("metrics are served", metrics=exposition.port)
        address = await edge.listen(settings.listen, encryption)
        stack.push_async_callback(edge.close, settings.drain_grace)
        if processor is not None:
            opendsr = serving_opendsr(
                settings.opendsr_listen,
                erasure=erasure,
                rules=erasure_rules,
                ledger=ledger,
                processor=processor,
                authenticate=_authenticate(credentials),
                metrics=metrics,
                tell=logs.event,
            )
            logs.event("OpenDSR is served", address=await stack.enter_async_context(opendsr))
        if await _warm(pool, stopping):
            # What is alive now lives as long as the server, and looking through it for garbage would halt every call.
            gc.collect()
            gc.freeze()
            await edge.open()
            logs.event("serving", address=address, version=pool.version, workers=settings.processes)
            announce(address)
            await stopping.wait()


@asynccontextmanager
async def file_calls(
    settings: Settings, *, detector: Callable[[], Detector] | None = None
) -> AsyncIterator[Calls]:
    """Yield what redacts files: detection in this process, and the ledger of the data directory.

    Args:
        settings: of this command.
        detector: builds what judges turns; none: our engine with the configured model.

    Raises:
        ConfigInvalid, LedgerUnavailable.
    """
    async with _ledger(settings) as ledger:
        yield _calls(settings, InlineDetection((detector or _engine(settings))()), ledger)


@asynccontextmanager
async def _ledger(settings: Settings) -> AsyncIterator[StoredLedger]:
    rules = load_rules(settings.ledger_rules)
    opening = opened(settings.data_dir, postgres=settings.postgres, root_secret=settings.root, rules=rules)
    async with opening as ledger:
        # A restored backup brings people back who were erased since: nothing listens before they are gone again.
        if (await replay(ledger, _tombstones(settings))).rows:
            logs.event("what a restored backup brought back was erased again")
        yield ledger


def _processor(settings: Settings) -> Processor | None:
    """Return what signs for OpenDSR; None where it is not to be served.

    Raises:
        ConfigInvalid: something that it needs is not set, or is not what it must be.
    """
    if not settings.opendsr_listen:
        return None
    certificate, key = settings.opendsr_certificate, settings.opendsr_key
    if certificate is None or key is None or not settings.opendsr_domain:
        raise ConfigInvalid("opendsr_listen needs opendsr_domain, opendsr_certificate and opendsr_key.")
    if settings.credentials is None:
        # What listens for HTTP on this machine is within reach of every page that a browser on it shows.
        raise ConfigInvalid("opendsr_listen needs credentials, on loopback too.", action="Give --credentials.")
    return Processor.load(settings.opendsr_domain, certificate, key, now())


def _authenticate(credentials: Credentials) -> Authenticate:
    """Return what tells from a bearer token who asks: the same credentials as over gRPC."""

    def actor(values: Sequence[str]) -> Actor:
        who = credentials.principal([("authorization", value) for value in values])
        return Actor(who.tenant, who.name, who.roles)

    return actor


def _tombstones(settings: Settings) -> Tombstones:
    return Tombstones(settings.tombstones or settings.data_dir / FILE)


def _engine(settings: Settings) -> Callable[[], Detector]:
    """Return what builds our engine in a process of its own.

    Raises:
        ConfigInvalid: the model is missing or damaged.
    """
    try:
        verify(settings.model)
    except ModelUnusable as error:
        raise ConfigInvalid(error.what, action=error.action) from None
    return partial(build, settings.model)


def _calls(
    settings: Settings, detection: Detection, ledger: Ledger, crowded_out: Callable[[], None] = lambda: None
) -> Calls:
    salt = _salt(settings.hash_salt)
    policies = PolicyStore(settings.policy_dir, salted=bool(salt))
    policies.check()
    return Calls(
        detection=detection,
        ledger=ledger,
        policies=policies,
        salt=salt,
        default_hold=settings.max_hold_default,
        longest_hold=settings.max_hold_limit,
        resume_window=settings.resume_window,
        most_waiting=settings.max_streams,
        crowded_out=crowded_out,
    )


def _salt(path: Path | None) -> bytes:
    if path is None:
        return b""
    try:
        salt = path.read_bytes().strip()
    except OSError:
        raise ConfigInvalid("The hash_salt file cannot be read.") from None
    if len(salt) < LEAST_SALT:
        raise ConfigInvalid(f"The hash_salt file holds less than {LEAST_SALT} bytes.")
    return salt


async def _warm(pool: DetectionPool, stopping: asyncio.Event) -> bool:
    """Start detection; return False when the server was told to stop meanwhile.

    Raises:
        NotReady: it cannot be started.
    """
    starting, stopped = asyncio.ensure_future(pool.start()), asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if stopped.done():
            return False
        await starting
    finally:
        starting.cancel()
        stopped.cancel()
        await asyncio.wait({starting, stopped})
    return True


def _stop_signal() -> asyncio.Event:
    """Return an event that the first SIGTERM or SIGINT sets; a second one ends the process at once."""
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        stopping.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    return stopping
