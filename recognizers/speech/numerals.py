"""Numerals and letters: one spoken piece of a number or code, read from the tokens where it stands.

"double oh", "twenty three", "two thousand and one", "b as in bravo", "4111", "LH". How pieces make values is the
business of ``spoken``.
"""

from __future__ import annotations

import enum

from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import (
    DIGITS,
    HESITATIONS,
    LETTER_NAMES,
    MULTIPLES,
    NATO,
    ORDINAL_SUFFIXES,
    SCALES,
    SHORT_WORDS,
    SPELLING_LINKS,
    TEENS,
    TENS,
)

SPOKEN_WORDS = frozenset((*DIGITS, *TEENS, *TENS, *MULTIPLES, *NATO, *LETTER_NAMES, "ex"))
"""The words of more than one letter that a number or a spelling can begin with, in a text without figures."""

HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")


class Form(enum.Enum):
    """How an atom was said."""

    FIGURES = "figures"  # 4111
    DIGIT = "digit"  # four, oh, double seven
    PAIR = "pair"  # twelve, forty nine
    CARDINAL = "cardinal"  # two hundred and six, five thousand
    LETTER = "letter"  # b, bravo, b as in bravo, double e
    CODE = "code"  # LH in LH-88210


Piece = tuple[str, Form, int]  # its characters, how it was said, the index after its last token


def read_piece(text: str, tokens: tuple[Token, ...], index: int) -> Piece | None:
    """Read one piece at a token, or return None where none begins.

    Args:
        text: the text.
        tokens: its tokens.
        index: where to read.
    """
    token = tokens[index]
    if token.kind is Kind.FIGURES:
        return _figures(tokens, index)
    if token.kind is Kind.MARK:
        return None
    word = token.lower
    if word in MULTIPLES:
        return _multiple(tokens, index)
    if word == "a" and word_at(tokens, index + 1) in SCALES:
        return _cardinal(tokens, index + 1, 1)
    number = None if _is_spelled_o(tokens, index) else _below_hundred(tokens, index)
    if number is not None:
        value, form, after = number
        if word_at(tokens, after) in SCALES and value.isdigit() and word not in ("oh", "o"):
            return _cardinal(tokens, after, int(value))
        return value, form, after
    return _letter(text, tokens, index)


def _is_spelled_o(tokens: tuple[Token, ...], index: int) -> bool:
    """True for the letter of "o as in oscar" and "o for oscar", which is no zero."""
    if tokens[index].lower != "o":
        return False
    after = _after_spelling_word(tokens, index)
    linked = after > index + 1 and (word_at(tokens, index + 1), word_at(tokens, index + 2)) == ("as", "in")
    return linked or (after > index + 1 and tokens[after - 1].lower in NATO)


def _figures(tokens: tuple[Token, ...], index: int) -> Piece | None:
    suffix = tokens[index + 1] if index + 1 < len(tokens) else None
    if suffix is not None and suffix.glued and suffix.lower in ORDINAL_SUFFIXES:
        return None
    return tokens[index].lower, Form.FIGURES, index + 1


def _multiple(tokens: tuple[Token, ...], index: int) -> Piece | None:
    times, after = MULTIPLES[tokens[index].lower], index + 1
    while word_at(tokens, after) in HESITATIONS or MULTIPLES.get(word_at(tokens, after)) == times:
        after += 1  # broken off, and begun again: "double uh double seven"
    word = word_at(tokens, after)
    if word in DIGITS and word != "o":
        return DIGITS[word] * times, Form.DIGIT, after + 1
    if word == "u" and times == 2:
        return "w", Form.LETTER, after + 1
    if len(word) == 1 and word.isalpha():
        return ("0" * times, Form.DIGIT, after + 1) if word == "o" else (word * times, Form.LETTER, after + 1)
    if word in TEENS or word in TENS:
        value = TEENS.get(word) or TENS[word] + "0"
        return value * times, Form.DIGIT, after + 1
    if after < len(tokens) and tokens[after].kind is Kind.FIGURES and len(tokens[after].lower) == 1:
        return tokens[after].lower * times, Form.DIGIT, after + 1
    return None


def _below_hundred(tokens: tuple[Token, ...], index: int) -> Piece | None:
    word = word_at(tokens, index)
    if word in DIGITS:
        return DIGITS[word], Form.DIGIT, index + 1
    if word in TEENS:
        return TEENS[word], Form.PAIR, index + 1
    if word not in TENS:
        return None
    following = index + 1
    if following < len(tokens) and tokens[following].lower in HYPHENS and tokens[following].glued:
        following += 1  # twenty-two
    unit = DIGITS.get(word_at(tokens, following), "0")
    if unit != "0":
        return TENS[word] + unit, Form.PAIR, following + 1
    return TENS[word] + "0", Form.PAIR, index + 1


def _cardinal(tokens: tuple[Token, ...], scale_at: int, value: int) -> Piece:
    """Read on from a scale word: "six hundred | and twelve", "two thousand | and one".

    "Eight hundred five five five" is 800 and three figures: a single figure that more figures follow is not added.
    """
    total, group = 0, value * SCALES[tokens[scale_at].lower]
    index = scale_at + 1
    while True:
        if word_at(tokens, index) in SCALES:  # two hundred thousand
            group *= SCALES[tokens[index].lower]
            index += 1
            continue
        joined = word_at(tokens, index) == "and"
        rest = _below_hundred(tokens, index + joined)
        if rest is None or rest[0] == "0":
            break
        digits, form, after = rest
        scale = SCALES.get(word_at(tokens, after), 0)
        if scale and scale < group:
            total, group = total + group, int(digits) * scale
            index = after + 1
            continue
        if not joined and form is Form.DIGIT and _below_hundred(tokens, after) is not None:
            break
        if group % 100 == 0 and (joined or group < 1_000_000):
            group += int(digits)
            index = after
        break
    return str(total + group), Form.CARDINAL, index


def _letter(text: str, tokens: tuple[Token, ...], index: int) -> Piece | None:
    token = tokens[index]
    word = token.lower
    if len(word) == 1:
        return word, Form.LETTER, _after_spelling_word(tokens, index)
    if word == "ex" and word_at(tokens, index + 1) == "ray":
        return "x", Form.LETTER, index + 2
    if _is_code(text, tokens, index):
        return word, Form.CODE, index + 1
    if word in NATO:
        return NATO[word], Form.LETTER, index + 1
    if word in LETTER_NAMES:
        return LETTER_NAMES[word], Form.LETTER, index + 1
    return None


def _after_spelling_word(tokens: tuple[Token, ...], index: int) -> int:
    """Return the index after "b" or "b as in bravo": the word must begin with the letter."""
    letter = tokens[index].lower
    ray = _after_x_ray(tokens, index)
    if ray is not None:
        return ray
    at = index + 1
    if at < len(tokens) and tokens[at].lower == ",":
        at += 1
    for link in SPELLING_LINKS:
        words = link.split()
        end = at + len(words)
        if [t.lower for t in tokens[at:end]] == words and end < len(tokens) and tokens[end].lower.startswith(letter):
            ray = _after_x_ray(tokens, end)
            if ray is not None:
                return ray
            if link in ("like", "for", "as", "in") and len(tokens[end].lower) == 1:
                continue
            return end + 1
    return index + 1


def _after_x_ray(tokens: tuple[Token, ...], index: int) -> int | None:
    """Return the index after "x ray" and "x-ray"."""
    if word_at(tokens, index) != "x":
        return None
    ray = index + 2 if word_at(tokens, index + 1) in HYPHENS else index + 1
    return ray + 1 if word_at(tokens, ray) == "ray" else None


def _is_code(text: str, tokens: tuple[Token, ...], index: int) -> bool:
    """True for letters that are part of a written code: touching figures, or capitals between figures."""
    token = tokens[index]
    if len(token.lower) > 12 or (token.glued and token.lower in ORDINAL_SUFFIXES):
        return False
    before, after = _neighbour(tokens, index, -1), _neighbour(tokens, index, +1)
    if Kind.FIGURES in (before, after):
        return True
    raw = text[token.start : token.end]
    capitals = raw.isupper() and len(raw) <= 3 and token.lower not in SHORT_WORDS and not text.isupper()
    if capitals and (_ends_code(text, tokens, index) or _begins_code(tokens, index)):
        return True
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following.kind is Kind.FIGURES and len(token.lower) in (2, 3):
        ordinary = token.lower in SHORT_WORDS or token.lower in HESITATIONS or not token.lower.isalpha()
        return len(following.lower) >= 2 and not ordinary  # "lk 7854", "tgr 567"
    near = tokens[max(0, index - 1) : index + 2]
    return raw.isupper() and len(raw) <= 5 and sum(t.kind is Kind.FIGURES for t in near) == 2


def _ends_code(text: str, tokens: tuple[Token, ...], index: int) -> bool:
    """True after capitals and figures: "KXR" in "LD19 KXR"."""
    if index < 2 or tokens[index - 1].kind is not Kind.FIGURES or not tokens[index - 1].glued:
        return False
    before = tokens[index - 2]
    return before.kind is Kind.WORD and text[before.start : before.end].isupper()


def _begins_code(tokens: tuple[Token, ...], index: int) -> bool:
    """True before figures with letters among them: "AA" in "AA 7H2"."""
    code = tokens[index + 1 : index + 4]
    kinds = tuple(token.kind for token in code)
    return kinds == (Kind.FIGURES, Kind.WORD, Kind.FIGURES) and code[1].glued and code[2].glued


def _neighbour(tokens: tuple[Token, ...], index: int, step: int) -> Kind | None:
    """Return the kind of the token that touches this one, seen through one hyphen."""
    at = index + step
    hops = 0
    while 0 <= at < len(tokens) and hops < 2:
        if not (tokens[at] if step > 0 else tokens[at + 1]).glued:
            return None
        if tokens[at].lower not in HYPHENS:
            return tokens[at].kind
        at += step
        hops += 1
    return None


def word_at(tokens: tuple[Token, ...], index: int) -> str:
    """Return the token at an index as compared, or "" past the end."""
    return tokens[index].lower if index < len(tokens) else ""
