"""The plan of a request: what would happen, for a person to read and to approve by its hash. It names no value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.erasure.canonical import digest
from server.erasure.request import Item, Request
from server.erasure.resolve import Resolution
from server.erasure.states import Outcome

PLAN = "veilscript-erasure-plan/1"

MEANING: Mapping[Outcome, str] = {
    Outcome.TO_ERASE: "will be erased",
    Outcome.CANDIDATE: "may be the person's: stays unless it is confirmed",
    Outcome.AMBIGUOUS: "is shared by several people: stays unless it is confirmed",
    Outcome.HELD: "stays, restricted, until its hold is released",
    Outcome.EXEMPT: "stays, for the reason given",
    Outcome.RETENTION_EXPIRED: "is gone already",
    Outcome.NOT_FOUND: "was found nowhere",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan.

    Attributes:
        hash: what it is approved by.
        content: what is hashed: of constants, names of calls and counts.
    """

    hash: str
    content: Mapping[str, Any]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many items by outcome."""
        return dict(self.content["counts"])

    def __str__(self) -> str:
        lines = [f"Plan of request {self.content['request']}: {self.content['kind'].lower()}", ""]
        for outcome, meaning in MEANING.items():
            items = [item for item in self.content["items"] if item["outcome"] == outcome.value]
            if items:
                lines += [f"{len(items)} {meaning}:", *(f"  {_told(item)}" for item in items), ""]
        if self.content["others"]:
            lines += [f"{self.content['others']} other entities in these calls are not touched.", ""]
        lines += [f"Approve it with its hash: {self.hash}"]
        return "\n".join(lines)


def make(request: Request, resolution: Resolution) -> Plan:
    """Return the plan of a request as it resolves now."""
    content: dict[str, Any] = {
        "type": PLAN,
        "tenant": request.tenant,
        "request": request.request_id,
        "kind": request.kind.value,
        "identity_types": list(request.identity_types),
        "whole_calls": request.whole_calls,
        "counts": counted(resolution.items),
        "calls": len({item.call_id for item in resolution.of(Outcome.TO_ERASE)}),
        "others": resolution.others,
        "items": [
            {
                "call_id": item.call_id,
                "entity_id": item.entity_id,
                "entity_type": item.entity_type,
                "strength": item.strength,
                "outcome": item.outcome.value,
                "reason": item.reason,
                "spans": len(item.spans),
            }
            for item in resolution.items
        ],
    }
    return Plan(digest(content), content)


def counted(items: tuple[Item, ...] | list[Item]) -> dict[str, int]:
    """Return how many items there are of each outcome."""
    return dict(sorted(Counter(item.outcome.value for item in items).items()))


def _told(item: Mapping[str, Any]) -> str:
    where = f"{item['call_id']}/{item['entity_id']}" if item["call_id"] else item["entity_id"]
    strength = item["strength"].lower().replace("_", " ")
    places = f"{item['spans']} place{'s' * (item['spans'] > 1)}" if item["spans"] else ""
    told = "; ".join(fact for fact in (strength, places, item["reason"]) if fact)
    return f"{item['entity_type']:16} {where}  {told}".rstrip()
