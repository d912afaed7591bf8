"""The life of a request, as a table.

Theory of operation
===================

A request is RECEIVED, and VERIFIED once its tenant's conditions are met: who asks, and that they mean it. A consumer
who turns to a processor is REFERRED to the controller, and nothing is searched. A plan shows what would happen;
planning again replaces it. Only APPROVED, by the hash of the plan, sets something in motion, and from there nobody can
call it back: the steps follow each other, each is durable before the next, and each may be done again after a crash.

BLOCKED is the point of no return: in one transaction nobody finds or reads the person any more, and what is said of
them from then on is suppressed. Their keys are then destroyed, their rows deleted, the pages scrubbed. WAITING lasts
until the platform has acknowledged each of its tasks. VERIFYING looks again: if somebody spoke of the person meanwhile,
the request goes back to APPROVED and around once more, whatever becomes of it; if something is there that was erased,
it has FAILED and a person must look before it may be tried again.

COMPLETE and PARTIAL follow from the verification and from nothing else. PARTIAL is an honest answer: something is held,
exempt, shared by several people, or was not confirmed to be the person's. It goes on when a hold is released.

A request to restrict or to correct takes the same way and leaves the steps out that destroy. A restriction can be
LIFTED: what it hid is found and read again, unless another request keeps it restricted.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType


class State(enum.Enum):
    """Where a request stands."""

    RECEIVED = "RECEIVED"
    VERIFIED = "VERIFIED"
    REFERRED = "REFERRED"
    PLANNED = "PLANNED"
    CANCELLED = "CANCELLED"
    APPROVED = "APPROVED"
    BLOCKED = "BLOCKED"
    KEYS_DESTROYED = "KEYS_DESTROYED"
    ROWS_DELETED = "ROWS_DELETED"
    WAITING = "WAITING"
    VERIFYING = "VERIFYING"
    FAILED = "FAILED"
    PARTIAL = "PARTIAL"
    COMPLETE = "COMPLETE"
    LIFTED = "LIFTED"


class Cause(enum.Enum):
    """What moves a request."""

    CONDITIONS_MET = "identity and intent verified"
    REFERRED = "a consumer of a processor"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    APPROVED = "plan approved"
    BLOCKED = "blocked, tombstoned, suppressed"
    KEYS_DESTROYED = "keys destroyed"
    ROWS_DELETED = "rows deleted"
    SCRUBBED = "pages scrubbed"
    ACKNOWLEDGED = "every task acknowledged"
    MORE_SAID = "more was said meanwhile"
    CONTRADICTED = "something erased is there"
    PROVEN = "verified, all of it"
    PROVEN_IN_PART = "verified, some of it kept"
    RETRIED = "approved again"
    RELEASED = "hold released"
    LIFTED = "restriction lifted"


REQUEST: Mapping[State, Mapping[Cause, State]] = MappingProxyType(
    {
        State.RECEIVED: {
            Cause.CONDITIONS_MET: State.VERIFIED,
            Cause.REFERRED: State.REFERRED,
            Cause.CANCELLED: State.CANCELLED,
        },
        State.VERIFIED: {Cause.PLANNED: State.PLANNED, Cause.CANCELLED: State.CANCELLED},
        State.PLANNED: {
            Cause.PLANNED: State.PLANNED,
            Cause.APPROVED: State.APPROVED,
            Cause.CANCELLED: State.CANCELLED,
        },
        State.APPROVED: {Cause.BLOCKED: State.BLOCKED},
        State.BLOCKED: {Cause.KEYS_DESTROYED: State.KEYS_DESTROYED},
        State.KEYS_DESTROYED: {Cause.ROWS_DELETED: State.ROWS_DELETED},
        State.ROWS_DELETED: {Cause.SCRUBBED: State.WAITING},
        State.WAITING: {Cause.ACKNOWLEDGED: State.VERIFYING},
        State.VERIFYING: {
            Cause.MORE_SAID: State.APPROVED,
            Cause.CONTRADICTED: State.FAILED,
            Cause.PROVEN: State.COMPLETE,
            Cause.PROVEN_IN_PART: State.PARTIAL,
        },
        State.FAILED: {Cause.RETRIED: State.APPROVED},
        State.PARTIAL: {Cause.RELEASED: State.APPROVED, Cause.LIFTED: State.LIFTED},
        State.COMPLETE: {Cause.LIFTED: State.LIFTED},
        State.LIFTED: {},
        State.REFERRED: {},
        State.CANCELLED: {},
    }
)

RUNNING = frozenset(
    {
        State.APPROVED,
        State.BLOCKED,
        State.KEYS_DESTROYED,
        State.ROWS_DELETED,
        State.WAITING,
        State.VERIFYING,
    }
)
"""What is in motion: it goes on by itself, also after a crash."""

OVER = frozenset({State.COMPLETE, State.PARTIAL, State.REFERRED, State.CANCELLED, State.LIFTED})
"""What is answered: its clock stands still."""


class Outcome(enum.Enum):
    """What becomes, or became, of one piece of a request."""

    TO_ERASE = "TO_ERASE"
    CANDIDATE = "CANDIDATE"
    SINK_PENDING = "SINK_PENDING"
    ERASED = "ERASED"
    RESTRICTED = "RESTRICTED"
    CORRECTED = "CORRECTED"
    NOT_FOUND = "NOT_FOUND"
    NOT_CONFIRMED = "NOT_CONFIRMED"
    HELD = "HELD"
    EXEMPT = "EXEMPT"
    AMBIGUOUS = "AMBIGUOUS"
    RETENTION_EXPIRED = "RETENTION_EXPIRED"
    LIFTED = "LIFTED"


KEPT = frozenset({Outcome.HELD, Outcome.EXEMPT, Outcome.AMBIGUOUS, Outcome.NOT_CONFIRMED})
"""Outcomes that make a request partial."""

TAKEN = frozenset({Outcome.SINK_PENDING, Outcome.ERASED, Outcome.RESTRICTED, Outcome.CORRECTED})
"""Outcomes of what a request has dealt with here."""
