"""What figures were measured with: the machine and the versions, in a few words for the head of a report."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path


def machine() -> str:
    """Return processor, cores, memory, system and Python, for example ``Xeon, 2 cores, 24 GiB, ...``."""
    models = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    total = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return ", ".join(
        (
            models[0] if models else platform.machine(),
            f"{os.cpu_count()} cores",
            f"{total / 2**20:.0f} GiB",
            f"{platform.system()} {platform.release().split('-')[0]}",
            f"Python {platform.python_version()}",
        )
    )


def versions(*packages: str) -> str:
    """Return the commit and the versions of the named packages."""
    return ", ".join((f"commit {commit()}", *(f"{name} {metadata.version(name)}" for name in packages)))


def commit() -> str:
    """Return the commit measured, marked when files differ from it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def today() -> str:
    """Return the date, ISO 8601, in UTC."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
