"""What a credential may do. A credential has the roles that its owner needs, and no others."""

from __future__ import annotations

import enum


class Role(enum.Enum):
    """A role, by the name that it has in the credentials file."""

    CALLER = "caller"
    """Sends calls in and takes them back redacted. What a credential may do when nothing is said of it."""
    AUDITOR = "auditor"
    """Searches and reads the evidence of calls."""
    REIDENTIFIER = "reidentifier"
    """Reads values back that the tenant keeps reversibly."""
    ERASER = "eraser"
    """Brings, approves and answers requests of data subjects, and places holds."""
    SINK = "sink"
    """Lists what the platform has to erase, and says that it has."""


CALLERS = frozenset({Role.CALLER})
LOCAL = frozenset({Role.CALLER, Role.AUDITOR, Role.ERASER, Role.SINK})
"""What everybody may do where a server has no credentials, and so only this machine reaches it."""
