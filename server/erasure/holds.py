"""Legal holds: what must be kept although somebody asks for it to be erased, on whose word, and until it is looked at.

What is held is restricted: nobody finds or reads it. When the hold is released, the erasures that it stopped go on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.erasure.canonical import canonical
from server.errors import AlreadyExists, FieldViolation, InvalidField, NotFound
from server.ledger.epochs import timestamp
from server.ledger.ledger import Event
from server.ledger.recorder import Recorder

LONGEST = 500
MOST_CALLS = 10_000

_HOLD = "SELECT hold_id, authority, scope, review_on, placed_at, released_at FROM holds"


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold.

    Attributes:
        hold_id: its name, unique for the tenant.
        authority: who ordered it and under which reference, for a person to read; nobody who is spoken of in a call.
        calls: the calls that are held; none means all.
        entity_types: the types that are held; none means all.
        review_on: the day on which somebody has to look whether it still stands.
        placed_at: when it was placed.
        released_at: when it was released; "" while it stands.
    """

    hold_id: str
    authority: str
    review_on: date
    calls: frozenset[str] = frozenset()
    entity_types: frozenset[str] = frozenset()
    placed_at: str = ""
    released_at: str = ""

    def covers(self, call_id: str, entity_type: str) -> bool:
        """True if it holds an entity."""
        return (not self.calls or call_id in self.calls) and (
            not self.entity_types or entity_type in self.entity_types
        )

    @property
    def reason(self) -> str:
        """Why something is held, for a person to read."""
        return f"legal hold {self.hold_id}: {self.authority}; to be reviewed on {self.review_on.isoformat()}"


class Holds:
    """The holds of every tenant.

    Args:
        recorder: of the ledger, in a transaction.
    """

    __slots__ = ("_recorder", "_run")

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._run = recorder.connection.execute

    def place(self, tenant: str, hold: Hold) -> Hold:
        """Place a hold.

        Raises:
            InvalidField: it has no name, no authority or too many calls.
            AlreadyExists: the tenant has one of this name.
        """
        violations = [
            FieldViolation(name, f"Is empty, or longer than {LONGEST} characters.")
            for name, text in (("hold_id", hold.hold_id), ("authority", hold.authority))
            if not text.strip() or len(text) > LONGEST
        ]
        if len(hold.calls) > MOST_CALLS:
            violations.append(FieldViolation("calls", f"Are more than {MOST_CALLS}."))
        if violations:
            raise InvalidField(tuple(violations))
        if self._run("SELECT 1 FROM holds WHERE tenant = ? AND hold_id = ?", (tenant, hold.hold_id)).fetchone():
            raise AlreadyExists("The tenant already has a hold of this id.")
        scope = canonical({"calls": sorted(hold.calls), "entity_types": sorted(hold.entity_types)}).decode()
        insert = "INSERT INTO holds (tenant, hold_id, authority, scope, review_on, placed_at) VALUES (?, ?, ?, ?, ?, ?)"
        now = timestamp(self._recorder.clock())
        self._run(insert, (tenant, hold.hold_id, hold.authority, scope, hold.review_on.isoformat(), now))
        self._tell(tenant, hold.hold_id, "PLACED")
        return self.get(tenant, hold.hold_id)

    def release(self, tenant: str, hold_id: str) -> Hold:
        """Release a hold. Again is no error.

        Raises:
            NotFound: there is none of this name.
        """
        hold = self.get(tenant, hold_id)
        if not hold.released_at:
            update = "UPDATE holds SET released_at = ? WHERE tenant = ? AND hold_id = ?"
            self._run(update, (timestamp(self._recorder.clock()), tenant, hold_id))
            self._tell(tenant, hold_id, "RELEASED")
        return self.get(tenant, hold_id)

    def get(self, tenant: str, hold_id: str) -> Hold:
        """Return a hold.

        Raises:
            NotFound: there is none of this name.
        """
        row = self._run(f"{_HOLD} WHERE tenant = ? AND hold_id = ?", (tenant, hold_id)).fetchone()
        if row is None:
            raise NotFound("The tenant has no hold of this id.")
        return _hold(row)

    def of_tenant(self, tenant: str, *, after: int, limit: int) -> list[tuple[int, Hold]]:
        """Return holds with their places, released ones too, in order of placing."""
        select = _HOLD.replace("SELECT ", "SELECT id, ", 1)
        rows = self._run(f"{select} WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?", (tenant, after, limit)).fetchall()
        return [(row[0], _hold(row[1:])) for row in rows]

    def standing(self, tenant: str) -> list[Hold]:
        """Return the holds that stand now."""
        rows = self._run(f"{_HOLD} WHERE tenant = ? AND released_at IS NULL ORDER BY id", (tenant,)).fetchall()
        return [_hold(row) for row in rows]

    def _tell(self, tenant: str, hold_id: str, what: str) -> None:
        self._recorder.write_event(Event("HOLD", tenant, {"hold": hold_id, "what": what}))


def _hold(row: Sequence[Any]) -> Hold:
    hold_id, authority, written, review_on, placed_at, released_at = row
    scope = json.loads(written)
    return Hold(
        hold_id=hold_id,
        authority=authority,
        review_on=date.fromisoformat(review_on),
        calls=frozenset(scope["calls"]),
        entity_types=frozenset(scope["entity_types"]),
        placed_at=placed_at,
        released_at=released_at or "",
    )
