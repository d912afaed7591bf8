"""The commands, one a file; each has ``register(subparsers)``."""

COMMANDS = ("serve", "redact", "audit", "erase", "verify", "migrate", "health")
