"""What is answered and told, as JSON: fields of the specification first, and our own under our domain."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.erasure.clocks import Act, earliest
from server.erasure.request import Status, TaskState
from server.ledger.epochs import timestamp
from server.opendsr.callbacks import Callback
from server.opendsr.terms import API_VERSION, ERASURE, EXTENSION, IDENTITIES, RAW, SHA256, STANDING, Standing

JSON = "application/json"
PEM = "application/x-pem-file"
OURS = "veilscript"
"""Whose reasons the reasons of errors are."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: an HTTP status, headers, a body."""

    status: int
    body: bytes = field(repr=False, default=b"")
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON


def discovery(domain: str) -> dict[str, object]:
    """Say what is supported (section 6)."""
    return {
        "api_version": API_VERSION,
        "supported_identities": _supported(IDENTITIES),
        "supported_subject_request_types": [ERASURE],
        "processor_certificate": f"https://{domain}/v2/certificate.pem",
        "extensions": {domain: {"supported_identities": _supported(EXTENSION)}},
    }


def created(status: Status, domain: str, body: bytes, now: datetime) -> dict[str, object]:
    """Answer a request that was brought (section 7.3); whoever brought it gets every byte of it back."""
    return _receipt(status, now) | {
        "expected_completion_time": timestamp(_expected(status)),
        "encoded_request": base64.b64encode(body).decode(),
        "extensions": {domain: _ours(status)},
    }


def cancelled(status: Status, now: datetime) -> dict[str, object]:
    """Answer a request that was called back (section 9.2)."""
    return _receipt(status, now) | {"api_version": API_VERSION}


def standing(status: Status, domain: str) -> dict[str, object]:
    """Say how a request stands (section 8.3)."""
    return {
        "controller_id": status.request.tenant,
        "expected_completion_time": timestamp(_expected(status)),
        "subject_request_id": status.request.request_id,
        "request_status": of(status).value,
        "api_version": API_VERSION,
        "extensions": {domain: _ours(status)},
    }


def callback(status: Status, domain: str, called: Callback, now: datetime) -> dict[str, object]:
    """Tell how a request stands (section 8.6).

    The signature is over the body, and so over `delivery`, which is the same for a repeat, and over `sent_time`:
    whoever takes a delivery once, and none that is old, is harmed by no replay.
    """
    told = standing(status, domain) | {"status_callback_url": called.url}
    delivery = f"{called.request_id}/{called.sent + 1}/{of(status).value}"
    told["extensions"] = {domain: _ours(status) | {"delivery": delivery, "sent_time": timestamp(now)}}
    return told


def error(status: int, reason: str, message: str, details: Sequence[str] = ()) -> dict[str, object]:
    """Say what is wrong (section 7.6), in words that hold nothing of what came.

    Args:
        status: the HTTP status.
        reason: a stable name.
        message: one sentence.
        details: more sentences, each of one fault.
    """
    errors = [{"domain": OURS, "reason": reason, "message": told} for told in details or (message,)]
    return {"error": {"code": status, "message": message, "errors": errors}}


def written(content: Mapping[str, object]) -> bytes:
    """Return the bytes of an answer."""
    return json.dumps(content).encode()


def of(status: Status) -> Standing:
    """Return how a request stands, in the words of the specification."""
    return STANDING[status.request.state]


def _supported(types: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"identity_type": name, "identity_format": form} for name in types for form in (RAW, SHA256)]


def _receipt(status: Status, now: datetime) -> dict[str, object]:
    return {
        "controller_id": status.request.tenant,
        "subject_request_id": status.request.request_id,
        "received_time": timestamp(now),
    }


def _expected(status: Status) -> datetime:
    """Return when a request was answered, or else has to be: its earliest clock."""
    return status.request.closed_at or earliest(status.deadlines, Act.ANSWER) or status.due


def _ours(status: Status) -> dict[str, object]:
    tasks = Counter(task.state for task in status.tasks)
    return {
        "state": status.request.state.value,
        "problem": status.request.problem,
        "identity_types": list(status.request.identity_types),
        "outcomes": dict(sorted(Counter(item.outcome.value for item in status.items).items())),
        "tasks": {state.value.lower(): tasks[state] for state in TaskState},
    }
