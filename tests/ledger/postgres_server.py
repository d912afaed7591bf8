"""A real PostgreSQL server for the tests, started from what the machine offers."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

PLACES = "/usr/lib/postgresql/*/bin"
OWNER = "ledger_owner"
ROLE = "ledger_app"


def binaries() -> Path | None:
    """The folder of the newest server that is installed, or None."""
    found = [path.parent for path in Path("/").glob(f"{PLACES[1:]}/initdb")]
    on_path = shutil.which("initdb")
    return max(found, default=Path(on_path).parent if on_path else None)


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    binaries: Path
    data: Path
    sockets: Path
    port: int

    def conninfo(self, database: str, user: str) -> str:
        return f"host={self.sockets} port={self.port} dbname={database} user={user}"

    def make(self, database: str, like: str = "template1") -> None:
        """Make a database that the owner may fill."""
        with psycopg.connect(self.conninfo("postgres", "postgres"), autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{database}" OWNER {OWNER} TEMPLATE {like}'.encode())

    def start(self) -> None:
        options = f"-k {self.sockets} -c listen_addresses='' -c shared_buffers=32MB -c max_connections=40"
        log = str(self.data.with_name("log"))
        command(self, "pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", options, "start")

    def drop(self, database: str) -> None:
        with psycopg.connect(self.conninfo("postgres", "postgres"), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)'.encode())


@contextmanager
def running() -> Iterator[Cluster]:
    """Start a server on a Unix socket of its own, and stop it afterwards."""
    found = binaries()
    assert found is not None
    # Its socket's path must be short, and its files belong to somebody without privileges: it refuses root.
    with tempfile.TemporaryDirectory(prefix="veilscript-pg-", dir="/tmp") as home:
        folder = Path(home)
        data, sockets = folder / "data", folder / "s"
        sockets.mkdir()
        who = _unprivileged()
        if who is not None:
            for path in (folder, sockets):
                os.chown(path, who.pw_uid, who.pw_gid)
        cluster = Cluster(found, data, sockets, 5432)
        command(cluster, "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        cluster.start()
        try:
            with psycopg.connect(cluster.conninfo("postgres", "postgres"), autocommit=True) as admin:
                for role in (OWNER, ROLE):
                    admin.execute(f"CREATE ROLE {role} LOGIN".encode())
            yield cluster
        finally:
            command(cluster, "pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")


def command(cluster: Cluster, name: str, *arguments: str) -> None:
    """Run one of the server's programs as somebody without privileges."""
    who = _unprivileged()
    prefix = [] if who is None else ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"]
    done = subprocess.run(
        [*prefix, str(cluster.binaries / name), *arguments],
        stdin=subprocess.DEVNULL,
        # A server that is started would keep a pipe open.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, name


def _unprivileged() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]
