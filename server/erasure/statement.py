"""What a certificate states: facts of one finished request, in words and numbers, and no value."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
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

_PLATFORM = "That the platform did what it acknowledged: recordings, transcripts and what was made of them are its own."
_COPIES = "That nobody copied the data directory to where this ledger does not know of."
_UNNAMED = "What was said of the person under no identity of the request."

CANNOT_PROVE: Mapping[Kind, tuple[str, ...]] = {
    Kind.ERASE: (
        _PLATFORM,
        _COPIES,
        "That the storage device keeps no old block: a log-structured or flash device may, until it is overwritten.",
        _UNNAMED,
    ),
    Kind.RESTRICT: (
        _PLATFORM,
        _COPIES,
        "That whoever has the keys of the data directory does not read what is kept: it is hidden, not destroyed.",
        _UNNAMED,
    ),
    Kind.CORRECT: (_PLATFORM, _UNNAMED),
}

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
        "backups": _backups(request, rules, now),
        "method": METHOD[request.kind],
        "outcomes": counted(list(items)),
        "kept": [
            {"outcome": outcome, "entity_type": entity_type, "reason": reason, "count": count}
            for (outcome, entity_type, reason), count in sorted(kept.items())
        ],
        "proof": _proof(request, evidence),
        "cannot_prove": list(CANNOT_PROVE[request.kind]),
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
    """Return what was checked and what was not: of nothing that was not to be erased is it said that it is gone."""
    acknowledged = sum(task.state is TaskState.ACKNOWLEDGED for task in tasks)
    platform = {
        "store": "the platform's recordings and transcripts",
        "result": f"{acknowledged} of {len(tasks)} tasks acknowledged",
    }
    observed = {"store": "the platform's own work", "reason": "it is acknowledged by the platform, not observed"}
    if request.kind is Kind.CORRECT:
        return {"checked": [platform], "not_checked": [observed]}
    found = f"{evidence.found} found: what is kept" if evidence.found else "nothing found"
    searched = {"store": "ledger and its index, searched by every identity, form and month", "result": found}
    if request.kind is Kind.RESTRICT:
        backups = {"store": "backups", "reason": "a copy from before does not know of the restriction"}
        return {"checked": [searched, platform], "not_checked": [observed, backups]}
    looked = {"store": f"every file of the data directory: {', '.join(evidence.scan.files)}", "result": "no residue"}
    return {
        "checked": [searched, looked, platform],
        "not_checked": [
            *(() if forgets else (DATABASE,)),
            observed,
            {"store": "backups", "reason": "sealed under the destroyed keys wherever the keystore is not copied along"},
            {"store": "memory of running processes", "reason": "it holds nothing longer than a call"},
        ],
    }


def _proof(request: Request, evidence: Evidence) -> dict[str, int]:
    """Return what was counted; who asks for a correction goes on being found."""
    found = {} if request.kind is Kind.CORRECT else {"found_by_search": evidence.found}
    if request.kind is not Kind.ERASE:
        return found
    return {
        "records_deleted": evidence.rows,
        "keys_destroyed": evidence.keys,
        "unwrapping_failed": evidence.keys,
        **found,
        "residue_bytes": 0,
        "bytes_searched": evidence.scan.size,
        "forms_suppressed": evidence.suppressions,
    }


def _backups(request: Request, rules: TenantRules, now: datetime) -> dict[str, str]:
    """Return how long copies are kept, and what happens to one that is put back."""
    restored = {
        Kind.ERASE: "tombstones are replayed after a restore",
        Kind.RESTRICT: "one that is put back from before has to be restricted again",
        Kind.CORRECT: "the ledger holds no value, and nor do they",
    }[request.kind]
    if not rules.backup_days:
        return {"until": "", "told": f"No schedule of backups is configured; {restored}."}
    until = now + timedelta(days=rules.backup_days)
    return {"until": timestamp(until), "told": f"Copies are kept {rules.backup_days} days; {restored}."}
