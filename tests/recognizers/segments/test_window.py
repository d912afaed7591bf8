"""Segments of one speaker as one text: what a cut parted is whole again, and every range finds its way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.dialogue.heard import Said
from recognizers.dialogue.memory import Dialogue
from recognizers.entities import Role, Span, Turn
from recognizers.segments.window import join, notice, run_on

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
        (("u", "r five h"), "u\nr five h"),
        (("b", "one two g d"), "b\none two g d"),
        (("d", "as in delta"), "d\nas in delta"),
        (("t as in tango", "s as in sierra"), "t as in tango\ns as in sierra"),
        (("three seventy-three", "twenty-five"), "three seventy-three\ntwenty-five"),
    ],
)
def test_a_cut_within_a_word_or_figure_is_mended(texts: tuple[str, ...], whole: str) -> None:
    """Two halves of one word or number are one again; words of their own stay apart."""
    assert joined(*texts).rstrip("\n") == whole


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (("my number is", "seve", "n one"), "my number is\nseven one"),
        (("eight five", "s", "even zero"), "eight five\nseven zero"),
        (("five one", "e", "i", "ght"), "five one\neight"),
        (("jane dot", "com"), "jane dot\ncom"),
        (("five", "ty"), "five\nty"),
        (("etc", "heverry"), "etcheverry"),
        (("met", "for", "min daily"), "metformin daily"),
        (("Jose", "\u0301 there"), "Jose\u0301 there"),
        (("i don", "'t know"), "i don't know"),
        (("order 4578", "ok"), "order 4578\nok"),
        (("order 4578", "o", "k"), "order 4578\nok"),
        (("654-2642", "My email"), "654-2642\nMy email"),
        (("my seat", "h", "ar", "i", "yes"), "my seat\nhari\nyes"),
        (("eight", "i", " see"), "eight\ni see"),
        (("thanks", "y", "e", "s", "o", "k"), "thanks\nyes\nok"),
        (("krispy", "w 2 h"), "krispy\nw 2 h"),
    ],
)
def test_pieces_of_a_client_that_cuts_within_words_are_put_where_they_belong(
    texts: tuple[str, ...], whole: str
) -> None:
    """The last letters of one word are not made the first of the next, nor a word a part of the one before."""
    before = [Said(f"s{number}", WHO, text) for number, text in enumerate(texts[:-1])]
    assert join(before, Turn("now", texts[-1], Role.CUSTOMER), uncut=True).text == whole


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


def line(*segments: str, answered: int = -1, uncut: bool = False) -> str:
    """Segments of one speaker read as one; after the one numbered ``answered`` the other side said something."""
    said = [Said(f"s{n}", WHO, text, answered=n == answered) for n, text in enumerate(segments[:-1])]
    return run_on(join(said, Turn("last", segments[-1], Role.CUSTOMER), uncut=uncut)).text


@pytest.mark.parametrize(
    ("segments", "as_one"),
    [
        (("my name is", "jane doe"), "my name is jane doe"),
        (("it's four one", "five"), "it's four one five"),
        (("it's", "fionnuala"), "it's fionnuala"),
        (("jen", "nifer"), "jennifer"),
        (("my name ", "is"), "my name is"),
        (("b r", "y c e"), "b r y c e"),
        (("thank", "you"), "thank you"),
        (("ext", "nineteen"), "ext nineteen"),
    ],
)
def test_an_utterance_reads_as_if_it_had_come_as_one(segments: tuple[str, ...], as_one: str) -> None:
    """With one space where there was none, unless the words at a cut are one together and not two everyday ones."""
    assert line(*segments) == as_one


@pytest.mark.parametrize(
    ("segments", "torn"),
    [
        (("jen", "nifer"), "jennifer"),
        (("ko", "walczy", "k"), "kowalczyk"),
        (("16 dec", "em", "ber"), "16 december"),
        (("al", "exis and"), "alexis and"),
        (("etchev", "errino"), "etcheverrino"),
        (("my name is", "jane"), "my name is jane"),
        (("i need", "to pay"), "i need to pay"),
        (("jane", "and tom"), "jane and tom"),
    ],
)
def test_words_that_come_as_they_were_cut_are_put_together(segments: tuple[str, ...], torn: str) -> None:
    """Where they are a word together, or none apart; two words that are often said stay two."""
    assert line(*segments, uncut=True) == torn


def test_what_the_other_side_answered_stays_apart() -> None:
    """After "mm hm" the next segment may be the rest of a value, but not of a sentence."""
    assert line("it's 7701", "double one", answered=0) == "it's 7701\ndouble one"


def test_a_word_in_several_segments_is_one_range() -> None:
    """From its first letter to its last, wherever the cuts were."""
    said = [Said("a", WHO, "i'm jen"), Said("b", WHO, "ni")]
    window = run_on(join(said, Turn("c", "fer yes", Role.CUSTOMER), uncut=True))
    assert {window.text[low:high] for low, high in window.torn_words()} == {"jennifer"}
    assert window.begins_within


@pytest.mark.parametrize(
    ("edges", "uncut"),
    [((0, 0), False), ((0, 16), False), ((1, 4), True), ((2, 6), True), ((3, 40), False), ((1, 60), False)],
)
def test_how_a_client_cuts_is_told_by_its_segments(edges: tuple[int, int], uncut: bool) -> None:
    """As they were cut, when one in eight shows it; else they are trimmed."""
    assert Dialogue(edges=edges).uncut is uncut


@pytest.mark.parametrize(
    ("before", "text", "shows"),
    [
        ("my name is jen", "nifer", True),
        ("my name is", " jennifer", True),
        ("it's thir", "teen", True),
        ("my name is", "jennifer", False),
        ("it's", "fionnuala", False),
        ("thank", "you", False),
        ("b r", "y c e", False),
        ("jane", "doe", False),
    ],
)
def test_a_cut_word_or_a_space_at_an_edge_shows_how_a_client_cuts(before: str, text: str, shows: bool) -> None:
    """One that trims its segments sends neither; two words, two names and spelled letters show nothing."""
    dialogue = Dialogue(window=(Said("a", WHO, before),))
    assert notice(dialogue, Turn("b", text, Role.CUSTOMER)).edges == (int(shows), 1)
