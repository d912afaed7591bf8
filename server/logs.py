"""Log lines for operators: events with fields of an allow-list, and never the text of anything else.

A line that a library writes, or an exception that nobody caught, may hold call text. Of those only the place in the
code and the class are written. A stream has one line when it opens and one when it closes.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

FIELDS = frozenset(
    {
        "address",
        "degraded",
        "entities",
        "error",
        "grace",
        "incident",
        "metrics",
        "place",
        "reason",
        "seconds",
        "segments",
        "stream",
        "streams",
        "tenant",
        "version",
        "workers",
    }
)
"""What a line may say besides its event. None of them can hold call text or an identity."""

_LOGGER = logging.getLogger("veilscript")
_ROOT = Path(__file__).parents[1]


def event(name: str, *, level: int = logging.INFO, **fields: str | float) -> None:
    """Write one line.

    Args:
        name: what happened, a constant.
        level: one of logging's.
        fields: more on it; what is not in ``FIELDS`` is left out.
    """
    _LOGGER.log(level, "%s", name, extra={"event": name, "fields": fields})


def place(trace: TracebackType | None) -> str:
    """Return ``FILE:LINE`` of where an exception was raised; "" where that is not known."""
    found = ""
    while trace is not None:
        found = _short(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return found


def configure(*, form: str, level: str) -> None:
    """Send every log line and every uncaught exception of this process to standard error, in our form.

    Args:
        form: ``text`` or ``json``.
        level: ``debug``, ``info``, ``warning`` or ``error``; of libraries, warnings and errors only.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(json_lines=form == "json"))
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    _LOGGER.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    # A handler that fails would print the record it failed on.
    logging.raiseExceptions = False
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda raised: _uncaught(raised.exc_type, raised.exc_value, raised.exc_traceback)
    threading.excepthook = lambda raised: _uncaught(raised.exc_type, raised.exc_value, raised.exc_traceback)


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """Do the same for what goes wrong in a task or callback of an event loop."""

    def report(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        _uncaught(type(error), error, error.__traceback__ if isinstance(error, BaseException) else None)

    loop.set_exception_handler(report)


class Lines(logging.Formatter):
    """Writes a record as one line.

    Args:
        json_lines: as JSON; otherwise as words for a person.
    """

    def __init__(self, *, json_lines: bool) -> None:
        super().__init__()
        self._json = json_lines

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: what the allow-list lets through, or the place that a library's line came from."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "a library's message was withheld"),
        }
        line |= {name: value for name, value in self._fields(record).items() if name in FIELDS}
        if self._json:
            return json.dumps(line)
        head = f"{line.pop('time')} {line.pop('level'):7} {line.pop('event')}"
        return " ".join([head, *(f"{name}={json.dumps(value)}" for name, value in line.items())])

    @staticmethod
    def _fields(record: logging.LogRecord) -> dict[str, object]:
        if hasattr(record, "event"):
            return dict(getattr(record, "fields", {}))
        fields: dict[str, object] = {"place": _short(record.pathname, record.lineno)}
        if record.exc_info and record.exc_info[0]:
            fields = {"error": record.exc_info[0].__name__, "place": place(record.exc_info[2])}
        return fields


def _uncaught(kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    name = kind.__name__ if kind is not None else ""
    event("an exception was not caught", level=logging.ERROR, error=name, place=place(trace))


def _short(filename: str, line: int) -> str:
    """Name a source file without the directories of this machine."""
    path = Path(filename)
    if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
        path = path.relative_to(_ROOT)
    else:
        path = Path(*path.parts[-2:])
    return f"{path.as_posix()}:{line}"


def incident(error: BaseException) -> str:
    """Log where an error that is not ours came from, without its words; return the id to tell whoever asked.

    Args:
        error: what was raised.
    """
    told = uuid.uuid4().hex
    where = place(error.__traceback__)
    event("an error inside", level=logging.ERROR, incident=told, error=type(error).__name__, place=where)
    return told
