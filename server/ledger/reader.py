"""Reads a SQLite ledger, also while another process writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, RowMapping, select

from server.errors import ConfigInvalid, NotFound
from server.ledger.database import check_revision, connect, guarded
from server.ledger.ledger import CallState, StoredCall, StoredEntity, StoredSpan
from server.ledger.schema import calls, entities, spans

LEDGER_FILE = "ledger.db"


class SqliteReader:
    """The reading half of the ledger: it changes nothing and needs no key."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, data_dir: Path) -> SqliteReader:
        """Open the ledger in a data directory for reading.

        Raises:
            NotFound: there is no ledger.
            ConfigInvalid: another version wrote it.
            LedgerUnavailable: it cannot be read.
        """
        path = data_dir / LEDGER_FILE
        with guarded():
            if not path.is_file():
                raise NotFound("There is no ledger in the data directory.", action="Give the --data-dir of the server.")
            engine = connect(path, write=False)
            try:
                with engine.begin() as connection:
                    current = check_revision(connection)
            except BaseException:
                engine.dispose()
                raise
        if not current:
            engine.dispose()
            raise ConfigInvalid(
                "An older version wrote the ledger.",
                action="Start the server of this version once: it brings the ledger up to date.",
            )
        return cls(engine)

    def call(self, tenant: str, call_id: str) -> StoredCall | None:
        """Return one call, or None.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        query = select(calls).where(calls.c.tenant == tenant, calls.c.call_id == call_id)
        with guarded(), self._engine.begin() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        fields = {name: value for name, value in row.items() if name != "id"}
        return StoredCall(**fields | {"state": CallState(row["state"])})

    def entities(self, tenant: str, call_id: str) -> Iterator[StoredEntity]:
        """Return the entities of one call, in order of first appearance; their spans in order of speech.

        Everything is read before the first is returned: an open read would keep the log from being checkpointed.

        Raises:
            LedgerUnavailable: the ledger cannot be read.
        """
        query = (
            select(entities, spans)
            .join_from(calls, entities, entities.c.call == calls.c.id)
            .outerjoin(spans, spans.c.entity == entities.c.id)
            .where(calls.c.tenant == tenant, calls.c.call_id == call_id)
            .order_by(spans.c.sequence, spans.c.start, entities.c.id)
        )
        with guarded(), self._engine.begin() as connection:
            rows = connection.execute(query).all()
        # The first span of an entity comes before its others, so insertion order is order of first appearance.
        found: dict[int, tuple[RowMapping, list[StoredSpan]]] = {}
        for row in rows:
            fields = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name for the mapping view of a row
            _, places = found.setdefault(fields[entities.c.id], (fields, []))
            if fields[spans.c.id] is not None:
                places.append(_span(fields))
        return iter([_entity(fields, tuple(places)) for fields, places in found.values()])

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _span(fields: RowMapping) -> StoredSpan:
    return StoredSpan(
        segment_id=fields[spans.c.segment_id],
        sequence=fields[spans.c.sequence],
        start=fields[spans.c.start],
        end=fields[spans.c.end],
        start_offset=fields[spans.c.start_offset],
        end_offset=fields[spans.c.end_offset],
    )


def _entity(fields: RowMapping, places: tuple[StoredSpan, ...]) -> StoredEntity:
    return StoredEntity(
        entity_id=fields[entities.c.entity_id],
        entity_type=fields[entities.c.entity_type],
        score=fields[entities.c.score],
        recognizer=fields[entities.c.recognizer],
        operator=fields[entities.c.operator],
        policy_fingerprint=fields[entities.c.policy_fingerprint],
        fingerprint=fields[entities.c.fingerprint].hex(),
        subject_id=fields[entities.c.subject_id],
        recorded_at=fields[entities.c.recorded_at],
        spans=places,
    )
