"""What the platform is told when a request has come to an end: that it has, how, and which certificate says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.erasure.canonical import digest
from server.erasure.plan import counted
from server.erasure.request import Item, Request
from server.ledger.epochs import timestamp

NOTICE = "veilscript-erasure-status/1"


def status_facts(
    request: Request, items: Sequence[Item] = (), statement: Mapping[str, Any] | None = None
) -> dict[str, object]:
    """Return what is told of a request: constants, counts and a hash, and nothing of who it is about.

    Args:
        request: as it stands.
        items: what became of each piece.
        statement: of its certificate, where it has one.
    """
    return {
        "type": NOTICE,
        "tenant": request.tenant,
        "request_id": request.request_id,
        "kind": request.kind.value,
        "state": request.state.value,
        "closed_at": timestamp(request.closed_at) if request.closed_at else "",
        "outcomes": counted(list(items)),
        "certificate": digest(statement) if statement else "",
    }
