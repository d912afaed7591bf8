"""Requests of data subjects: what they are about, what became of it, suppressions and legal holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of erasure."""
    _create_requests()
    _create_work()
    _create_rules()


def _create_requests() -> None:
    op.create_table(
        "erasure_requests",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("statement", sa.Text),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("needles", sa.LargeBinary),
        sa.UniqueConstraint("tenant", "request_id", name="uq_erasure_requests_name"),
    )
    op.create_index("ix_erasure_requests_state", "erasure_requests", ["state"])
    op.create_table(
        "erasure_items",
        sa.Column("request", sa.Integer, sa.ForeignKey("erasure_requests.id"), nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("entity_type", sa.Text, nullable=False),
        sa.Column("strength", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("request", "call_id", "entity_id", "entity_type"),
        sqlite_with_rowid=False,
    )


def _create_work() -> None:
    op.create_table(
        "erasure_rows",
        sa.Column("leaf", sa.Integer, primary_key=True),
        sa.Column("request", sa.Integer, nullable=False),
        sa.Column("key", sa.Integer, nullable=False),
    )
    op.create_index("ix_erasure_rows_request", "erasure_rows", ["request"])
    op.create_table(
        "erasure_tasks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("request", sa.Integer, sa.ForeignKey("erasure_requests.id"), nullable=False),
        sa.Column("task_id", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.Text, nullable=False),
        sa.Column("acknowledged_at", sa.Text),
        sa.UniqueConstraint("request", "task_id", name="uq_erasure_tasks_name"),
    )


def _create_rules() -> None:
    op.create_table(
        "suppressions",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("request", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "token"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "suppressed",
        sa.Column("leaf", sa.Integer, primary_key=True),
        sa.Column("request", sa.Integer, nullable=False),
    )
    op.create_index("ix_suppressed_request", "suppressed", ["request"])
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("hold_id", sa.Text, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("review_on", sa.Text, nullable=False),
        sa.Column("placed_at", sa.Text, nullable=False),
        sa.Column("released_at", sa.Text),
        sa.UniqueConstraint("tenant", "hold_id", name="uq_holds_name"),
    )
