"""The tables of the ledger. No column can hold call text or a value.

A change here needs a migration beside it; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

REVISION = "0005"
"""The newest migration, and so the version of the ledger that this code reads and writes."""

metadata = MetaData()

# The salts go into the leaves' commitments (see images.py); `opened`, `closed` and `leaf` are leaves of the log.

calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("policy", Text, nullable=False),
    Column("policy_fingerprint", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    Column("committed_sequence", Integer, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("closed_at", Text),
    Column("salt", LargeBinary, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer),
    UniqueConstraint("tenant", "call_id", name="uq_calls_tenant_call_id"),
)

# A tenant, an entity type and an epoch: what a key of the keystore is for, and what retention ends together.
# LIVE, EXPIRED (its key is being destroyed and its rows are being deleted), or DESTROYED.
scopes = Table(
    "scopes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("entity_type", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("tenant", "entity_type", "epoch", name="uq_scopes_name"),
)

# One record of an entity: `key` is the number of its entity key, `tokens` are those of its value, 16 bytes each, and
# `digest` is equal for equal records. State: 0 live; 1 restricted (kept, but no search finds it and nobody reads it);
# 2 being erased.
openings = Table(
    "openings",
    metadata,
    Column("leaf", Integer, primary_key=True),
    Column("call", Integer, ForeignKey("calls.id"), nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("scope", Integer, ForeignKey("scopes.id"), nullable=False),
    Column("state", Integer, nullable=False),
    Column("key", Integer, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("tokens", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("call", "entity_id", "digest", name="uq_openings_record"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token", LargeBinary, nullable=False),
    Column("leaf", Integer, nullable=False),
    PrimaryKeyConstraint("token", "leaf"),
    sqlite_with_rowid=False,
)

# What happened to the ledger itself: a scope began or expired, somebody read. The body is JSON.
events = Table(
    "events",
    metadata,
    Column("leaf", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
)

leaves = Table(
    "leaves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("scope", Integer, nullable=False),
    Column("committed", LargeBinary, nullable=False),
)

# Roots of complete subtrees of 256, 65,536, ... leaves: a proof needs no more than a few hundred leaves.
nodes = Table(
    "nodes",
    metadata,
    Column("level", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("level", "place"),
    sqlite_with_rowid=False,
)

# The latest checkpoint: one row.
heads = Table(
    "heads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("note", Text, nullable=False),
)

# A data subject's request. `record` is JSON of what may be known for ever; `sealed` holds the identities under a key
# of the request's own, and `needles` what is looked for in the files afterwards: both go when the request is over.
erasure_requests = Table(
    "erasure_requests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("digest", LargeBinary, nullable=False),
    Column("record", Text, nullable=False),
    Column("statement", Text),
    Column("sealed", LargeBinary),
    Column("needles", LargeBinary),
    UniqueConstraint("tenant", "request_id", name="uq_erasure_requests_name"),
)

# What a request is about, piece by piece, and what became of each.
erasure_items = Table(
    "erasure_items",
    metadata,
    Column("request", Integer, ForeignKey("erasure_requests.id"), nullable=False),
    Column("call_id", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("entity_type", Text, nullable=False),
    Column("strength", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("request", "call_id", "entity_id", "entity_type"),
    sqlite_with_rowid=False,
)

# The openings that a request erases: while it runs, so that it can go on after a crash. A key that stays is negative.
erasure_rows = Table(
    "erasure_rows",
    metadata,
    Column("leaf", Integer, primary_key=True),
    Column("request", Integer, nullable=False, index=True),
    Column("key", Integer, nullable=False),
)

# What the platform has to do: one task a call. The body is JSON: segments, ranges and times, until it is done.
erasure_tasks = Table(
    "erasure_tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("request", Integer, ForeignKey("erasure_requests.id"), nullable=False),
    Column("task_id", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Text, nullable=False),
    Column("acknowledged_at", Text),
    UniqueConstraint("request", "task_id", name="uq_erasure_tasks_name"),
)

# Where the status of a request that came by OpenDSR is told: `told` is the last that was taken, `sent` how many were.
opendsr_callbacks = Table(
    "opendsr_callbacks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("request", Integer, ForeignKey("erasure_requests.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Text, nullable=False),
    UniqueConstraint("request", "url", name="uq_opendsr_callbacks_url"),
)

# Who was erased, as tokens under a key of the tenant's own: what is said of them later is not filed under their name.
suppressions = Table(
    "suppressions",
    metadata,
    Column("tenant", Text, nullable=False),
    Column("token", LargeBinary, nullable=False),
    Column("request", Integer, nullable=False),
    PrimaryKeyConstraint("tenant", "token"),
    sqlite_with_rowid=False,
)

# The openings that were recorded without tokens, each under the suppressions that it matched.
suppressed = Table(
    "suppressed",
    metadata,
    Column("leaf", Integer, nullable=False, index=True),
    Column("token", LargeBinary, nullable=False),
    PrimaryKeyConstraint("token", "leaf"),
    sqlite_with_rowid=False,
)

# Legal holds. The scope is JSON: calls and types, each empty for all.
holds = Table(
    "holds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("hold_id", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("review_on", Text, nullable=False),
    Column("placed_at", Text, nullable=False),
    Column("released_at", Text),
    UniqueConstraint("tenant", "hold_id", name="uq_holds_name"),
)
