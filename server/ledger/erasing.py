"""Taking evidence out of the ledger: block it, destroy its keys, delete its rows. Each step may be done again.

A row may be missing only if the log says why: the transaction that deletes rows writes the event that names their
leaves. The leaves stay, and every proof over them still holds.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.ledger.ledger import Event
from server.ledger.recorder import Recorder
from server.ledger.records import ERASING, LIVE_ROW, RESTRICTED
from server.ledger.tokens import TOKEN_BYTES, apart

BATCH = 1000
"""How many rows are deleted in one transaction, so that no call waits long for its own."""
COMMITMENT_BYTES = 16
"""So much of a leaf's commitment names its row in a tombstone."""

Place = tuple[str, str]
"""A call and an entity in it, as the client and the ledger name them."""


@dataclass(frozen=True, slots=True)
class Row:
    """An opening that is being erased, as a tombstone names it.

    Attributes:
        leaf: its leaf in the log.
        committed: the beginning of the leaf's commitment: in a copy of the ledger that went another way, the same
            leaf may stand for another row.
        key: the number of its entity key.
    """

    leaf: int
    committed: bytes
    key: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What may be in no file once rows are erased.

    Attributes:
        traces: sealed bytes, salts and wrapped keys: each is there once (a digest may be of two rows).
        tokens: a row that stays may have the same, where the same value was said elsewhere.
    """

    traces: tuple[bytes, ...] = field(repr=False)
    tokens: tuple[bytes, ...] = field(repr=False)


class Eraser:
    """Erases openings for one request, within transactions of whoever asks.

    Args:
        recorder: of the ledger.
        request: the number of the request.
    """

    __slots__ = ("_recorder", "_request", "_run")

    def __init__(self, recorder: Recorder, request: int) -> None:
        self._recorder = recorder
        self._request = request
        self._run = recorder.connection.execute

    def rows_of(self, tenant: str, places: Iterable[Place]) -> list[Row]:
        """Return the openings of entities, and of nothing else."""
        select = (
            "SELECT o.leaf, l.committed, o.key FROM openings o JOIN leaves l ON l.id = o.leaf"
            " WHERE o.call = ? AND o.entity_id = ? AND o.state < ?"
        )
        found: dict[int, Row] = {}
        for call_id, entity_id in places:
            call = self._call(tenant, call_id)
            for leaf, committed, key in self._run(select, (call, entity_id, ERASING)).fetchall():
                found[leaf] = Row(leaf, committed[:COMMITMENT_BYTES], key)
        return [found[leaf] for leaf in sorted(found)]

    def block(self, rows: Sequence[Row]) -> None:
        """Let nobody find or read rows any more, and note that they are to be erased.

        A key that what stays needs, too, is noted as a negative number: it is not destroyed with them.
        """
        shared = self._shared(rows)
        many = self._recorder.connection.executemany
        many("UPDATE openings SET state = ? WHERE leaf = ?", [(ERASING, row.leaf) for row in rows])
        insert = (
            "INSERT INTO erasure_rows (leaf, request, key) VALUES (?, ?, ?)"
            " ON CONFLICT (leaf) DO UPDATE SET request = excluded.request, key = excluded.key"
        )
        many(insert, [(row.leaf, self._request, -row.key if row.key in shared else row.key) for row in rows])

    def noted(self) -> list[Row]:
        """Return the rows that were noted, those that are deleted, too: the log keeps what each was."""
        select = (
            "SELECT e.leaf, l.committed, e.key FROM erasure_rows e JOIN leaves l ON l.id = e.leaf"
            " WHERE e.request = ? ORDER BY e.leaf"
        )
        rows = self._run(select, (self._request,)).fetchall()
        return [Row(leaf, committed[:COMMITMENT_BYTES], abs(key)) for leaf, committed, key in rows]

    def restrict(self, tenant: str, places: Iterable[Place]) -> None:
        """Let nobody find or read entities, and keep them."""
        update = "UPDATE openings SET state = ? WHERE state = ? AND call = ? AND entity_id = ?"
        for call_id, entity_id in places:
            self._run(update, (RESTRICTED, LIVE_ROW, self._call(tenant, call_id), entity_id))

    def show(self, tenant: str, places: Iterable[Place]) -> int:
        """Let entities that were restricted be found and read again; return how many records."""
        select = "SELECT count(*) FROM openings WHERE state = ? AND call = ? AND entity_id = ?"
        update = "UPDATE openings SET state = ? WHERE state = ? AND call = ? AND entity_id = ?"
        shown = 0
        for call_id, entity_id in places:
            place = (RESTRICTED, self._call(tenant, call_id), entity_id)
            shown += self._run(select, place).fetchone()[0]
            self._run(update, (LIVE_ROW, *place))
        return shown

    def seen(self, tenant: str, place: Place) -> bool:
        """True if anybody can find or read some of an entity."""
        call_id, entity_id = place
        select = "SELECT 1 FROM openings WHERE call = ? AND entity_id = ? AND state = ? LIMIT 1"
        return bool(self._run(select, (self._call(tenant, call_id), entity_id, LIVE_ROW)).fetchone())

    def marks(self, rows: Sequence[Row]) -> Marks:
        """Return what of the rows and their keys is written in the files now."""
        traces: list[bytes] = []
        tokens: dict[bytes, None] = {}
        select = "SELECT sealed, salt, tokens FROM openings WHERE leaf = ?"
        for row in rows:
            sealed, salt, joined = self._run(select, (row.leaf,)).fetchone()
            traces += [sealed, salt]
            tokens.update(dict.fromkeys(apart(joined)))
        traces += self._recorder.keystore.entity_key_traces({row.key for row in rows} - self._shared(rows))
        return Marks(tuple(traces), tuple(tokens))

    def filed(self, beginning: bytes) -> bool:
        """True if a token that begins so is in the index: the same value, said where it is kept."""
        select = "SELECT 1 FROM tokens WHERE token >= ? AND token <= ? LIMIT 1"
        return bool(self._run(select, (beginning, beginning + b"\xff" * TOKEN_BYTES)).fetchone())

    def keys(self) -> list[int]:
        """Return the numbers of the keys that go with the rows."""
        select = "SELECT DISTINCT key FROM erasure_rows WHERE request = ? AND key > 0 ORDER BY key"
        return [key for (key,) in self._run(select, (self._request,))]

    def destroy_keys(self) -> int:
        """Destroy the keys of the rows; return how many."""
        keys = self.keys()
        self._recorder.keystore.destroy_entity_keys(keys)
        return len(keys)

    def delete(self, tenant: str, request_id: str) -> bool:
        """Delete some of the rows, and say so in the log; return whether there may be more."""
        select = (
            "SELECT e.leaf, o.tokens FROM erasure_rows e JOIN openings o ON o.leaf = e.leaf WHERE e.request = ?"
            " ORDER BY e.leaf LIMIT ?"
        )
        rows = self._run(select, (self._request, BATCH)).fetchall()
        if not rows:
            return False
        many = self._recorder.connection.executemany
        many("DELETE FROM tokens WHERE token = ? AND leaf = ?", [(t, leaf) for leaf, made in rows for t in apart(made)])
        many("DELETE FROM openings WHERE leaf = ?", [(leaf,) for leaf, _ in rows])
        many("DELETE FROM suppressed WHERE leaf = ?", [(leaf,) for leaf, _ in rows])
        body = {"request": request_id, "leaves": [leaf for leaf, _ in rows]}
        self._recorder.write_event(Event("ERASED", tenant, body))
        return len(rows) == BATCH

    def delete_strays(self, beginnings: Iterable[bytes]) -> None:
        """Delete tokens of the rows that somebody put back without their rows.

        Args:
            beginnings: of the tokens that the rows had.
        """
        strays = self._strays(beginnings)
        self._recorder.connection.executemany("DELETE FROM tokens WHERE token = ? AND leaf = ?", strays)

    def left(self, beginnings: Iterable[bytes]) -> int:
        """Return how many of the erased rows, their tokens and their keys are there: none, or something is wrong.

        Args:
            beginnings: of the tokens that the rows had.
        """
        rows = "SELECT count(*) FROM openings WHERE leaf IN (SELECT leaf FROM erasure_rows WHERE request = ?)"
        (found,) = self._run(rows, (self._request,)).fetchone()
        return int(found) + len(self._strays(beginnings)) + self._recorder.keystore.entity_keys_left(self.keys())

    def _strays(self, beginnings: Iterable[bytes]) -> list[tuple[bytes, int]]:
        """Return the tokens of erased rows that are in the index."""
        mine = {leaf for (leaf,) in self._run("SELECT leaf FROM erasure_rows WHERE request = ?", (self._request,))}
        select = "SELECT token, leaf FROM tokens WHERE token >= ? AND token <= ?"
        found: list[tuple[bytes, int]] = []
        for beginning in beginnings:
            rows = self._run(select, (beginning, beginning + b"\xff" * TOKEN_BYTES)).fetchall()
            found += [(token, leaf) for token, leaf in rows if leaf in mine]
        return found

    def forget(self) -> None:
        """Forget which rows they were: nothing is left to do with them."""
        self._run("DELETE FROM erasure_rows WHERE request = ?", (self._request,))

    def _shared(self, rows: Sequence[Row]) -> set[int]:
        """Return the keys of rows that other rows of their calls need, too: an older version let entities share one."""
        mine = {row.leaf: row.key for row in rows}
        calls = {self._run("SELECT call FROM openings WHERE leaf = ?", (leaf,)).fetchone()[0] for leaf in mine}
        select = "SELECT leaf, key FROM openings WHERE call = ? AND state < ?"
        staying = {
            key
            for call in calls
            for leaf, key in self._run(select, (call, ERASING)).fetchall()
            if leaf not in mine
        }
        return staying & set(mine.values())

    def _call(self, tenant: str, call_id: str) -> int:
        row = self._run("SELECT id FROM calls WHERE tenant = ? AND call_id = ?", (tenant, call_id)).fetchone()
        return int(row[0]) if row else 0


def written(row: Row) -> list[object]:
    """Return a row as JSON can hold it."""
    return [row.leaf, base64.b64encode(row.committed).decode(), row.key]


def read(fields: Sequence[Any]) -> Row:
    """Return a row that was written.

    Raises:
        ValueError: it is not one.
    """
    leaf, committed, key = fields
    return Row(int(leaf), base64.b64decode(committed, validate=True), int(key))
