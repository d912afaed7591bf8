"""What a certificate states: facts of one finished request, in words and numbers, and no value."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.erasure.certificate import CERTIFICATE
from server.erasure.clocks import Act, Deadline
from server.erasure.plan import counted
from server.erasure.request import Item, Kind, Request, Task, TaskState
from server.erasure.residue import Scan
from server.erasure.rules import TenantRules
from server.erasure.states import KEPT
from server.ledger.epochs import timestamp

METHOD = {
    Kind.ERASE: (
        "Cryptographic Erase in the sense of NIST SP 800-88 Rev. 1: each sealed record was encrypted with AES-256-GCM"
        " under a key of its own, and these keys were sanitized where they were kept. Clear: the rows and index tokens"
        " were deleted and their pages overwritten, and the write-ahead log was emptied."
    ),
    Kind.RESTRICT: "Restriction of processing: the records are kept, and no search finds and nobody reads them.",
    Kind.CORRECT: "Correction: the ledger holds no value that could be wrong; the platform corrects its own copies.",
}

DATABASE = {
    "store": "the files of the database server, its write-ahead log and replicas",
    "reason": "what they remember of deleted rows is sealed under keys that were destroyed outside of it",
}

CANNOT_PROVE = (
    "That the platform did what it acknowledged: its recordings, transcripts and what was made of them are its own.",
    "That nobody copied the data directory to where this ledger does not know of.",
    "That the storage device keeps no old block: a log-structured or flash device may, until it is overwritten.",
    "What was said of the person under no identity of the request.",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verification found.

    Attributes:
        rows: how many records were deleted.
        keys: how many keys were destroyed; unwrapping was tried for each, and failed.
        scan: what was looked through for residue, and found none.
        suppressions: how many forms are suppressed from now on.
        found: how many entities a search by the request's identities finds.
    """

    rows: int
    keys: int
    scan: Scan
    suppressions: int
    found: int


def state(
    request: Request,
    *,
    deadlines: Sequence[Deadline],
    rules: TenantRules,
    items: Sequence[Item],
    tasks: Sequence[Task],
    evidence: Evidence,
    forgets: bool,
    now: datetime,
) -> dict[str, Any]:
    """Return the statement of a request that was verified.

    Args:
        request: as it stands.
        deadlines: its clocks.
        rules: of its tenant.
        items: what became of each piece.
        tasks: of the platform, all acknowledged.
        evidence: what the verification found.
        forgets: whether the store's own files were looked through with the others.
        now: when it is stated.
    """
    kept = Counter((item.outcome.value, item.entity_type, item.reason) for item in items if item.outcome in KEPT)
    return {
        "type": CERTIFICATE,
        "tenant": request.tenant,
        "request": request.request_id,
        "action": request.kind.value,
        "identity_types": list(request.identity_types),
        "requester": request.requester.value,
        "verification": {"identity": request.verification.value, "intent_confirmed": request.intent_confirmed},
        "instruction": json.loads(request.instruction) if request.instruction else None,
        "approved_plan": request.plan_hash,
        "clock": {
            "received_at": timestamp(request.received_at),
            "deadlines": [
                {"regime": one.regime.value, "act": one.act.value, "before": timestamp(one.at)} for one in deadlines
            ],
            "answered_at": timestamp(now),
            "in_time": _in_time(deadlines, request.receipt_at or now, now),
            "extension": request.extension,
        },
        "coverage": _coverage(request, tasks, evidence, forgets=forgets),
        "backups": _backups(rules, now),
        "method": METHOD[request.kind],
        "outcomes": counted(list(items)),
        "kept": [
            {"outcome": outcome, "entity_type": entity_type, "reason": reason, "count": count}
            for (outcome, entity_type, reason), count in sorted(kept.items())
        ],
        "proof": {
            "records_deleted": evidence.rows,
            "keys_destroyed": evidence.keys,
            "unwrapping_failed": evidence.keys,
            # Who asks for a correction goes on being found.
            **({} if request.kind is Kind.CORRECT else {"found_by_search": evidence.found}),
            "residue_bytes": 0,
            "bytes_searched": evidence.scan.size,
            "forms_suppressed": evidence.suppressions,
        },
        "cannot_prove": list(CANNOT_PROVE),
        "verdict": "PARTIAL" if kept else "COMPLETE",
    }


def _in_time(deadlines: Sequence[Deadline], acknowledged: datetime, answered: datetime) -> bool:
    """True if the person was told in time that their request came in, and answered in time.

    Args:
        deadlines: of the request.
        acknowledged: when they were told; where nobody said so, the answer was the first that they heard.
        answered: when they were answered.
    """
    done = {Act.ACKNOWLEDGE: acknowledged, Act.ANSWER: answered}
    return all(done[one.act] < one.at for one in deadlines if one.act in done)


def _coverage(request: Request, tasks: Sequence[Task], evidence: Evidence, *, forgets: bool) -> dict[str, Any]:
    acknowledged = sum(task.state is TaskState.ACKNOWLEDGED for task in tasks)
    platform = f"{acknowledged} of {len(tasks)} tasks acknowledged"
    found = f"{evidence.found} found: what is kept" if evidence.found else "nothing found"
    searched = {"store": "ledger and its index, searched by every identity, form and month", "result": found}
    return {
        "checked": [
            *(() if request.kind is Kind.CORRECT else (searched,)),
            {"store": f"every file of the data directory: {', '.join(evidence.scan.files)}", "result": "no residue"},
            {"store": "the platform's recordings and transcripts", "result": platform},
        ],
        "not_checked": [
            *(() if forgets else (DATABASE,)),
            {"store": "the platform's own deletion", "reason": "it is acknowledged by the platform, not observed"},
            {"store": "backups", "reason": "sealed under the destroyed keys wherever the keystore is not copied along"},
            {"store": "memory of running processes", "reason": "it holds nothing longer than a call"},
        ],
    }


def _backups(rules: TenantRules, now: datetime) -> dict[str, str]:
    if not rules.backup_days:
        return {"until": "", "told": "No schedule of backups is configured; tombstones are replayed after a restore."}
    until = now + timedelta(days=rules.backup_days)
    return {
        "until": timestamp(until),
        "told": f"Copies are kept {rules.backup_days} days; tombstones are replayed after a restore.",
    }
