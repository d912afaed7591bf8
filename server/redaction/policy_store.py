"""Finds policies by name: the built-in ones, and each tenant's own, which may change while the server runs."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

from server.errors import ConfigInvalid, PolicyUnknown
from server.redaction.policy import Policy
from server.redaction.policy_file import read_policy

BUILT_IN = ("default", "pci", "hipaa", "gdpr", "strict")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_Stamp = tuple[int, int, int]


class PolicyStore:
    """The policies of every tenant.

    Args:
        directory: holds ``TENANT/NAME.toml``; None when tenants have no policies of their own.
        salted: True when a salt for the operator ``hash`` is configured.
    """

    def __init__(self, directory: Path | None = None, *, salted: bool = False) -> None:
        self._directory = directory
        self._salted = salted
        self._read: dict[Path, tuple[_Stamp, Policy]] = {}

    def get(self, tenant: str, name: str) -> Policy:
        """Return a policy as its file stands now.

        A file that has a mistake is refused for as long as it has it: the rules it held before are not what its
        author wants, and nobody would notice.

        Args:
            tenant: whose.
            name: of the policy; "" for ``default``.

        Raises:
            PolicyUnknown: there is none of that name.
            ConfigInvalid: its file has a mistake.
        """
        name = name or "default"
        if name in BUILT_IN:
            return built_in(name)
        if self._directory is None or not _NAME.fullmatch(tenant) or not _NAME.fullmatch(name):
            raise PolicyUnknown("No policy has that name.")
        return self._load(self._directory / tenant / f"{name}.toml")

    def check(self) -> None:
        """Read every policy of every tenant, so that a mistake is found at the start.

        Raises:
            ConfigInvalid: a file has a mistake, or takes the name of a built-in policy.
        """
        for name in BUILT_IN:
            built_in(name)
        for path in sorted(self._directory.glob("*/*.toml")) if self._directory else ():
            if path.stem in BUILT_IN:
                raise ConfigInvalid(f"{_place(path)}: is the name of a built-in policy.")
            self._load(path)

    def _load(self, path: Path) -> Policy:
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            known = self._read.get(path)
            if known is not None and known[0] == stamp:
                return known[1]
            content = path.read_bytes()
        except FileNotFoundError:
            self._read.pop(path, None)
            raise PolicyUnknown("No policy has that name.") from None
        except OSError:
            raise ConfigInvalid(f"{_place(path)}: cannot be read.") from None
        policy = read_policy(path.stem, content, _place(path), salted=self._salted)
        self._read[path] = (stamp, policy)
        return policy


@cache
def built_in(name: str) -> Policy:
    """Return one of the policies that are shipped."""
    file = resources.files("server.redaction") / "policies" / f"{name}.toml"
    return read_policy(name, file.read_bytes(), f"{name}.toml", salted=False)


def _place(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
