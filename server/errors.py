"""One tree of errors. Each has a stable reason; none ever holds call text, an identity or another error's text.

The edge turns an error into ``google.rpc.Status`` with ``ErrorInfo{reason, domain: "veilscript"}``.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Reason(enum.Enum):
    """The stable names of what can go wrong; the contract lists them."""

    INVALID_FIELD = "INVALID_FIELD"
    CONFIG_EXPECTED = "CONFIG_EXPECTED"
    CONFIG_REPEATED = "CONFIG_REPEATED"
    SEQUENCE_GAP = "SEQUENCE_GAP"
    POLICY_UNKNOWN = "POLICY_UNKNOWN"
    LANGUAGE_UNSUPPORTED = "LANGUAGE_UNSUPPORTED"
    CALL_ENDED = "CALL_ENDED"
    RESUME_REJECTED = "RESUME_REJECTED"
    CALL_RESUMED = "CALL_RESUMED"
    STREAM_LIMIT = "STREAM_LIMIT"
    TENANT_LIMIT = "TENANT_LIMIT"
    SEGMENT_TOO_LARGE = "SEGMENT_TOO_LARGE"
    STREAM_IDLE = "STREAM_IDLE"
    CALL_TOO_LONG = "CALL_TOO_LONG"
    DRAINING = "DRAINING"
    NOT_READY = "NOT_READY"
    LEDGER_UNAVAILABLE = "LEDGER_UNAVAILABLE"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    NOT_FOUND = "NOT_FOUND"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    RETENTION_EXPIRED = "RETENTION_EXPIRED"
    INTERNAL = "INTERNAL"
    CONFIG_INVALID = "CONFIG_INVALID"
    STATE_CONFLICT = "STATE_CONFLICT"
    PLAN_CHANGED = "PLAN_CHANGED"


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One thing wrong with one field: the field's path and a sentence without its content."""

    field: str
    description: str


class VeilscriptError(Exception):
    """Base of every error this product raises on purpose.

    Args:
        message: one sentence for the client, made of constants and numbers only.
        action: what to do about it, for an operator; optional.
        metadata: short strings for ``ErrorInfo.metadata``, for example the expected sequence.
    """

    reason = Reason.INTERNAL

    def __init__(self, message: str, *, action: str = "", metadata: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.action = action
        self.metadata = metadata or {}

    def diagnostics(self) -> str:
        """What happened and what to do, for a person at a terminal."""
        return f"{self.message} {self.action}".strip()


class InvalidField(VeilscriptError):
    """One or more fields of a message cannot be taken."""

    reason = Reason.INVALID_FIELD

    def __init__(self, violations: tuple[FieldViolation, ...]) -> None:
        told = " ".join(f"{wrong.field}: {wrong.description}" for wrong in violations)
        super().__init__("The message has fields that cannot be taken.", action=told)
        self.violations = violations


class ConfigExpected(VeilscriptError):
    """A stream's first message was not its configuration."""

    reason = Reason.CONFIG_EXPECTED


class ConfigRepeated(VeilscriptError):
    """A stream sent a second configuration."""

    reason = Reason.CONFIG_REPEATED


class SequenceGap(VeilscriptError):
    """A segment's sequence is not the next one."""

    reason = Reason.SEQUENCE_GAP

    def __init__(self, expected: int, got: int) -> None:
        super().__init__(
            f"Sequence {got} came where {expected} was expected.",
            metadata={"expected": str(expected), "got": str(got)},
        )


class PolicyUnknown(VeilscriptError):
    """No policy of that name."""

    reason = Reason.POLICY_UNKNOWN


class LanguageUnsupported(VeilscriptError):
    """The language code names a language this engine does not judge."""

    reason = Reason.LANGUAGE_UNSUPPORTED


class CallEnded(VeilscriptError):
    """A message came for a call that has ended."""

    reason = Reason.CALL_ENDED


class ResumeRejected(VeilscriptError):
    """The resume token is not one that can be honoured."""

    reason = Reason.RESUME_REJECTED


class CallResumed(VeilscriptError):
    """Another stream goes on with the call of this one."""

    reason = Reason.CALL_RESUMED


class StreamLimit(VeilscriptError):
    """As many streams are open as the settings allow."""

    reason = Reason.STREAM_LIMIT


class TenantLimit(VeilscriptError):
    """The tenant has its share of the streams, and the others are taken."""

    reason = Reason.TENANT_LIMIT


class SegmentTooLarge(VeilscriptError):
    """A segment, its words or its message is larger than the settings allow."""

    reason = Reason.SEGMENT_TOO_LARGE


class StreamIdle(VeilscriptError):
    """No message came for as long as the settings allow."""

    reason = Reason.STREAM_IDLE


class CallTooLong(VeilscriptError):
    """The call has lasted as long as the settings allow."""

    reason = Reason.CALL_TOO_LONG


class Draining(VeilscriptError):
    """The server is going away and takes no new calls."""

    reason = Reason.DRAINING


class NotReady(VeilscriptError):
    """The model is not warm yet."""

    reason = Reason.NOT_READY


class DetectionFailed(VeilscriptError):
    """A turn could not be judged. It never reaches a client: the segment is masked whole and the call goes on."""


class LedgerUnavailable(VeilscriptError):
    """The ledger cannot be written or read, so nothing may be released."""

    reason = Reason.LEDGER_UNAVAILABLE


class CallExists(VeilscriptError):
    """The tenant already has a call of this id."""

    reason = Reason.ALREADY_EXISTS


class TenantClosed(VeilscriptError):
    """Everything that the tenant had was destroyed, and nothing is taken from it any more."""

    reason = Reason.PERMISSION_DENIED


class AlreadyExists(VeilscriptError):
    """The tenant already has such a thing under this id, and it is not the same."""

    reason = Reason.ALREADY_EXISTS


class NotFound(VeilscriptError):
    """No such thing for this tenant."""

    reason = Reason.NOT_FOUND


class RetentionExpired(VeilscriptError):
    """What is asked for was destroyed when its time was over; whether it ever was there is not known any more."""

    reason = Reason.RETENTION_EXPIRED


class PermissionDenied(VeilscriptError):
    """The credential is known, and may not do this."""

    reason = Reason.PERMISSION_DENIED


class Unauthenticated(VeilscriptError):
    """No credential, or one that is not known."""

    reason = Reason.UNAUTHENTICATED


class ConfigInvalid(VeilscriptError):
    """A setting or a policy file has a mistake; the message names the place and the reason."""

    reason = Reason.CONFIG_INVALID


class Refused(VeilscriptError):
    """A server that was asked has refused, or cannot be reached.

    Args:
        message: what it said.
        reason: why, by the contract.
        action: what to do about it.
    """

    def __init__(self, message: str, reason: Reason, *, action: str = "") -> None:
        super().__init__(message, action=action)
        self.reason = reason


class StateConflict(VeilscriptError):
    """A request does not stand where it must for this; metadata has its ``state``."""

    reason = Reason.STATE_CONFLICT


class PlanChanged(VeilscriptError):
    """The plan that was to be approved is not the one that the request has; plan again and look at it."""

    reason = Reason.PLAN_CHANGED
