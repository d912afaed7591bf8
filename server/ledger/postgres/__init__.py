"""PostgreSQL, for servers that share a ledger. Its driver is an extra: a sidecar has no use for it."""

from __future__ import annotations

from importlib.util import find_spec

from server.errors import ConfigInvalid

if find_spec("psycopg") is None:
    raise ConfigInvalid("PostgreSQL needs a driver that is not installed.", action="Install veilscript[postgres].")
