"""The ledger's tables, who may do what with them, and the policies that keep tenants apart."""

from __future__ import annotations

from alembic import context, op

revision = "p0001"
down_revision = None

TENANT = "current_setting('veilscript.tenant', true)"

# `tenant` defaults to the one that was entered. Without one it is NULL, and nothing can be written.
TABLES = f"""
CREATE TABLE tenants (name text PRIMARY KEY);
CREATE SEQUENCE calls_ids AS bigint;
CREATE SEQUENCE scopes_ids AS integer;
CREATE TABLE calls (
  id bigint PRIMARY KEY, tenant text NOT NULL, call_id text NOT NULL, epoch text NOT NULL, state text NOT NULL,
  policy text NOT NULL, policy_fingerprint text NOT NULL, engine_version text NOT NULL,
  committed_sequence bigint NOT NULL, opened_at text NOT NULL, closed_at text, salt bytea NOT NULL,
  opened bigint NOT NULL, closed bigint, CONSTRAINT uq_calls_tenant_call_id UNIQUE (tenant, call_id));
CREATE INDEX ix_calls_active ON calls (tenant) WHERE state = 'ACTIVE';
CREATE TABLE scopes (
  id bigint PRIMARY KEY, tenant text NOT NULL, entity_type text NOT NULL, epoch text NOT NULL, state text NOT NULL,
  CONSTRAINT uq_scopes_name UNIQUE (tenant, entity_type, epoch));
CREATE TABLE openings (
  leaf bigint PRIMARY KEY, tenant text NOT NULL DEFAULT {TENANT}, call bigint NOT NULL REFERENCES calls (id),
  entity_id text NOT NULL, scope bigint NOT NULL REFERENCES scopes (id), state integer NOT NULL, key bigint NOT NULL,
  salt bytea NOT NULL, digest bytea NOT NULL, tokens bytea NOT NULL, sealed bytea NOT NULL,
  CONSTRAINT uq_openings_record UNIQUE (call, entity_id, digest));
CREATE INDEX ix_openings_scope ON openings (scope, leaf);
CREATE TABLE tokens (
  token bytea NOT NULL, leaf bigint NOT NULL, tenant text NOT NULL DEFAULT {TENANT}, PRIMARY KEY (token, leaf));
CREATE TABLE events (
  leaf bigint PRIMARY KEY, kind text NOT NULL, tenant text NOT NULL, at text NOT NULL, body text NOT NULL,
  salt bytea NOT NULL);
CREATE TABLE buckets (
  id bigint PRIMARY KEY, tenant text NOT NULL DEFAULT {TENANT}, epoch bigint NOT NULL, state text NOT NULL);
CREATE INDEX ix_buckets_epoch ON buckets (epoch);
CREATE TABLE entity_keys (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text NOT NULL DEFAULT {TENANT},
  bucket bigint NOT NULL REFERENCES buckets (id) DEFERRABLE INITIALLY DEFERRED, wrapped bytea NOT NULL);
CREATE INDEX ix_entity_keys_bucket ON entity_keys (bucket);
CREATE TABLE leaves (
  id bigint PRIMARY KEY, kind integer NOT NULL, scope bigint NOT NULL, committed bytea NOT NULL);
CREATE TABLE nodes (level integer NOT NULL, place bigint NOT NULL, hash bytea NOT NULL, PRIMARY KEY (level, place));
CREATE TABLE heads (id integer PRIMARY KEY, size bigint NOT NULL, note text NOT NULL);
"""

APART = ("calls", "scopes", "openings", "tokens", "events", "buckets", "entity_keys")
"""The tables whose rows are a tenant's."""

GRANTS = {
    "calls": "SELECT, INSERT, UPDATE",
    "scopes": "SELECT, INSERT, UPDATE",
    "openings": "SELECT, INSERT, UPDATE, DELETE",
    "tokens": "SELECT, INSERT, DELETE",
    "events": "SELECT, INSERT",
    "buckets": "SELECT, INSERT, UPDATE, DELETE",
    "entity_keys": "SELECT, INSERT, UPDATE, DELETE",
    "leaves": "SELECT, INSERT",
    "nodes": "SELECT, INSERT",
    "heads": "SELECT, INSERT, UPDATE",
    "tenants": "SELECT, INSERT",
    "alembic_version": "SELECT",
}
"""What the server's role may do: it adds to the log and cannot change it."""


def upgrade() -> None:
    """Make everything."""
    role = context.config.attributes["role"].replace('"', '""')
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
    for table in APART:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f'CREATE POLICY own ON {table} TO "{role}" USING (tenant = {TENANT}) WITH CHECK (tenant = {TENANT})'
        )
        # The owner verifies the ledger as a whole; forced row security keeps it from writing.
        op.execute(f"CREATE POLICY whole ON {table} FOR SELECT TO current_user USING (true)")
    for table, rights in GRANTS.items():
        op.execute(f'GRANT {rights} ON {table} TO "{role}"')
    op.execute(f'GRANT USAGE ON SEQUENCE calls_ids, scopes_ids TO "{role}"')
