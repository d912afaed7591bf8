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

REVISION = "0002"
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
# `digest` is equal for equal records. State: 0 live, 1 blocked (no search finds it, and nobody reads it).
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

