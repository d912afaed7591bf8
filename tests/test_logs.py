"""Log lines: an allow-list of fields, one line an event, nothing of anybody else's text."""

from __future__ import annotations

import asyncio
import json
import logging
import sys

import pytest

from server import logs

CANARY = "quetzalcoatlus"


def written(record: logging.LogRecord, *, json_lines: bool = True) -> str:
    return logs.Lines(json_lines=json_lines).format(record)


def event(caplog: pytest.LogCaptureFixture, **fields: str | float) -> logging.LogRecord:
    with caplog.at_level(logging.DEBUG, "veilscript"):
        logs.event("something", **fields)
    return caplog.records[-1]


def test_a_line_has_its_fields(caplog: pytest.LogCaptureFixture) -> None:
    """Time, level, event and the fields that are allowed, as JSON or for a person."""
    record = event(caplog, stream="ab12", seconds=1.5)
    line = json.loads(written(record))
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "info", "event": "something", "stream": "ab12", "seconds": 1.5}
    assert written(record, json_lines=False).endswith('info    something stream="ab12" seconds=1.5')


def test_a_field_that_is_not_allowed_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """A field that nobody allowed is not written, whatever it holds."""
    assert CANARY not in written(event(caplog, text=CANARY, call_id=CANARY))


def test_a_line_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """What a field holds cannot begin a line of its own, nor move a terminal's cursor."""
    for json_lines in (True, False):
        line = written(event(caplog, tenant="a\nb\x1b[2J"), json_lines=json_lines)
        assert line.isprintable()


def test_a_librarys_record_shows_its_place_alone() -> None:
    """Message, arguments, extra fields and exception text of another logger are withheld."""
    try:
        int(CANARY)
    except ValueError:
        record = logging.LogRecord("lib", logging.ERROR, "/a/b/lib.py", 7, CANARY, (CANARY,), sys.exc_info())
    record.stream = CANARY
    line = written(record)
    assert CANARY not in line
    assert json.loads(line)["error"] == "ValueError"
    assert json.loads(line)["place"].startswith("tests/test_logs.py:")


async def test_what_fails_in_a_task_shows_its_place_alone(caplog: pytest.LogCaptureFixture) -> None:
    """An exception that nobody awaits is written without its text."""

    async def fails() -> None:
        raise ValueError(CANARY)

    loop = asyncio.get_running_loop()
    logs.watch(loop)
    task = loop.create_task(fails())
    await asyncio.wait({task})
    del task
    loop.call_exception_handler({"message": CANARY, "exception": ValueError(CANARY)})
    record = caplog.records[-1]
    assert json.loads(written(record))["error"] == "ValueError"
    assert CANARY not in "".join(written(record) for record in caplog.records)


def test_a_place_has_no_directories_of_this_machine() -> None:
    """A file of ours is named from the checkout, another by its package."""
    with pytest.raises(ValueError, match="Expecting") as raised:
        json.loads("{")
    assert logs.place(raised.value.__traceback__).startswith("json/decoder.py:")
    assert logs.place(None) == ""
