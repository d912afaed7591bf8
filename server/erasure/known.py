"""Keeps what people said out of words that come with no identity: the authority of a hold, the reason for lifting one.

Whoever writes them may name a judge or a docket; they may not name a caller. So every mailbox, number, code and pair of
words in them is looked for in the tenant's ledger, and among the people of its open requests: what is found is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from server.erasure.store import Requests
from server.errors import FieldViolation, InvalidField
from server.ledger.form import LEAST_DIGITS, Strength
from server.ledger.guard import holds
from server.ledger.recorder import Recorder
from server.ledger.records import Records
from server.ledger.search import Search
from server.ledger.tokens import Identity

MOST_GROUPS = 8
"""So many groups of digits are read as one number: a card has five at most, a spelled phone number seldom more."""
LEAST_CODE = 5

_MAILBOX = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\W\d_]+")
_NUMBERS = re.compile(r"\d+(?:[\s().+/-]{1,3}\d+)*")
_CODE = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


def refuse_known(recorder: Recorder, tenant: str, text: str, name: str) -> None:
    """Refuse words that hold what somebody said in a call, or who an open request is about.

    Args:
        recorder: of the ledger, in a transaction in which the tenant has been entered.
        tenant: whose calls.
        text: that would be stored.
        name: of the field, for the error.

    Raises:
        InvalidField: they do.
        LedgerUnavailable: the store cannot be read.
    """
    if _asked(recorder, tenant, text) or _said(recorder, tenant, text):
        raise InvalidField((FieldViolation(name, "Holds what somebody is known by: it would be stored."),))


def _asked(recorder: Recorder, tenant: str, text: str) -> bool:
    """True if an open request is about somebody in a text."""
    requests = Requests(recorder)
    sealed = [request for request in requests.of_tenant(tenant) if requests.kept(request, "sealed") is not None]
    return any(holds(text, identity) for request in sealed for identity in requests.identities(request))


def _said(recorder: Recorder, tenant: str, text: str) -> bool:
    """True if the ledger knows something in a text from a call, restricted or not, and by more than a weak form."""
    records = Records(recorder.connection, recorder.keystore, restricted=True)
    found = Search(records, tenant).find(list(_readings(text))).hits
    return any(hit.strength is not Strength.WEAK for hit in found)


def _readings(text: str) -> Iterator[Identity]:
    """Yield everything in a text that could be somebody's, each once."""
    made: dict[tuple[str, str], None] = {}
    for mailbox in _MAILBOX.findall(text):
        made["EMAIL_ADDRESS", mailbox] = None
    for digits in _numbers(text):
        made["NUMBER_SEQUENCE", digits] = None
        made["PHONE_NUMBER", digits] = None
        made["PHONE_NUMBER", f"+{digits}"] = None
    for code in _CODE.findall(text):
        if len(code) >= LEAST_CODE and any(map(str.isdigit, code)) and any(map(str.isalpha, code)):
            made["ACCOUNT_ID", code] = None
    for one, other in pairwise(_WORD.findall(text)):
        made["PERSON", f"{one} {other}"] = None
        made["PERSON", f"{other} {one}"] = None
    return (Identity(*reading) for reading in made)


def _numbers(text: str) -> Iterable[str]:
    """Yield the numbers of a text: each group of digits, and groups that follow each other as one."""
    for run in _NUMBERS.findall(text):
        groups = re.findall(r"\d+", run)
        for first in range(len(groups)):
            for last in range(first + 1, min(len(groups), first + MOST_GROUPS) + 1):
                number = "".join(groups[first:last])
                if len(number) >= LEAST_DIGITS:
                    yield number
