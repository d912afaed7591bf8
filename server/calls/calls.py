"""Opens calls, and goes on with those whose stream broke."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace

from recognizers.entities import KnownIdentity
from server.calls.call import Call
from server.calls.resume import Name, Waiting, rejected
from server.calls.transcript import Transcript, gathered
from server.detection import Detection
from server.errors import (
    DetectionFailed,
    FieldViolation,
    InvalidField,
    LanguageUnsupported,
    LedgerUnavailable,
    NotReady,
)
from server.ledger.ledger import CallRecord, Ledger
from server.ledger.phones import region_of
from server.redaction.machine import Machine
from server.redaction.messages import Response, Segment
from server.redaction.policy_store import PolicyStore

DEFAULT_HOLD = 2.0
LONGEST_HOLD = 10.0
MOST_WAITING = 1000


class Calls:
    """Opens calls.

    Args:
        detection: judges turns; shared by all calls.
        ledger: shared by all calls.
        policies: of every tenant.
        salt: what the operator ``hash`` is keyed with, for each tenant differently; empty when none is configured.
        default_hold: seconds a segment may wait when the client does not say.
        longest_hold: the most a client may ask for.
        resume_window: seconds a call whose stream broke waits for its client; with 0 it is abandoned at once.
        most_waiting: how many calls wait at one time; one more, and one of the tenant that has most of them goes.
        crowded_out: told of each that had to go before its time.
    """

    def __init__(
        self,
        *,
        detection: Detection,
        ledger: Ledger,
        policies: PolicyStore,
        salt: bytes = b"",
        default_hold: float = DEFAULT_HOLD,
        longest_hold: float = LONGEST_HOLD,
        resume_window: float = 0.0,
        most_waiting: int = MOST_WAITING,
        crowded_out: Callable[[], None] = lambda: None,
    ) -> None:
        self._detection = detection
        self._ledger = ledger
        self._policies = policies
        self._salt = salt
        self._default_hold = default_hold
        self._longest_hold = longest_hold
        self._calls: dict[Name, Call] = {}
        self._waiting = Waiting(
            seconds=resume_window, most=most_waiting, give_up=self._give_up, crowded_out=crowded_out
        )

    @property
    def waiting(self) -> int:
        """How many calls wait for their clients."""
        return len(self._waiting)

    async def open(
        self,
        *,
        tenant: str,
        call_id: str,
        policy: str,
        language_code: str,
        max_hold: float | None,
        known_identities: Sequence[KnownIdentity],
        now: float,
    ) -> tuple[Call, Sequence[Response]]:
        """Begin a call; the responses start with ``Started``.

        Args:
            tenant: whose call it is, from the credential.
            call_id: the client's name for the call, unique for the tenant.
            policy: a name, or "" for ``default``.
            language_code: BCP-47; "" means English.
            max_hold: seconds the client lets a segment wait, or None for the server's default; capped by the server.
            known_identities: what the platform knows of the parties.
            now: monotonic seconds.

        Raises:
            PolicyUnknown, LanguageUnsupported, ConfigInvalid, CallExists, LedgerUnavailable, NotReady, InvalidField.
        """
        call = await self._open(
            tenant=tenant,
            call_id=call_id,
            policy=policy,
            language_code=language_code,
            hold=self._hold(max_hold),
            known_identities=known_identities,
            began=now,
            resumable=self._waiting.lets_wait,
        )
        if self._waiting.lets_wait:
            self._calls[call.name] = call
        return call, (call.started(),)

    async def resume(self, *, tenant: str, call_id: str, token: bytes, now: float) -> tuple[Call, Sequence[Response]]:
        """Go on with a call whose stream broke; the responses start with ``Started``.

        Args:
            tenant: whose call it is, from the credential.
            call_id: the client's name for the call.
            token: of its last checkpoint, or of ``Started`` where none came.
            now: monotonic seconds.

        Raises:
            ResumeRejected: no such call waits, the token is none of its tokens, or it is too old.
            LedgerUnavailable
        """
        call = self._calls.get((tenant, call_id))
        if call is None:
            raise rejected()
        before, ours = call.taken_over, asyncio.Event()
        # While we wait for the ledger its time must not run out: its client is back.
        over = self._waiting.remove(call.name)
        try:
            responses = await call.resume(token, now, ours)
        except BaseException:
            if call.taken_over is ours:  # whoever had it before has left it to us
                self._waiting.add(call.name, ended=call.has_ended)
            elif over is not None and call.taken_over is before:
                self._waiting.add(call.name, ended=call.has_ended, until=over)
            raise
        self._waiting.remove(call.name)
        return call, responses

    async def leave(self, call: Call, *, for_good: bool = False) -> bool:
        """A stream is over. Its call waits for its client; return True when it does.

        Args:
            call: as ``open`` or ``resume`` gave it.
            for_good: nobody comes back to this call: it is abandoned, unless it has ended.
        """
        if self._waiting.lets_wait and not for_good:
            self._waiting.add(call.name, ended=call.has_ended)
            return True
        self._calls.pop(call.name, None)
        await _abandon(call)
        return False

    async def close(self) -> None:
        """Abandon the calls that wait for their clients. From now on none waits."""
        await self._waiting.close()

    def _give_up(self, name: Name) -> Awaitable[None]:
        """From now on nobody comes back to a call; return what is left to do about it."""
        return _abandon(self._calls.pop(name))

    async def _open(
        self,
        *,
        tenant: str,
        call_id: str,
        policy: str,
        language_code: str,
        hold: float,
        known_identities: Sequence[KnownIdentity],
        began: float = 0.0,
        resumable: bool = False,
    ) -> Call:
        rules = self._policies.get(tenant, policy)
        if language_code and language_code.replace("_", "-").split("-")[0].lower() != "en":
            raise LanguageUnsupported("This engine judges English.")
        try:
            memory = await self._detection.begin(known_identities)
        except DetectionFailed:
            raise NotReady("Detection cannot begin a call now.") from None
        record = CallRecord(tenant, call_id, rules.name, rules.fingerprint, self._detection.version)
        if not self._unused(record):
            await self._ledger.open_call(record)
        key = hmac.new(self._salt, tenant.encode(), hashlib.sha256).digest()
        return Call(
            record=record,
            machine=Machine(policy=rules, max_hold=hold, memory=memory, key=key),
            detection=self._detection,
            ledger=self._ledger,
            policies=self._policies,
            max_hold=hold,
            began=began,
            region=region_of(language_code),
            resumable=resumable,
        )

    async def redact(
        self,
        *,
        tenant: str,
        call_id: str,
        policy: str,
        language_code: str,
        known_identities: Sequence[KnownIdentity],
        segments: Iterable[Segment],
    ) -> Transcript:
        """Redact a finished call: the same as streaming it with all the time in the world, committed once.

        Args:
            tenant: whose call it is.
            call_id: unique for the tenant.
            policy: as in ``open``.
            language_code: as in ``open``.
            known_identities: as in ``open``.
            segments: in order; one whose ``sequence`` is 0 gets the next one.

        Raises:
            As ``open``, and SequenceGap. The call is then recorded as ABANDONED.
        """
        call = await self._open(
            tenant=tenant,
            call_id=call_id,
            policy=policy,
            language_code=language_code,
            hold=math.inf,
            known_identities=known_identities,
        )
        try:
            released: list[Response] = []
            for place, segment in enumerate(segments, start=1):
                numbered = segment if segment.sequence else replace(segment, sequence=place)
                released += await call.gather(numbered)
            released += await call.end(0.0)
        except BaseException:
            await _abandon(call)
            raise
        return gathered(released)

    def _unused(self, record: CallRecord) -> bool:
        """True for a call that was opened, and whose stream broke before anything was said: its client asks again."""
        call = self._calls.get((record.tenant, record.call_id))
        if call is None or not call.is_new or call.record != record:
            return False
        return self._waiting.remove(call.name) is not None

    def _hold(self, asked: float | None) -> float:
        if asked is None:
            return self._default_hold
        if not asked >= 0:
            raise InvalidField((FieldViolation("config.max_hold", "Is negative."),))
        return min(asked, self._longest_hold)


async def _abandon(call: Call) -> None:
    """Abandon a call. What cannot be written now is written when the ledger is opened again."""
    with contextlib.suppress(LedgerUnavailable):
        await call.abandon()
