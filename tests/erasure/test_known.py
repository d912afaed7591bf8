"""Words that come with no identity, and are kept for good: nobody who was spoken of may stand in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from server.erasure.erasure import Erasure
from server.erasure.holds import Hold
from server.errors import InvalidField
from server.ledger.sqlite import SqliteLedger
from tests.erasure.people import JANE, NAME, OFFICER, speak, wanted

SAID = JANE | {"ACCOUNT_ID": "AC-77120", "CREDIT_CARD": "4012888888881881", "US_SSN": "078051120"}
AUTHORITY = "High Court, 4 Ob 12/26 b, order of 2026-11-02 (Judge Abel Fitz), call +1 202 555 0100"


@pytest.mark.parametrize(
    "words",
    [
        "Jane Doe v. Acme",
        "estate of DOE, Jane",
        "re jane@example.com",
        "see <Jane@Example.com>.",
        "caller 415-555-0134",
        "caller 1 (415) 555 0134, twice",
        "line 3 415 555 0134",
        "customer ac-77120",
        "card 4012 8888 8888 1881",
        "078-05-1120",
    ],
)
async def test_a_hold_names_nobody_who_called(
    ledger: SqliteLedger, asked: Erasure, words: str, raw_bytes: Callable[[], bytes]
) -> None:
    """Neither its authority nor its name: it is refused, and nothing of it is written."""
    await speak(ledger, "call-1", SAID)
    for hold in (Hold("case-7", f"canary {words}", date(2027, 1, 1)), Hold(f"canary {words}", "x", date(2027, 1, 1))):
        with pytest.raises(InvalidField) as caught:
            await asked.office.place_hold(OFFICER, hold)
        assert words not in str(caught.value)
    assert b"canary" not in raw_bytes()
    assert (await asked.office.holds(OFFICER)).items == ()


async def test_an_authority_may_be_named(ledger: SqliteLedger, asked: Erasure) -> None:
    """A court, a docket, a day, a judge and a telephone that nobody said in a call stand in it."""
    await speak(ledger, "call-1", SAID)
    assert (await asked.office.place_hold(OFFICER, Hold("case-7", AUTHORITY, date(2027, 1, 1)))).authority == AUTHORITY


async def test_who_is_asked_about_is_not_named(ledger: SqliteLedger, asked: Erasure) -> None:
    """Whoever an open request is about, though no call is known of them; another tenant's calls are no matter."""
    await speak(ledger, "call-1", SAID, tenant="globex")
    named = Hold("case-7", "the Doe matter", date(2027, 1, 1))
    await asked.create(OFFICER, wanted(NAME))
    with pytest.raises(InvalidField):
        await asked.office.place_hold(OFFICER, named)
    await asked.office.cancel(OFFICER, "r1", reason="withdrawn")
    assert (await asked.office.place_hold(OFFICER, named)).hold_id == "case-7"
