"""The tables of the ledger. No column can hold call text or a value.

A change here needs a migration beside it; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

REVISION = "0001"
"""The newest migration, and so the version of the ledger that this code reads and writes."""

metadata = MetaData()

calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("policy", Text, nullable=False),
    Column("policy_fingerprint", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    Column("committed_sequence", Integer, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("closed_at", Text),
    UniqueConstraint("tenant", "call_id", name="uq_calls_tenant_call_id"),
)

entities = Table(
    "entities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("call", Integer, ForeignKey("calls.id"), nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("entity_type", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("recognizer", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("policy_fingerprint", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False, index=True),
    Column("subject_id", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    UniqueConstraint("call", "entity_id", name="uq_entities_call_entity_id"),
)

spans = Table(
    "spans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entity", Integer, ForeignKey("entities.id"), nullable=False),
    Column("segment_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("start_offset", Float),
    Column("end_offset", Float),
    UniqueConstraint("entity", "segment_id", "start", "end", name="uq_spans_place"),
)
