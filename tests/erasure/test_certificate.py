"""Certificates: what they say, in which order, and that nothing in them can be changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.erasure.canonical import canonical
from server.erasure.certificate import check
from server.erasure.certificate_page import page
from server.erasure.clocks import Regime
from server.erasure.erasure import Erasure
from server.ledger.notes import Signer, Unsound
from server.ledger.sqlite import SqliteLedger
from tests.erasure.people import JANE, OFFICER, Calendar, erased, speak, verifier, wanted


async def certified(ledger: SqliteLedger, asked: Erasure, request_id: str = "r1") -> bytes:
    await speak(ledger, f"call-{request_id}", JANE)
    await erased(asked, wanted(request_id=request_id))
    return await asked.certificate(OFFICER, request_id)


async def test_every_byte_counts(ledger: SqliteLedger, asked: Erasure) -> None:
    """Each byte of it, changed, left out or doubled, makes it fail; nothing else comes out than Unsound."""
    data = await certified(ledger, asked)
    key = verifier(ledger)
    assert check(data, key).statement["verdict"] == "COMPLETE"
    for at in range(len(data)):
        for changed in (
            data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :],
            data[:at] + data[at + 1 :],
            data[: at + 1] + data[at:],
        ):
            if changed == data:
                continue
            with pytest.raises(Unsound):
                check(changed, key)


async def test_parts_of_two_certificates_do_not_mix(ledger: SqliteLedger, asked: Erasure) -> None:
    """A sound statement with the log of another, signed anew by somebody else or not at all, is not sound."""
    one, other = [json.loads(await certified(ledger, asked, name)) for name in ("r1", "r2")]
    key = verifier(ledger)
    stranger = Signer("stranger", b"k" * 32)
    for mixed in (
        one | {"log": other["log"]},
        one | {"statement": other["statement"]},
        one | {"signature": other["signature"]},
        one | {"public_key": str(stranger.verifier)},
    ):
        with pytest.raises(Unsound):
            check(canonical(mixed) + b"\n", key)
    with pytest.raises(Unsound):
        check(canonical(one) + b"\n", stranger.verifier)


@pytest.mark.parametrize(
    ("days", "in_time"), [((1, 40), True), ((None, 1), True), ((None, 40), False), ((30, 40), False), ((1, 46), False)]
)
async def test_in_time_is_every_clock(
    asked: Erasure, ledger: SqliteLedger, calendar: Calendar, days: tuple[int | None, int], in_time: bool
) -> None:
    """Ten business days to be told that it came in, 45 days to be answered: an early answer tells that, too."""
    await asked.create(OFFICER, wanted(regimes=(Regime.CCPA,)))
    told_after, answered_after = days
    if told_after is not None:
        calendar.pass_days(told_after)
        await asked.office.receipt(OFFICER, "r1")
    calendar.pass_days(answered_after - (told_after or 0))
    plan = await asked.plan(OFFICER, "r1")
    await asked.approve(OFFICER, "r1", plan_hash=plan.hash)
    statement = check(await asked.certificate(OFFICER, "r1"), verifier(ledger)).statement
    assert statement["clock"]["in_time"] is in_time


JUNK = (b"", b"{", b"{}\n", b"[]\n", b"null\n", b'{"signature":3}\n', b"\xff\xfe", b"[" * 100_000)


@pytest.mark.parametrize("junk", JUNK)
async def test_junk_is_unsound(ledger: SqliteLedger, junk: bytes) -> None:
    """Whatever else is given, the answer is the same kind of no."""
    with pytest.raises(Unsound):
        check(junk, verifier(ledger))


async def test_coverage_comes_before_the_verdict(ledger: SqliteLedger, asked: Erasure, data_dir: Path) -> None:
    """What was checked and what was not stand before the verdict, in the file and on the page; every file is named."""
    data = await certified(ledger, asked)
    text, checked = data.decode(), check(data, verifier(ledger))
    assert text.index('"coverage"') < text.index('"verdict"')
    said: dict[str, Any] = dict(checked.statement)
    named = next(one["store"] for one in said["coverage"]["checked"] if "every file" in one["store"])
    for file in ("ledger.db", "ledger.db-wal", "keys.db", "tombstones.jsonl", "root.key"):
        assert file in named
    assert said["coverage"]["not_checked"]
    assert said["cannot_prove"]
    assert (said["proof"]["residue_bytes"], said["proof"]["found_by_search"]) == (0, 0)
    assert said["proof"]["records_deleted"] == said["proof"]["unwrapping_failed"] == 2
    assert "NIST SP 800-88" in said["method"]
    html = page(checked, data)
    assert html.index("What was checked") < html.index("What was not checked") < html.index(">COMPLETE<")
    assert "src=" not in html
    assert "http" not in html.replace("https://", "http")


async def test_a_page_escapes_what_clients_named(ledger: SqliteLedger, asked: Erasure) -> None:
    """A request whose name is markup is shown as it was named, and does nothing."""
    data = await certified(ledger, asked, "<script>alert(1)<&script>")
    html = page(check(data, verifier(ledger)), data)
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)" in html
