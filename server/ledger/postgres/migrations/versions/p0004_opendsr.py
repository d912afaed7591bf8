"""Where the status of requests that came by OpenDSR is told; rows are a tenant's, and kept apart as the others are."""

from __future__ import annotations

from alembic import context, op

revision = "p0004"
down_revision = "p0003"

TENANT = "current_setting('veilscript.tenant', true)"

TABLE = f"""
CREATE TABLE opendsr_callbacks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text NOT NULL DEFAULT {TENANT},
  request bigint NOT NULL REFERENCES erasure_requests (id), url text NOT NULL, told text NOT NULL,
  sent integer NOT NULL, attempts integer NOT NULL, next_at text NOT NULL,
  CONSTRAINT uq_opendsr_callbacks_url UNIQUE (request, url));
ALTER TABLE opendsr_callbacks ENABLE ROW LEVEL SECURITY;
ALTER TABLE opendsr_callbacks FORCE ROW LEVEL SECURITY
"""


def upgrade() -> None:
    """Create the table of callbacks."""
    role = context.config.attributes["role"].replace('"', '""')
    for statement in TABLE.split(";\n"):
        op.execute(statement)
    op.execute(
        f'CREATE POLICY own ON opendsr_callbacks TO "{role}" USING (tenant = {TENANT}) WITH CHECK (tenant = {TENANT})'
    )
    op.execute("CREATE POLICY whole ON opendsr_callbacks FOR SELECT TO current_user USING (true)")
    op.execute(f'GRANT SELECT, INSERT, UPDATE ON opendsr_callbacks TO "{role}"')
