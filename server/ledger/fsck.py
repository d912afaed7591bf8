"""Checks a ledger as a whole: offline, with the log's public key and nothing secret.

Every row of evidence is held against the leaf that commits to it, every leaf against the signed root, the index against
the rows, and all of it against earlier heads if there are any. A row may be missing only if the log itself says why.
With the root of the keys, every opening is opened too. Not evidence, and no leaf's business: how far a call that is
still going on has been committed, and which rows are blocked while an erasure runs.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from server.errors import ConfigInvalid, NotFound
from server.ledger.checkpoint import Checkpoint, Head
from server.ledger.database import Connection, StoreError, check_revision, connect, schema, transaction, unavailable
from server.ledger.files import KEYS_FILE, LEDGER_FILE
from server.ledger.images import NO_SCOPE, Leaf, commitment, entry
from server.ledger.keystore import Keystore
from server.ledger.log import STRIDE
from server.ledger.merkle import Frontier, hash_leaf
from server.ledger.notes import Unsound, Verifier
from server.ledger.openings import Opening
from server.ledger.recorder import OpeningRow, call_closed, call_opened
from server.ledger.roots import Root
from server.ledger.tokens import apart

SHOWN = 5
"""How many faults of one kind are told by their place; the others are counted."""

NOT_OURS = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_NOMEM")
"""Why a sound database may not be readable."""

Expected = tuple[int, int, int, bytes]
"""What a row says of its leaf: index, kind, scope, commitment."""


@dataclass(slots=True)
class Report:
    """What was checked, and what is wrong.

    Attributes:
        head: of the log, if its checkpoint could be read.
        counts: how many of what were looked at.
        stamped_at: when an authority timestamped what was checked; "" where that was not checked.
    """

    head: Head | None = None
    counts: Counter[str] = field(default_factory=Counter)
    stamped_at: str = ""
    _faults: dict[str, list[int]] = field(default_factory=dict)
    _seen: Counter[str] = field(default_factory=Counter)

    @property
    def faults(self) -> list[str]:
        """What is wrong, a sentence each of constants and numbers only; none of them: the ledger is sound."""
        return [
            f"{what}{': ' * bool(places)}{', '.join(map(str, places))}{', and more' * (self._seen[what] > SHOWN)}"
            for what, places in self._faults.items()
        ]

    def fault(self, what: str, *place: int) -> None:
        """Note something wrong; of many of one kind, the first few places."""
        self._seen[what] += 1
        if self._seen[what] <= SHOWN:
            self._faults.setdefault(what, []).extend(place)


def check(data_dir: Path, verifier: Verifier, *, earlier: Iterable[Head] = (), root: Root | None = None) -> Report:
    """Check the ledger of a data directory; a server may go on writing it.

    Args:
        data_dir: holds the files; they are not changed.
        verifier: the log's public key.
        earlier: heads that the log has had.
        root: of the keys; with it, every opening is opened.

    Raises:
        NotFound: there is no ledger.
        ConfigInvalid: another version wrote it, or the root is not the one of its keys.
        LedgerUnavailable: it cannot be read.
    """
    report = Report()
    path = data_dir / LEDGER_FILE
    if not path.is_file():
        raise NotFound("There is no ledger in the data directory.", action="Give the --data-dir of the server.")
    with damage_told(report), closing(connect(path, write=False)) as connection, transaction(connection):
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            report.fault("The database is damaged")
        if not check_revision(connection):
            raise ConfigInvalid("An older version wrote the ledger.", action="Start the server once.")
        statements = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master")}
        if not schema() <= statements:
            report.fault("A table is not as this version makes it")
        check_rows(connection, verifier, list(earlier), report)
        if root is not None:
            with closing(Keystore.open(data_dir / KEYS_FILE, root, write=False)) as keystore:
                open_all(connection, keystore, verifier, report)
    return report


def check_rows(connection: Connection, verifier: Verifier, earlier: list[Head], report: Report) -> None:
    """Check everything that needs no key, within a transaction in which all of the ledger is seen."""
    _Walk(connection, verifier, earlier, report).run()


@contextmanager
def damage_told(report: Report) -> Iterator[None]:
    """Tell what no sound file could make us raise; let through what says nothing of the file."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith(NOT_OURS):
            raise unavailable(error) from None
        report.fault("The database is damaged")
    except (StoreError, OSError) as error:
        raise unavailable(error) from None
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError):
        report.fault("A row is not what its table says")


class _Walk:
    """One pass over the log, with the rows beside it."""

    def __init__(
        self, connection: Connection, verifier: Verifier, earlier: list[Head], report: Report
    ) -> None:
        self._run = connection.execute
        self._verifier = verifier
        self._earlier = earlier
        self._report = report
        self._expired: dict[int, int] = {}
        self._erased: set[int] = set()
        self._roots: dict[int, bytes] = {}

    def run(self) -> None:
        """Check everything that needs no key."""
        self._read_events()
        signed = self._signed_head()
        found = self._walk()
        self._check_index()
        self._compare_heads(signed, found)

    def _compare_heads(self, signed: Head | None, found: Head) -> None:
        """Hold what the leaves come to against what was signed, now and earlier."""
        self._report.head = signed
        if signed is None:
            if found.size:
                self._report.fault("The log has no signed head")
        elif found.size < signed.size:
            self._report.fault("The log is shorter than its signed head")
        elif found.size > signed.size:
            self._report.fault("The log has leaves beyond its signed head")
        elif found.root != signed.root:
            self._report.fault("The leaves do not have the root that was signed")
        for head in self._earlier:
            if head.size > found.size:
                self._report.fault("The log is shorter than it was at an earlier head", head.size)
            elif head.size and self._roots.get(head.size) != head.root:
                self._report.fault("The log does not continue an earlier head", head.size)

    def _signed_head(self) -> Head | None:
        rows = self._run("SELECT size, note FROM heads").fetchall()
        if not rows:
            return None
        size, note = rows[0]
        try:
            head = Checkpoint.open(note, self._verifier).head
        except Unsound:
            self._report.fault("The checkpoint is not signed by the public key")
            return None
        if head.size != size or len(rows) != 1:
            self._report.fault("The checkpoint is not the one of its row")
        return head

    def _read_events(self) -> None:
        """Read why rows may be missing; that the events themselves are sound is seen in the walk."""
        begun: dict[int, tuple[str, str, str]] = {}
        for leaf, kind, tenant, written in self._run("SELECT leaf, kind, tenant, body FROM events ORDER BY leaf"):
            body = json.loads(written)
            match kind:
                case "SCOPE":
                    begun[body["scope"]] = (tenant, body["entity_type"], body["epoch"])
                case "EXPIRED":
                    self._expired[body["scope"]] = leaf
                case "ERASED":
                    self._erased.update(body["leaves"])
        for number, *name, state in self._run("SELECT id, tenant, entity_type, epoch, state FROM scopes"):
            if begun.pop(number, None) != tuple(name) or (state == "LIVE") == (number in self._expired):
                self._report.fault("A scope is not what the log says of it", number)
            left = state == "DESTROYED" and self._run("SELECT 1 FROM openings WHERE scope = ?", (number,)).fetchone()
            if left:
                self._report.fault("Rows of a destroyed scope are back", number)
        if begun:
            self._report.fault("A scope is gone", *sorted(begun)[:SHOWN])

    def _walk(self) -> Head:
        """Hold each leaf against the row that it commits to, and grow the tree; return what it comes to."""
        frontier, rows = Frontier(), self._rows()
        nodes = {(level, place): found for level, place, found in self._run("SELECT level, place, hash FROM nodes")}
        wanted = {head.size for head in self._earlier}
        row = next(rows, None)
        for index, kind, scope, committed in self._run("SELECT id, kind, scope, committed FROM leaves ORDER BY id"):
            if index != frontier.size:
                self._report.fault("Leaves are missing before", index)
                break
            while row and row[0] < index:
                self._report.fault("A row has no leaf of its own", row[0])
                row = next(rows, None)
            own = row if row and row[0] == index else None
            self._compare(own, (index, kind, scope, committed))
            row = next(rows, None) if own else row
            for level, place, found in frontier.push(hash_leaf(entry(kind, scope, committed))):
                if level % STRIDE == 0 and nodes.pop((level, place), None) != found:
                    self._report.fault("A stored node is wrong", level, place)
            if frontier.size in wanted:
                self._roots[frontier.size] = frontier.root()
        for beyond in (row, *rows) if row else ():
            self._report.fault("A row lies beyond the log", beyond[0])
        if nodes:
            self._report.fault("A stored node is of no leaves")
        self._report.counts["leaves"] = frontier.size
        return Head(frontier.size, frontier.root())

    def _compare(self, row: Expected | None, leaf: Expected) -> None:
        index, kind, scope, _ = leaf
        if row is None:
            explained = kind == Leaf.OPENING and (index < self._expired.get(scope, 0) or index in self._erased)
            if not explained:
                self._report.fault("A row is gone that no event explains", index)
        elif row != leaf:
            self._report.fault("A row is not what its leaf commits to", index)
        elif index in self._erased:
            self._report.fault("An erased row is back", index)

    def _rows(self) -> Iterator[Expected]:
        """Yield what every row says of its leaf, in order of the leaves."""
        return heapq.merge(self._opened(), self._closed(), self._openings(), self._events())

    def _opened(self) -> Iterator[Expected]:
        columns = "salt, id, tenant, call_id, epoch, policy, policy_fingerprint, engine_version, opened_at"
        for leaf, *row in self._run(f"SELECT opened, {columns} FROM calls ORDER BY opened"):  # noqa: S608 - constants
            self._report.counts["calls"] += 1
            yield leaf, Leaf.CALL_OPENED, NO_SCOPE, call_opened(*row)

    def _closed(self) -> Iterator[Expected]:
        select = "SELECT closed, salt, id, state, committed_sequence, closed_at FROM calls WHERE {} ORDER BY closed"
        for leaf, *row in self._run(select.format("closed IS NOT NULL")):
            yield leaf, Leaf.CALL_CLOSED, NO_SCOPE, call_closed(*row)
        for _, _, number, state, _, closed_at in self._run(select.format("closed IS NULL")).fetchall():
            if state != "ACTIVE" or closed_at is not None:
                self._report.fault("A call was closed without a leaf", number)

    def _openings(self) -> Iterator[Expected]:
        columns = "salt, call, entity_id, scope, key, digest, tokens, sealed"
        for leaf, salted, *fields in self._run(f"SELECT leaf, {columns} FROM openings ORDER BY leaf"):  # noqa: S608 - constants
            row = OpeningRow(*fields)
            found = set(apart(row.tokens))
            self._report.counts["entities"] += 1
            self._report.counts["tokens"] += len(found)
            for token in found:
                if not self._run("SELECT 1 FROM tokens WHERE token = ? AND leaf = ?", (token, leaf)).fetchone():
                    self._report.fault("The index does not find an entity", leaf)
            yield leaf, Leaf.OPENING, row.scope, row.committed(salted)

    def _events(self) -> Iterator[Expected]:
        for leaf, *row in self._run("SELECT leaf, salt, kind, tenant, at, body FROM events ORDER BY leaf"):
            self._report.counts["events"] += 1
            yield leaf, Leaf.EVENT, NO_SCOPE, commitment(*row)

    def _check_index(self) -> None:
        (count,) = self._run("SELECT count(*) FROM tokens").fetchone()
        if count != self._report.counts["tokens"]:
            self._report.fault("The index holds tokens of no entity")


def open_all(connection: Connection, keystore: Keystore, verifier: Verifier, report: Report) -> None:
    """Open every opening with the keys, within the same transaction."""
    if not keystore.sound():
        report.fault("The keystore is damaged")
    if keystore.log_signer().verifier != verifier:
        report.fault("The keystore's log key is not that of the public key")
    rows = connection.execute(
        "SELECT o.leaf, o.entity_id, o.key, o.sealed, s.tenant, s.entity_type, s.epoch, c.call_id FROM openings o"
        " JOIN calls c ON c.id = o.call JOIN scopes s ON s.id = o.scope WHERE s.state = 'LIVE' AND o.state = 0"
    )
    for leaf, entity_id, number, sealed, tenant, entity_type, epoch, call_id in rows:
        key = keystore.epoch_key(tenant, entity_type, epoch)
        secret = keystore.entity_key(number, key) if key else None
        if secret is None:
            report.fault("The key of an entity is gone", leaf)
        elif Opening.unseal(sealed, secret, tenant, call_id, entity_id) is None:
            report.fault("An entity's key does not open it", leaf)
        report.counts["opened"] += 1
