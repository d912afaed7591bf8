"""The log: an append-only Merkle tree in the ledger's own tables, and its latest signed checkpoint."""

from __future__ import annotations

from collections.abc import Sequence

from server.errors import FieldViolation, InvalidField
from server.ledger.checkpoint import Checkpoint, ConsistencyProof, Head, InclusionProof
from server.ledger.database import Connection, StoreError
from server.ledger.images import NO_SCOPE, entry
from server.ledger.merkle import (
    Frontier,
    consistency_proof,
    hash_leaf,
    hash_node,
    inclusion_proof,
    root_of,
    split,
    subtrees,
)
from server.ledger.notes import Signer

STRIDE = 8
"""Every eighth level of the tree is stored; what lies between is hashed anew from at most 256 of them."""


class LogWriter:
    """Appends leaves. Within a transaction of the ledger; what is rolled back there is forgotten here.

    Args:
        connection: of the ledger.
        signer: signs the checkpoints; its name is the log's origin.
    """

    __slots__ = ("_connection", "_durable", "_frontier", "_signer")

    def __init__(self, connection: Connection, signer: Signer) -> None:
        self._connection = connection
        self._signer = signer
        self._durable = Frontier()
        self._frontier = Frontier()

    def begin(self) -> None:
        """Begin where the log stands: another process may have written since."""
        size = log_size(self._connection)
        if self._durable.size != size:
            reader = LogReader(self._connection)
            self._durable = Frontier(size, (reader.ranged(*subtree) for subtree in subtrees(size)))
        self._frontier = self._durable.copy()

    def append(self, kind: int, committed: bytes, scope: int = NO_SCOPE) -> int:
        """Append a leaf; return its index."""
        index = self._frontier.size
        self._connection.execute("INSERT INTO leaves VALUES (?, ?, ?, ?)", (index, kind, scope, committed))
        for level, place, found in self._frontier.push(hash_leaf(entry(kind, scope, committed))):
            if level % STRIDE == 0:
                self._connection.execute("INSERT INTO nodes VALUES (?, ?, ?)", (level, place, found))
        return index

    @property
    def next(self) -> int:
        """The index that the next leaf will have."""
        return self._frontier.size

    def sign(self) -> Head:
        """Sign the head as it is now, and keep it as the latest checkpoint, unless nothing was appended."""
        head = Head(self._frontier.size, self._frontier.root())
        if head.size != self._durable.size:
            note = self._signer.sign(Checkpoint(self._signer.verifier.name, head).text())
            self._connection.execute(
                "INSERT INTO heads (id, size, note) VALUES (1, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET size = excluded.size, note = excluded.note",
                (head.size, note),
            )
        return head

    def committed(self) -> None:
        """Take what was appended for durable."""
        self._durable = self._frontier


class LogReader:
    """Reads the log: checkpoints and proofs. Within a transaction, so that everything is of one moment.

    Args:
        connection: of the ledger.
    """

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def checkpoint(self) -> str:
        """Return the latest signed checkpoint; "" for an empty log."""
        row = self._connection.execute("SELECT note FROM heads").fetchone()
        return str(row[0]) if row else ""

    def inclusion(self, index: int) -> InclusionProof:
        """Prove that a leaf is in the log.

        Args:
            index: of a leaf.

        Raises:
            InvalidField: there is no such leaf.
        """
        size = log_size(self._connection)
        if not 0 <= index < size:
            raise InvalidField((FieldViolation("index", "Is not that of a leaf."),))
        row = self._connection.execute("SELECT kind, scope, committed FROM leaves WHERE id = ?", (index,)).fetchone()
        proof = inclusion_proof(index, size, self.ranged)
        return InclusionProof(entry(*row), index, tuple(proof), self.checkpoint())

    def consistency(self, old: int) -> ConsistencyProof:
        """Prove that the log has only grown since it had ``old`` leaves.

        Raises:
            InvalidField: it never had so few or so many.
        """
        size = log_size(self._connection)
        if not 0 < old <= size:
            raise InvalidField((FieldViolation("old_size", "Is not a size that the log has had."),))
        return ConsistencyProof(old, tuple(consistency_proof(old, size, self.ranged)), self.checkpoint())

    def ranged(self, start: int, end: int) -> bytes:
        """Return the hash of a range of leaves that RFC 6962 splits at; see :mod:`server.ledger.merkle`."""
        size = end - start
        if size & (size - 1):
            # Not a complete subtree: one is at its left.
            middle = start + split(size)
            return hash_node(self.ranged(start, middle), self.ranged(middle, end))
        level = size.bit_length() - 1
        stored = level - level % STRIDE
        if level == stored and level:
            (found,) = self._hashes(stored, start >> stored, 1)
            return found
        return root_of(self._hashes(stored, start >> stored, size >> stored))

    def _hashes(self, level: int, first: int, count: int) -> Sequence[bytes]:
        if level == 0:
            select = "SELECT kind, scope, committed FROM leaves WHERE id >= ? AND id < ? ORDER BY id"
            rows = self._connection.execute(select, (first, first + count))
            found = [hash_leaf(entry(*row)) for row in rows]
        else:
            select = "SELECT hash FROM nodes WHERE level = ? AND place >= ? AND place < ? ORDER BY place"
            found = [row[0] for row in self._connection.execute(select, (level, first, first + count))]
        if len(found) != count:
            raise StoreError("LEAVES_MISSING", failed=False)
        return found


def log_size(connection: Connection) -> int:
    """Return how many leaves the log has."""
    row = connection.execute("SELECT size FROM heads").fetchone()
    return int(row[0]) if row else 0
