"""Takes over what the first version of the ledger recorded: sealed, and with a leaf each.

That version kept spans in the open and made fingerprints without epochs. No value is known any more, so its tokens are
the beginnings of those fingerprints, under the keys that it had made: what was findable stays so.
"""

from __future__ import annotations

import hmac

from server.ledger.database import Connection
from server.ledger.keystore import FIRST_AUDIT
from server.ledger.ledger import CallRecord, CallState, SpanRecord
from server.ledger.openings import Opening
from server.ledger.recorder import DIGEST_BYTES, OpenedCall, OpeningRow, Recorder
from server.ledger.tokens import TOKEN_BYTES, inner, token
from server.ledger.variants import subject_form


def adopt(recorder: Recorder) -> None:
    """Move the first version's rows, if there are any, within the recorder's transaction."""
    run = recorder.connection.execute
    if not run("SELECT 1 FROM sqlite_master WHERE name = 'first_calls'").fetchone():
        return
    names = "id, tenant, call_id, policy, policy_fingerprint, engine_version, opened_at, committed_sequence"
    for row in run(f"SELECT {names}, state, closed_at FROM first_calls ORDER BY id").fetchall():  # noqa: S608 - constants
        old, *record, opened_at, sequence, state, closed_at = row
        call = recorder.write_call(CallRecord(*record), opened_at[: len("2026-11")], opened_at)
        run("UPDATE calls SET committed_sequence = ? WHERE id = ?", (sequence, call.id))
        _adopt_entities(recorder, call, old)
        if state != CallState.ACTIVE.value:
            recorder.close_call(call.id, CallState(state), closed_at or opened_at)
    for name in ("spans", "entities", "calls"):
        run(f"DROP TABLE first_{name}")


def _adopt_entities(recorder: Recorder, call: OpenedCall, old: int) -> None:
    names = "id, entity_id, entity_type, fingerprint, subject_id, score, recognizer, operator, policy_fingerprint"
    select = f"SELECT {names}, recorded_at FROM first_entities WHERE call = ? ORDER BY id"  # noqa: S608 - constants
    for row in recorder.connection.execute(select, (old,)).fetchall():
        number, entity_id, entity_type, fingerprint, subject_id, score, recognizer, operator, policy, at = row
        found = recorder.scope(call.tenant, entity_type, FIRST_AUDIT)
        if found is None:
            continue
        scope, key = found
        joined = fingerprint[:TOKEN_BYTES]
        if subject_id:
            form = subject_form(subject_id)
            joined += token(key.index, form.variant, inner(form.text))
        entity_key, secret = recorder.keystore.new_entity_key(key)
        opening = Opening(_spans(recorder.connection, number), score, recognizer, operator, policy, subject_id, at)
        sealed = opening.seal(secret, call.tenant, call.call_id, entity_id)
        digest = hmac.digest(key.index, sealed, "sha256")[:DIGEST_BYTES]
        recorder.write_opening(OpeningRow(call.id, entity_id, scope, entity_key, digest, joined, sealed))


def _spans(connection: Connection, entity: int) -> tuple[SpanRecord, ...]:
    select = 'SELECT segment_id, sequence, start, "end", start_offset, end_offset FROM first_spans WHERE entity = ?'
    return tuple(SpanRecord(*row) for row in connection.execute(f"{select} ORDER BY id", (entity,)))
