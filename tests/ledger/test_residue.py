"""What was said is in no byte of what is stored, however one looks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.ledger.ledger import CallState
from server.ledger.queries import Access, Audit
from server.ledger.retention import expire
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity
from tests.ledger.facts import TENANT, batch, entity, record

SAID = {
    "PERSON": "zanzibar quillfeather",
    "PHONE_NUMBER": "+1 991 827 3645",
    "EMAIL_ADDRESS": "canary.mail@example.org",
    "CREDIT_CARD": "4539 1488 0343 6467",
    "US_SSN": "536-90-4399",
    "PASSWORD": "hunter2-canary",
    "DATE_OF_BIRTH": "1984-03-12",
    "ACCOUNT_ID": "QX-77120-Z",
    "HEALTH_CONDITION": "quinsy canaria",
}
DIGITS = "zero one two three four five six seven eight nine".split()


def written(value: str) -> Iterator[str]:
    """A value as it is, its digits alone, spaced, in words, and its letters without what stands between."""
    yield value
    yield value.replace(" ", "").replace("-", "")
    digits = [c for c in value if c.isdigit()]
    if len(digits) > 4:
        yield "".join(digits)
        yield " ".join(digits)
        yield " ".join(DIGITS[int(c)] for c in digits)
    yield " ".join(value)


async def test_no_value_is_in_any_byte(
    data_dir: Path, raw_bytes: Callable[[], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the ledger, its write-ahead log, the keystore or a log line: raw, as digits, spaced or in words."""
    with caplog.at_level(logging.DEBUG):
        ledger = await SqliteLedger.open(data_dir)
        await ledger.open_call(record("call-1"))
        found = [entity(f"e{n}", entity_type=name, value=value) for n, (name, value) in enumerate(SAID.items())]
        await ledger.commit(batch("call-1", *found, state=CallState.ENDED))
        identities = [Identity(name, value) for name, value in SAID.items() if name in ("PERSON", "PHONE_NUMBER")]
        answer = await Audit(ledger).find_subject(Access(TENANT, "officer", "request 4711"), identities)
        await expire(ledger)
        while_open = raw_bytes()
        await ledger.close()
    everything = (while_open + raw_bytes()).lower() + caplog.text.lower().encode() + repr((found, answer)).encode()
    assert b"call-1" in everything, "nothing was read"
    for value in SAID.values():
        for form in written(value.lower()):
            for encoded in (form.encode(), form.encode("utf-16-le")):
                assert encoded not in everything
