"""What was recorded without tokens is noted under the form that suppressed it, and no more under a whole request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Note each row under the forms of its request.

    Where there are several it is not known which of them it was: the row is marked, and only a person can say whose.
    """
    op.create_table(
        "suppressed_forms",
        sa.Column("leaf", sa.Integer, nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("token", "leaf"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO suppressed_forms (leaf, token) SELECT s.leaf, CASE WHEN (SELECT count(*) FROM suppressions n"
        " WHERE n.request = s.request AND n.tenant = c.tenant) > 1 THEN CAST(x'3f' || u.token AS BLOB)"
        " ELSE u.token END FROM suppressed s"
        " JOIN openings o ON o.leaf = s.leaf JOIN calls c ON c.id = o.call"
        " JOIN suppressions u ON u.request = s.request AND u.tenant = c.tenant"
    )
    op.drop_table("suppressed")
    op.rename_table("suppressed_forms", "suppressed")
    op.create_index("ix_suppressed_leaf", "suppressed", ["leaf"])
