"""Calls of two sides about names, e-mail addresses, addresses, health and secrets, and the talk around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recognizers.entities import KnownIdentity

_CALLS = Path(__file__).with_name("small_calls.txt")
_KNOWN = re.compile(r"\[(\w+)=([^\]]*)\] ")


def _cases() -> Iterator[object]:
    for line in _CALLS.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        cause, mark, case = line.rpartition(" :: ")
        marks = [pytest.mark.xfail(reason=cause.removeprefix("! "), strict=True)] if mark else []
        yield pytest.param(case, marks=marks)


@pytest.mark.parametrize("line", list(_cases()))
def test_a_call_comes_back_without_what_is_somebodys_and_with_all_else(judge: Callable[..., None], line: str) -> None:
    """What is said of a person is hidden at once or while it is held, in every turn; no other word is."""
    known = tuple(KnownIdentity("crm-1", kind, value) for kind, value in _KNOWN.findall(line))
    judge(_KNOWN.sub("", line), known=known)
