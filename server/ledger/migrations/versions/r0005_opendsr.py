"""Where the status of requests that came by OpenDSR is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table of callbacks."""
    op.create_table(
        "opendsr_callbacks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("request", sa.Integer, sa.ForeignKey("erasure_requests.id"), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.Text, nullable=False),
        sa.UniqueConstraint("request", "url", name="uq_opendsr_callbacks_url"),
    )
