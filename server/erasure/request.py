"""A data subject's request, its items and tasks. Whoever it is about is in none of them, except under seal."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.erasure.clocks import Act, Deadline, Regime, deadlines
from server.erasure.rules import TenantRules, Verification
from server.erasure.states import OVER, RUNNING, Outcome, State
from server.ledger.epochs import timestamp
from server.ledger.ledger import StoredSpan
from server.ledger.tokens import Identity


class Kind(enum.Enum):
    """What is asked for."""

    ERASE = "ERASE"
    RESTRICT = "RESTRICT"
    CORRECT = "CORRECT"


class Requester(enum.Enum):
    """Who asks: the controller, or a consumer directly."""

    CONTROLLER = "CONTROLLER"
    CONSUMER = "CONSUMER"


class Minor(enum.Enum):
    """Whether the person is a child, for whom the law wants more."""

    NO = ""
    UNDER_18 = "UNDER_18"
    UNDER_13 = "UNDER_13"

    @property
    def rank(self) -> int:
        """The younger, the higher."""
        return list(Minor).index(self)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a request comes with.

    Attributes:
        request_id: the requester's name for it, unique for the tenant; it is stored.
        identities: what the person is known by; sealed while the request runs, and destroyed after it.
        regimes: laws and promises that it is answered under, besides the tenant's own.
        kind: what is asked for.
        requester: who asks.
        verification: how surely the person who asks is the person.
        intent_confirmed: whether they confirmed that they mean it.
        minor: whether they are a child.
        whole_calls: take everything that was said in a call of theirs for theirs.
        received_at: when it came in; None for now.
        nonce: of the controller's instruction; at least 16 bytes.
        signature: of the controller under the instruction.
        order: the text that was signed, where an edge has one of its own; it has checked what the text commits to.
    """

    request_id: str
    identities: tuple[Identity, ...]
    regimes: tuple[Regime, ...] = ()
    kind: Kind = Kind.ERASE
    requester: Requester = Requester.CONTROLLER
    verification: Verification = Verification.CONTROLLER
    intent_confirmed: bool = False
    minor: Minor = Minor.NO
    whole_calls: bool = False
    received_at: datetime | None = None
    nonce: bytes = b""
    signature: bytes = b""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands.

    Attributes:
        number: of its row.
        instruction: what the controller signed, and the key it used; "" where nothing had to be signed.
        confirmed: the candidates that a person confirmed, as CALL/ENTITY.
        extension: why the answer was put off; "" where it was not.
        appealed_at: when the person appealed against the answer.
        appeal_answered_at: when their appeal was answered.
        receipt_at: when the person was told that their request came in.
        problem: what keeps it from going on, a constant sentence.
        leaf: the leaf of its completion in the log.
        stamp: what a timestamping authority answered for its statement, in base64; "" without one.
    """

    number: int
    tenant: str
    request_id: str
    state: State
    kind: Kind
    requester: Requester
    regimes: tuple[Regime, ...]
    received_at: datetime
    identity_types: tuple[str, ...]
    verification: Verification
    intent_confirmed: bool
    minor: Minor = Minor.NO
    whole_calls: bool = False
    instruction: str = ""
    plan_hash: str = ""
    confirmed: tuple[str, ...] = ()
    approved_by: str = ""
    extension: str = ""
    appealed_at: datetime | None = None
    appeal_answered_at: datetime | None = None
    receipt_at: datetime | None = None
    problem: str = ""
    closed_at: datetime | None = None
    leaf: int = -1
    stamp: str = ""

    def deadlines(self, rules: TenantRules) -> tuple[Deadline, ...]:
        """Return its deadlines under its own and its tenant's regimes, the earliest first."""
        return deadlines(
            (*self.regimes, *rules.regimes),
            self.received_at,
            extended=bool(self.extension),
            appealed=self.appealed_at,
            zone=rules.zone,
            holidays=rules.holidays,
        )

    @property
    def running(self) -> bool:
        """True while it goes on by itself."""
        return self.state in RUNNING

    @property
    def over(self) -> bool:
        """True once it is answered."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a request, and what became of it.

    Attributes:
        call_id: where it was said; "" for an identity that was found nowhere, or a month that has expired.
        entity_id: of the entity in the call.
        entity_type: its type.
        strength: how surely it is the person's.
        outcome: what becomes, or became, of it.
        reason: why, for a person to read.
        spans: where in the call; only while it is being resolved.
    """

    call_id: str
    entity_id: str
    entity_type: str
    strength: str
    outcome: Outcome
    reason: str = ""
    spans: tuple[StoredSpan, ...] = ()

    @property
    def name(self) -> str:
        """How a person names it when they confirm it."""
        return f"{self.call_id}/{self.entity_id}"


class TaskState(enum.Enum):
    """How a task of the platform stands."""

    PENDING = "PENDING"
    ACKNOWLEDGED = "ACKNOWLEDGED"


@dataclass(frozen=True, slots=True)
class Task:
    """What the platform has to do in one call: with its recording, transcript, and what it made of them.

    Attributes:
        number: of its row.
        request_id: of the request.
        task_id: its name in the request.
        call_id: the call.
        action: what is asked for.
        places: segments, ranges in code points, offsets in seconds, entity types; none once it is done.
        state: how it stands.
        attempts: how often it was sent.
        next_at: when it is sent again.
        acknowledged_at: when the platform said that it is done.
    """

    number: int
    request_id: str
    task_id: str
    call_id: str
    action: Kind
    places: tuple[Mapping[str, Any], ...] = field(repr=False, default=())
    state: TaskState = TaskState.PENDING
    attempts: int = 0
    next_at: str = ""
    acknowledged_at: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the platform is told of a request that came to an end.

    Attributes:
        number: of its row.
        request_id: of the request.
        name: its name in the request.
        facts: what is told: constants, counts and hashes.
        attempts: how often it was sent.
    """

    number: int
    request_id: str
    name: str
    facts: Mapping[str, Any]
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """A request with everything that is known of it."""

    request: Request
    deadlines: tuple[Deadline, ...]
    items: tuple[Item, ...]
    tasks: tuple[Task, ...]

    @property
    def left(self) -> tuple[Deadline, ...]:
        """The deadlines of what is still to be done; an answer tells that the request came in, too."""
        done = {
            Act.ACKNOWLEDGE: self.request.receipt_at is not None or self.request.over,
            Act.ANSWER: self.request.over,
            Act.APPEAL: self.request.appeal_answered_at is not None,
        }
        return tuple(one for one in self.deadlines if not done[one.act])

    @property
    def open(self) -> bool:
        """True while it is not answered, or the clock of an appeal against the answer runs."""
        return not self.request.over or self.appealed or bool(self.left)

    @property
    def appealed(self) -> bool:
        """True while an appeal against the answer is not answered."""
        return self.request.appealed_at is not None and self.request.appeal_answered_at is None

    @property
    def due(self) -> datetime:
        """The first moment that is too late for what has to be done next; of all there was where nothing is left.

        An appeal that no clock runs for is due when it is made: nothing says that it may wait.
        """
        if self.request.appealed_at is not None and self.appealed and self.request.over and not self.left:
            return self.request.appealed_at
        return min((one.at for one in self.left or self.deadlines), default=self.request.received_at)


_SIMPLE = ("kind", "requester", "verification", "minor")


def to_record(request: Request) -> dict[str, object]:
    """Return what is stored of a request, as JSON can hold it."""
    found: dict[str, object] = {}
    for column in dataclasses.fields(Request):
        value = getattr(request, column.name)
        if column.name not in ("number", "tenant", "request_id", "state"):
            found[column.name] = _plain(value)
    return found


def from_record(number: int, tenant: str, request_id: str, state: str, record: Mapping[str, Any]) -> Request:
    """Return a request as it was stored."""
    values = dict(record)
    for name, kind in zip(_SIMPLE, (Kind, Requester, Verification, Minor), strict=True):
        values[name] = kind(values[name])
    values["regimes"] = tuple(Regime(name) for name in values["regimes"])
    for name in ("identity_types", "confirmed"):
        values[name] = tuple(values[name])
    for name in ("received_at", "appealed_at", "appeal_answered_at", "receipt_at", "closed_at"):
        # A request of an earlier version has no word of an answered appeal.
        values[name] = datetime.fromisoformat(values[name]) if values.get(name) else None
    return Request(number=number, tenant=tenant, request_id=request_id, state=State(state), **values)


def _plain(value: object) -> object:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
