"""What can be asked over OpenDSR, and what is answered: routes, who may, and no error but ours. It knows no socket.

Nobody gets here what they would not get over gRPC: the credential says whose the request is, its role what it may, and
where the tenant's controller has registered a key nothing is brought or called back without its signature.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from server import logs
from server.erasure.actor import Actor
from server.erasure.erasure import Erasure
from server.erasure.intake import RANDOM_ID, signed_by
from server.erasure.request import Request
from server.erasure.rules import ErasureRules
from server.erasure.states import State
from server.errors import InvalidField, NotFound, PermissionDenied, Reason, VeilscriptError
from server.ledger.recorder import Recorder
from server.metrics import Metrics
from server.opendsr import answers, instruction, message
from server.opendsr.answers import PEM, Answer
from server.opendsr.callbacks import Outbox
from server.opendsr.processor import Processor
from server.opendsr.terms import ERASURE
from server.roles import Role

Authenticate = Callable[[Sequence[str]], Actor]
"""Tells from the values of the header `Authorization` who asks, or raises Unauthenticated."""

CANCELLATION = "cancellation"
CALLED_BACK = "Called back by the controller, over OpenDSR."
OLD_NOUN = "opengdpr_requests"
"""The resource of the versions before 2.0, which knew one regulation."""

CODES: Mapping[Reason, int] = {
    Reason.INVALID_FIELD: 400,
    # Section 7.5: a request that cannot be taken is 400, whatever is wrong with it.
    Reason.ALREADY_EXISTS: 400,
    Reason.STATE_CONFLICT: 400,
    Reason.UNAUTHENTICATED: 401,
    Reason.PERMISSION_DENIED: 403,
    Reason.NOT_FOUND: 404,
    Reason.LEDGER_UNAVAILABLE: 503,
    Reason.INTERNAL: 500,
}
"""The HTTP status of each reason; of any other it is 400."""

MORE: Mapping[int, Mapping[str, str]] = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "5"}}
"""Headers that go with a status."""

FIELDS = {"request_id": "subject_request_id", "identities": "subject_identities", "received_at": "submitted_time"}
"""What erasure's fields are called here."""

_TARGET = re.compile(rf"(?:/v[12])?/(discovery|certificate\.pem|requests|{OLD_NOUN})(?:/({RANDOM_ID.pattern})?)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One HTTP request.

    Attributes:
        method: of it.
        target: its path and query, as they came.
        headers: in lower case, each with every value that it came with.
        body: every byte.
    """

    method: str
    target: str = field(repr=False)
    headers: Mapping[str, Sequence[str]] = field(repr=False)
    body: bytes = field(repr=False, default=b"")


class OpenDsr:
    """Answers HTTP requests.

    Args:
        erasure: does what is asked.
        rules: of the tenants.
        processor: signs.
        authenticate: tells who asks.
        clock: tells the time.
        metrics: counts what is refused.
    """

    def __init__(
        self,
        *,
        erasure: Erasure,
        rules: ErasureRules,
        processor: Processor,
        authenticate: Authenticate,
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._erasure = erasure
        self._rules = rules
        self._processor = processor
        self._authenticate = authenticate
        self._clock = clock
        self._metrics = metrics
        # Anybody may ask for it: it is signed once.
        self._discovered = self._signed(200, answers.discovery(processor.domain))

    async def answer(self, asked: Asked) -> Answer:
        """Answer a request; whatever goes wrong, only an answer of ours leaves."""
        try:
            return await self._routed(asked)
        except VeilscriptError as error:
            return self._refused(error)
        except Exception as error:  # noqa: BLE001  # it is here for all of them
            return self._refused(_internal(error))

    def refuse(self, status: int, reason: str, told: str) -> Answer:
        """Answer what is no request, or is none that is taken here.

        Args:
            status: of HTTP.
            reason: a stable name.
            told: one sentence.
        """
        self._metrics.refused.labels(reason).inc()
        body = answers.written(answers.error(status, reason, told))
        return Answer(status, body, {**self._processor.names, **MORE.get(status, {})})

    async def _routed(self, asked: Asked) -> Answer:
        found = _TARGET.fullmatch(asked.target)
        noun, request_id = (found[1], found[2] or "") if found else ("", "")
        methods: dict[str, Callable[[Asked], Awaitable[Answer]]]
        match noun, bool(request_id):
            case "discovery", False:
                methods = {"GET": self._discovery}
            case "certificate.pem", False:
                methods = {"GET": self._certificate}
            case ("requests" | "opengdpr_requests"), False:
                # What came before 2.0 named no regulation: there was one.
                methods = {"POST": partial(self._create, regulation="gdpr" if noun == OLD_NOUN else "")}
            case ("requests" | "opengdpr_requests"), True:
                methods = {
                    "GET": partial(self._get, request_id=request_id),
                    "DELETE": partial(self._cancel, request_id=request_id),
                }
            case _:
                raise NotFound("There is nothing here.")
        if asked.method not in methods:
            refused = self.refuse(405, "METHOD_NOT_ALLOWED", "The resource has no such method.")
            return replace(refused, headers={**refused.headers, "Allow": ", ".join(methods)})
        return await methods[asked.method](asked)

    async def _discovery(self, _: Asked) -> Answer:
        return self._discovered

    async def _certificate(self, _: Asked) -> Answer:
        return Answer(200, self._processor.certificate, self._processor.names, PEM)

    async def _create(self, asked: Asked, *, regulation: str) -> Answer:
        """Take a request in; the same again is answered as it stands."""
        actor = self._actor(asked)
        kind = asked.headers.get("content-type", ("",))
        if len(kind) != 1 or kind[0].partition(";")[0].strip().lower() != answers.JSON:
            return self.refuse(415, "UNSUPPORTED_MEDIA_TYPE", f"A request is {answers.JSON}.")
        rules, domain, now = self._rules.of(actor.tenant), self._processor.domain, self._clock()
        brought = message.read(
            asked.body, tenant=actor.tenant, domain=domain, hosts=rules.callback_hosts, regulation=regulation
        )
        ordered = self._instruction(asked, actor, brought.new.request_id, ERASURE, now)
        new = replace(brought.new, order=ordered.text, signature=ordered.signature)

        def noted(recorder: Recorder, request: Request) -> None:
            Outbox(recorder).register(request, brought.callbacks)

        status = await self._erasure.create(actor, new, beside=noted)
        return self._signed(201, answers.created(status, domain, asked.body, now))

    async def _get(self, asked: Asked, *, request_id: str) -> Answer:
        status = await self._erasure.get(self._actor(asked), request_id)
        return self._signed(200, answers.standing(status, self._processor.domain))

    async def _cancel(self, asked: Asked, *, request_id: str) -> Answer:
        """Call a request back that is pending; again is no error."""
        actor, now = self._actor(asked), self._clock()
        ordered = self._instruction(asked, actor, request_id, CANCELLATION, now)
        key = self._rules.of(actor.tenant).controller_key
        if key and not signed_by(key, ordered.text, ordered.signature):
            raise PermissionDenied("This needs an instruction that the tenant's controller signed.")
        status = await self._erasure.get(actor, request_id)
        if status.request.state is not State.CANCELLED:
            status = await self._erasure.office.cancel(actor, request_id, reason=CALLED_BACK)
        return self._signed(202, answers.cancelled(status, now))

    def _actor(self, asked: Asked) -> Actor:
        """Return who asks, if they may.

        Raises:
            Unauthenticated: no credential, several, or one that is not known.
            PermissionDenied: it has not the role.
        """
        actor = self._authenticate(asked.headers.get("authorization", ()))
        if Role.ERASER not in actor.roles:
            raise PermissionDenied("This needs a role that the credential does not have.")
        return actor

    @staticmethod
    def _instruction(
        asked: Asked, actor: Actor, request_id: str, action: str, now: datetime
    ) -> instruction.Instruction:
        return instruction.read(
            asked.headers, tenant=actor.tenant, request_id=request_id, action=action, body=asked.body, now=now
        )

    def _signed(self, status: int, content: Mapping[str, object]) -> Answer:
        body = answers.written(content)
        return Answer(status, body, self._processor.signed(body))

    def _refused(self, error: VeilscriptError) -> Answer:
        status = CODES.get(error.reason, 400)
        details = []
        if isinstance(error, InvalidField):
            details = [f"{_named(wrong.field)}: {wrong.description}" for wrong in error.violations]
        self._metrics.refused.labels(error.reason.value).inc()
        told = error.diagnostics() if status < 500 and not details else error.message  # noqa: PLR2004 - RFC 9110
        body = answers.error(status, error.reason.value, told, details)
        return Answer(status, answers.written(body), {**self._processor.names, **MORE.get(status, {})})


def _named(field_name: str) -> str:
    return FIELDS.get(field_name, field_name) or "body"


def _internal(error: Exception) -> VeilscriptError:
    """Return what is told of an error that is not ours, and log where it came from."""
    return VeilscriptError(f"Something went wrong inside: incident {logs.incident(error)}.")
