"""The tables in PostgreSQL: those of :mod:`server.ledger.schema`, with tenants kept apart by the database itself.

Who owns the tables migrates and verifies; the server runs as another role, which row-level security binds. It appends
to the log and cannot change it.
"""

from __future__ import annotations

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from server.errors import ConfigInvalid
from server.ledger.database import StoreError, unavailable
from server.ledger.postgres.connection import PostgresConnection

REVISION = "p0004"
"""The newest migration, and so the version that this code reads and writes."""

_SCRIPTS = "server:ledger/postgres/migrations"

_OWNS = """
SELECT r.rolsuper OR r.rolbypassrls OR pg_has_role(c.relowner, 'MEMBER')
FROM pg_roles r, pg_class c WHERE r.rolname = current_user AND c.oid = 'calls'::regclass
"""
_APART = """
SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND oid IN (
  'calls'::regclass, 'scopes'::regclass, 'openings'::regclass, 'tokens'::regclass, 'events'::regclass,
  'buckets'::regclass, 'entity_keys'::regclass, 'erasure_requests'::regclass, 'erasure_items'::regclass,
  'erasure_rows'::regclass, 'erasure_tasks'::regclass, 'suppressions'::regclass, 'suppressed'::regclass,
  'holds'::regclass, 'opendsr_callbacks'::regclass)
"""
APART = 15
"""So many tables hold rows of a tenant."""


def migrate(conninfo: str, role: str) -> None:
    """Make the tables, or bring them to this version, and let a role use them. Again is no error.

    Args:
        conninfo: of the owner.
        role: that servers run as; it must exist.

    Raises:
        ConfigInvalid: the role does not exist, or a newer version wrote the ledger.
        LedgerUnavailable: the database cannot be reached, or refuses.
    """
    try:
        with psycopg.connect(conninfo, client_encoding="UTF8") as asked:
            if asked.info.parameter_status("server_encoding") != "UTF8":
                raise ConfigInvalid("The database does not keep its text in UTF-8.")
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo), hide_parameters=True
        )
        with engine.begin() as opened:
            known = opened.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
            if not known:
                raise ConfigInvalid("There is no such role.", action="Create it: CREATE ROLE ... LOGIN.")
            if opened.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar():
                check_revision(opened.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
            config = Config()
            config.set_main_option("script_location", _SCRIPTS)
            config.attributes.update(connection=opened, role=role)
            command.upgrade(config, "head")
        engine.dispose()
    except psycopg.Error as error:
        raise unavailable(StoreError(type(error).__name__, failed=True)) from None
    except SQLAlchemyError as error:
        name = type(getattr(error, "orig", error)).__name__
        raise unavailable(StoreError(name, failed=True)) from None


def check_revision(current: str | None) -> bool:
    """Return True if a ledger is of this version, False if it is of an older one.

    Raises:
        ConfigInvalid: a newer version wrote it.
    """
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise ConfigInvalid("A newer version wrote the ledger.", action="Run that version or a later one.")
    return current == REVISION


def revision_of(connection: PostgresConnection) -> bool:
    """Return True if the database has a ledger of this version, False if it has none, or an older one.

    Raises:
        ConfigInvalid: a newer version wrote it.
        StoreError: the database cannot be read.
    """
    (there,) = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
    (current,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() if there else (None,)
    return check_revision(current)


def sees_all(connection: PostgresConnection) -> bool:
    """True if the role sees the rows of every tenant: it is the owner of the tables.

    Raises:
        StoreError: the database cannot be read.
    """
    return bool(connection.execute(_OWNS).fetchone()[0])


def check_ready(connection: PostgresConnection) -> None:
    """Check that the ledger is of this version, and that the database keeps tenants apart from this role.

    Raises:
        ConfigInvalid: it is not, or it does not.
        StoreError: the database cannot be read.
    """
    if not revision_of(connection):
        raise ConfigInvalid(
            "The database has no ledger of this version.", action="Run `veilscript migrate` as the owner of its tables."
        )
    if sees_all(connection) or connection.execute(_APART).fetchone()[0] != APART:
        raise ConfigInvalid(
            "Row-level security does not bind the role that the server runs as.",
            action="Give a role that owns no table, is no superuser and has no BYPASSRLS.",
        )
