"""A copy of what is known of a person, to take along: GDPR article 20. Other people in the call stay redacted.

The ledger knows where something was said, of what type, and what was done, and no text; the value of an entity only
where the tenant keeps its type reversibly and whoever asks may read values back. Of what others said in the person's
calls there is a count, nothing else.
"""

from __future__ import annotations

import csv
import enum
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.erasure.canonical import canonical
from server.ledger.epochs import timestamp
from server.ledger.form import Strength
from server.ledger.recorder import Recorder
from server.ledger.records import Record, Records
from server.ledger.search import Search
from server.ledger.tokens import Identity

MANIFEST = "manifest.json"
COLUMNS = tuple("call_id opened_at entity_type segment_id start end start_ms end_ms operator value".split())


class Form(enum.Enum):
    """How an export is written."""

    JSON_LINES = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Export:
    """An export: its files by name, the manifest among them."""

    files: Mapping[str, bytes] = field(repr=False)


def gather(
    recorder: Recorder, tenant: str, identities: Sequence[Identity], form: Form, *, values: bool = False
) -> Export:
    """Return everything that is known of a person by their strong identities.

    Args:
        recorder: of the ledger, in a transaction.
        tenant: whose calls.
        identities: what the person is known by.
        form: how it is written.
        values: whether what is kept reversibly comes with its value; a cell is empty otherwise.
    """
    records = Records(recorder.connection, recorder.keystore)
    hits = [hit for hit in Search(records, tenant).find(identities).hits if hit.strength is Strength.STRONG]
    rows: list[dict[str, Any]] = []
    mine: dict[str, set[str]] = {}
    for hit in hits:
        mine.setdefault(hit.call_id, set()).add(hit.entity.entity_id)
        own = records.of_entity(tenant, hit.call_id, hit.entity.entity_id)
        rows += _rows(recorder, tenant, hit.call_id, own, values=values)
    others = {
        call_id: len({record.entity_id for record in records.of_call(tenant, call_id)} - own)
        for call_id, own in sorted(mine.items())
    }
    name = f"entities.{form.value}"
    data = _csv(rows) if form is Form.CSV else b"".join(canonical(row) + b"\n" for row in rows)
    manifest = {
        "type": "veilscript-export/1",
        "tenant": tenant,
        "made_at": timestamp(recorder.clock()),
        "identity_types": sorted({identity.entity_type for identity in identities}),
        "files": [{"name": name, "sha256": hashlib.sha256(data).hexdigest(), "rows": len(rows)}],
        "columns": list(COLUMNS),
        "calls": [{"call_id": call_id, "others_redacted": count} for call_id, count in others.items()],
    }
    return Export({name: data, MANIFEST: json.dumps(manifest, indent=2).encode() + b"\n"})


def write_export(export: Export, folder: Path) -> None:
    """Write an export into a new folder, mode 0700.

    Raises:
        OSError: the folder is there already, or cannot be made.
    """
    folder.mkdir(mode=0o700)
    for name, data in export.files.items():
        (folder / name).write_bytes(data)


def _rows(
    recorder: Recorder, tenant: str, call_id: str, records: Sequence[Record], *, values: bool
) -> Iterator[dict[str, Any]]:
    select = "SELECT opened_at FROM calls WHERE tenant = ? AND call_id = ?"
    (opened_at,) = recorder.connection.execute(select, (tenant, call_id)).fetchone()
    kept = [record.opening.value for record in records if record.opening.value is not None]
    value = kept[-1] if values and kept else ""
    for span in dict.fromkeys(span for record in records for span in record.opening.spans):
        yield {
            "call_id": call_id,
            "opened_at": opened_at,
            "entity_type": records[-1].entity_type,
            "segment_id": span.segment_id,
            "start": span.start,
            "end": span.end,
            "start_ms": None if span.start_offset is None else round(span.start_offset * 1000),
            "end_ms": None if span.end_offset is None else round(span.end_offset * 1000),
            "operator": records[-1].opening.operator,
            "value": value,
        }


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as RFC 4180 has them; a cell that a spreadsheet would run is made a text."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return written.getvalue().encode()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
