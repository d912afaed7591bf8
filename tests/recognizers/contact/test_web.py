"""Web addresses, written and dictated; and dots that make none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recognizers.artifacts import CallArtifacts, CallContext
from recognizers.contact.web import WebAddressRecognizer

HIDDEN = """
c: go to <www dot rivertown bank dot com slash help>
c: it's on <rivertown dot com>
c: check our website <acme hardware dot com>
c: visit <https://pay.example.com/x?id=9>.
c: see <bit.ly/3abc>
c: <w w w dot b b c dot co dot uk>
c: I bought it on <Amazon.com>.
c: available on our website @<investors .example.com>.
c: look at <google dot com>
c: slides are at <www.example.co/ir>, page two
""".strip().splitlines()

KEPT = """
c: the dot com boom was long ago
c: the file is report.pdf and the notes are in readme.txt
c: it's in setup.py
c: e.g. this one, i.e. the U.S. office
c: at 9.30 a.m. sharp
c: we use Node.js here
c: call me.In the morning
c: results were strong. Net sales rose
c: it was late . can you help
c: version two dot oh dot one
c: dot your i's
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_a_web_address_is_hidden(judge: Callable[..., None], case: str) -> None:
    """Public or private, written or dictated, a web address is hidden whole."""
    judge(case, "URL")


@pytest.mark.parametrize("case", KEPT)
def test_a_dot_that_makes_no_address_stays(judge: Callable[..., None], case: str) -> None:
    """Files, abbreviations, versions and the ends of sentences stay."""
    judge(case)


def test_the_value_is_the_address_as_typed() -> None:
    """A dictated address and its path have the value one would type."""
    call = CallArtifacts("go to www dot rivertown bank dot com slash help", CallContext())
    (result,) = WebAddressRecognizer().find(call)
    assert result.recognition_metadata["value"] == "www.rivertownbank.com/help"
