"""Runs the real command line, as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def veilscript(*arguments: str | Path, stdin: bytes = b"", postgres: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run ``veilscript`` with no settings but the arguments, and the database if one is named."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VEILSCRIPT_")}
    if postgres:
        environment["VEILSCRIPT_POSTGRES"] = postgres
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=REPOSITORY,
        env=environment,
        timeout=120,
        check=False,
    )
