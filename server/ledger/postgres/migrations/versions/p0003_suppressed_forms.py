"""What was recorded without tokens is noted under the form that suppressed it, and no more under a whole request."""

from __future__ import annotations

from alembic import context, op

revision = "p0003"
down_revision = "p0002"

TENANT = "current_setting('veilscript.tenant', true)"

TABLE = f"""
CREATE TABLE suppressed_forms (
  leaf bigint NOT NULL, tenant text NOT NULL DEFAULT {TENANT}, token bytea NOT NULL,
  CONSTRAINT pk_suppressed_forms PRIMARY KEY (token, leaf));
INSERT INTO suppressed_forms (leaf, tenant, token)
  SELECT s.leaf, s.tenant, CASE WHEN (SELECT count(*) FROM suppressions n
  WHERE n.request = s.request AND n.tenant = s.tenant) > 1 THEN '\\x3f'::bytea || u.token ELSE u.token END
  FROM suppressed s
  JOIN suppressions u ON u.request = s.request AND u.tenant = s.tenant;
DROP TABLE suppressed;
ALTER TABLE suppressed_forms RENAME TO suppressed;
CREATE INDEX ix_suppressed_leaf ON suppressed (leaf);
ALTER TABLE suppressed ENABLE ROW LEVEL SECURITY;
ALTER TABLE suppressed FORCE ROW LEVEL SECURITY
"""  # noqa: S608 - a constant of ours


def upgrade() -> None:
    """Note each row under the forms of its request.

    Where there are several it is not known which of them it was: the row is marked, and only a person can say whose.
    """
    role = context.config.attributes["role"].replace('"', '""')
    for statement in TABLE.split(";\n"):
        op.execute(statement)
    op.execute(
        f'CREATE POLICY own ON suppressed TO "{role}" USING (tenant = {TENANT}) WITH CHECK (tenant = {TENANT})'
    )
    op.execute("CREATE POLICY whole ON suppressed FOR SELECT TO current_user USING (true)")
    op.execute(f'GRANT SELECT, INSERT, DELETE ON suppressed TO "{role}"')
