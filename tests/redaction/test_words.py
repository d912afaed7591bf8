"""Words are as clean as the text, and say where in the audio a span is."""

from __future__ import annotations

import pytest

from server.redaction.messages import Word
from server.redaction.words import Cut, Placed, align, redact, times


def words(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(text, float(i), i + 1.0) for i, text in enumerate(texts))


def cut(text: str, part: str, replacement: str, nth: int = 0) -> Cut:
    start = -1
    for _ in range(nth + 1):
        start = text.index(part, start + 1)
    return Cut(start, start + len(part), replacement)


def result(text: str, given: tuple[Word, ...], *cuts: Cut) -> list[tuple[str, float | None, float | None]]:
    return [(w.text, w.start_offset, w.end_offset) for w in redact(align(text, given, cuts), cuts)]


def test_words_under_one_cut_become_one_with_its_time() -> None:
    """Four spoken digits are one word, from the first one's start to the last one's end."""
    text = "card four one one one thanks"
    assert result(text, words(*text.split()), cut(text, "four one one one", "[C_1]")) == [
        ("card", 0.0, 1.0),
        ("[C_1]", 1.0, 5.0),
        ("thanks", 5.0, 6.0),
    ]


def test_what_is_around_a_cut_in_a_word_stays() -> None:
    """Punctuation and a possessive belong to the word, not to the value."""
    text = "is it (Jane's)?"
    assert result(text, words("is", "it", "(Jane's)?"), cut(text, "Jane", "[P_1]"))[-1][0] == "([P_1]'s)?"


def test_two_cuts_in_and_over_words() -> None:
    """A word may end one cut and begin another."""
    text = "a bb-cc dd"
    cuts = (cut(text, "bb", "[X]"), cut(text, "cc dd", "[Y]"))
    assert [w for w, *_ in result(text, words("a", "bb-cc", "dd"), *cuts)] == ["a", "[X]-[Y]"]


def test_a_cut_that_begins_in_the_space_before_a_word_hides_it() -> None:
    """Spans need not begin where a word does."""
    text = "hi Jane bye"
    assert [w for w, *_ in result(text, words("hi", "Jane", "bye"), Cut(2, 7, "[P]"))] == ["hi", "[P]", "bye"]


def test_nothing_is_left_of_a_word_that_an_empty_replacement_hides() -> None:
    """Redacted without a placeholder, the word is not there."""
    text = "hi Jane bye"
    assert [w for w, *_ in result(text, words("hi", "Jane", "bye"), cut(text, "Jane", ""))] == ["hi", "bye"]


def test_a_word_that_is_not_in_the_text_is_hidden() -> None:
    """Speech-to-text wrote the text one way and the words another: what cannot be judged is not shown."""
    text = "card four one one one thanks"
    given = words("card", "4111", "thanks")
    assert [w for w, *_ in result(text, given, cut(text, "four one one one", "[C]"))] == [
        "card",
        "[REDACTED]",
        "thanks",
    ]


def test_a_hidden_word_is_not_mistaken_for_an_equal_one_further_on() -> None:
    """The first "two" is hidden; if it is missing from the words, the second is not shown in its stead unnoticed."""
    text = "pin two four and two people"
    given = words("pin", "2", "4", "and", "two", "people")
    shown = [w for w, *_ in result(text, given, cut(text, "two four", "[PIN]"))]
    assert shown == ["pin", "[REDACTED]", "[REDACTED]", "and", "two", "people"]


def test_text_that_is_cut_out_is_not_skipped_by_a_word_that_was_not_lost() -> None:
    """With no lost word standing for the hidden text, a word behind it is not trusted."""
    text = "pin two four two"
    assert [w for w, *_ in result(text, words("pin", "two"), cut(text, "two four", "[PIN]"))] == ["pin", "[PIN]"]
    assert [w for w, *_ in result(text, words("pin", "four"), Cut(4, 7, "[A]"))] == ["pin", "[REDACTED]"]


@pytest.mark.parametrize("given", ["JANE", "jane", " Jane "])
def test_case_and_space_do_not_matter(given: str) -> None:
    """Words are found in any case."""
    text = "hi Jane"
    assert [w for w, *_ in result(text, words("hi", given), cut(text, "Jane", "[P]"))] == ["hi", "[P]"]


def test_part_of_a_longer_word_is_no_place() -> None:
    """The word "an" is not found inside "Jane"."""
    text = "Jane an"
    placed = align(text, words("an"), ())
    assert placed[0].place == (5, 7)


def test_times_of_a_range_are_those_of_the_words_it_touches() -> None:
    """None where no word was given."""
    text = "my card is 41 11"
    placed = align(text, words(*text.split()), ())
    assert times(placed, 11, 16) == (3.0, 5.0)
    assert times((), 0, 4) == (None, None)


def test_words_that_differ_from_the_text_tell_its_times() -> None:
    """Figures in the text, words in the words: they were said where the figures are, and none of them is left out."""
    text = "it's 4111 thanks"
    placed = align(text, words("it's", "four", "one", "one", "one", "thanks"), ())
    assert times(placed, 5, 9) == (1.0, 5.0)
    assert times(placed, 0, 4) == (0.0, 1.0)
    assert times(align(text, words("oh", "well"), ()), 5, 9) == (0.0, 2.0)


def test_times_that_go_back_are_covered_from_the_first_to_the_last() -> None:
    """A recognizer that corrects itself may send them so: no span ends before it begins."""
    text = "card 41 11"
    given = (Word("card", 0.0, 1.0), Word("41", 9.0, 9.5), Word("11", 2.0, 2.5))
    cuts = [cut(text, "41 11", "[C]")]
    placed = align(text, given, cuts)
    assert times(placed, 5, 10) == (2.0, 9.5)
    assert [(w.text, w.start_offset, w.end_offset) for w in redact(placed, cuts)][1:] == [("[C]", 2.0, 9.5)]
    assert times((Placed(Word("a"), (0, 1)), Placed(Word("b", 3.0, None), (2, 3))), 0, 3) == (3.0, None)


def test_letters_that_change_length_in_lower_case_do_not_shift_places() -> None:
    """The letter "İ" has two code points in lower case: such a word is found as written or not at all."""
    text = "İpek Jane"
    given = words("İpek", "Jane")
    assert [w for w, *_ in result(text, given, cut(text, "Jane", "[P]"))] == ["İpek", "[P]"]
    assert result(text, words("ipek", "Jane"), cut(text, "Jane", "[P]"))[0][0] == "[REDACTED]"
