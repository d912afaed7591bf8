"""What the doors of erasure share: who asks, and when something may be asked."""

from __future__ import annotations

from dataclasses import dataclass

from server.erasure.request import Request
from server.erasure.rules import TenantRules
from server.erasure.states import REQUEST, Cause
from server.errors import FieldViolation, InvalidField, StateConflict
from server.roles import Role

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, from the credential: a name of a person or program, not of who is asked about, and what they may do."""

    tenant: str
    name: str
    roles: frozenset[Role] = frozenset({Role.ERASER})


def conditions_met(request: Request, rules: TenantRules) -> bool:
    """True if identity and intent are verified as the tenant wants it."""
    verified = request.verification.rank >= rules.verification.rank
    return verified and (request.intent_confirmed or not rules.confirm_intent)


def may(request: Request, cause: Cause) -> None:
    """Refuse what the table of states does not have.

    Raises:
        StateConflict
    """
    if cause not in REQUEST[request.state]:
        raise conflict(request)


def conflict(request: Request) -> StateConflict:
    """Return the error that says where a request stands."""
    return StateConflict(f"The request is {request.state.value}.", metadata={"state": request.state.value})


def readable(reason: str, name: str = "reason") -> str:
    """Return a reason that a person can read.

    Raises:
        InvalidField: it is empty, or too long.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidField((FieldViolation(name, f"Is empty, or longer than {LONGEST_REASON} characters."),))
    return reason.strip()
