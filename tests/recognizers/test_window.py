"""Segments of one speaker as one text: what a cut parted is whole again, and every range finds its way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.dialogue import Said
from recognizers.entities import Role, Span, Turn
from recognizers.window import join

WHO = (Role.CUSTOMER, 0)


def joined(*texts: str) -> str:
    before = [Said(f"s{number}", WHO, text) for number, text in enumerate(texts[:-1])]
    return join(before, Turn("now", texts[-1], Role.CUSTOMER)).text


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (("four one", "five five"), "four one\nfive five"),
        (("4111", "1111"), "41111111"),
        (("nine thir", "teen"), "nine thirteen"),
        (("sev", "en two"), "seven two"),
        (("six", "teen"), "sixteen"),
        (("one", "two"), "one\ntwo"),
        (("my card is", "4111"), "my card is\n4111"),
        (("jane.doe@exam", "ple.com"), "jane.doe@example.com"),
        (("it's jane@example.com", "Order 4"), "it's jane@example.com\nOrder 4"),
        (("415 555", ""), "415 555"),
        (("hello ", " there"), "hello \n there"),
    ],
)
def test_a_cut_within_a_word_or_figure_is_mended(texts: tuple[str, ...], whole: str) -> None:
    """Two halves of one word or number are one again; words of their own stay apart."""
    assert joined(*texts).rstrip("\n") == whole


def test_an_interim_result_is_not_joined_to_its_own_final() -> None:
    """A segment that replaces another is not read after it."""
    window = join([Said("now", WHO, "four one")], Turn("now", "four one five", Role.CUSTOMER))
    assert window.text == "four one five"


def test_the_kept_end_of_a_segment_has_its_own_offsets() -> None:
    """A range in a segment of which only the end was kept points into the whole segment."""
    window = join([Said("old", WHO, "five five", offset=100)], Turn("now", "oh one", Role.CUSTOMER))
    assert window.spans(0, len(window.text)) == [Span("old", 100, 109), Span("now", 0, 6)]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_every_range_is_found_in_its_segments(texts: list[str]) -> None:
    """Each character of the window that a segment has comes back as that segment's, at its place."""
    before = [Said(f"s{number}", WHO, text) for number, text in enumerate(texts[:-1])]
    window = join(before, Turn("now", texts[-1], Role.CUSTOMER))
    said = {s.segment_id: s.text for s in before} | {"now": texts[-1]}
    for at, char in enumerate(window.text):
        for span in window.spans(at, at + 1):
            assert said[span.segment_id][span.start : span.end] == char
    whole = window.spans(0, len(window.text))
    assert "".join(said[span.segment_id][span.start : span.end] for span in whole) == "".join(texts)
