"""The log, openings in place of open rows, and blind tokens in place of fingerprints.

What the first version recorded stays in `first_entities` and `first_spans` until the keys are at hand, at the first
start: only then can it be sealed (see adoption.py). The calls have to wait for the log's key, too.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Put the first version's tables aside, and create those of this one."""
    op.drop_index("ix_calls_state", "calls")
    op.drop_index("ix_entities_fingerprint", "entities")
    for name in ("calls", "entities", "spans"):
        op.rename_table(name, f"first_{name}")
    _create_calls()
    _create_evidence()
    _create_log()


def _create_calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("policy_fingerprint", sa.Text, nullable=False),
        sa.Column("engine_version", sa.Text, nullable=False),
        sa.Column("committed_sequence", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.Text, nullable=False),
        sa.Column("closed_at", sa.Text),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.Column("closed", sa.Integer),
        sa.UniqueConstraint("tenant", "call_id", name="uq_calls_tenant_call_id"),
    )
    op.create_index("ix_calls_state", "calls", ["state"])
    op.create_table(
        "scopes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("entity_type", sa.Text, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.UniqueConstraint("tenant", "entity_type", "epoch", name="uq_scopes_name"),
    )


def _create_evidence() -> None:
    op.create_table(
        "openings",
        sa.Column("leaf", sa.Integer, primary_key=True),
        sa.Column("call", sa.Integer, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("scope", sa.Integer, sa.ForeignKey("scopes.id"), nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("key", sa.Integer, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("tokens", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("call", "entity_id", "digest", name="uq_openings_record"),
    )
    op.create_table(
        "tokens",
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("leaf", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("token", "leaf"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column("leaf", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
    )


def _create_log() -> None:
    op.create_table(
        "leaves",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.Column("scope", sa.Integer, nullable=False),
        sa.Column("committed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "nodes",
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("level", "place"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "heads",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
