"""Spoken form: how people say numbers, letters and codes, and what they would look like written.

A text becomes *atoms*: "four", "double oh", "twenty three", "b as in bravo", "4111", "LH". An atom has written
characters and a source range. Atoms that follow each other become *runs*, the longest stretches that may be one value;
runs that a hesitation, a repair, an "and" or a turn boundary parts are *linked*, and a recognizer that knows what it
looks for may join them. Nothing is ever joined without a reason: "fourteen, seven, thirty eight" stays three numbers.

Every written character knows its source range, so what a recognizer finds in the written form can be hidden in the
text that was said.
"""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass, field

from recognizers.tokens import Kind, Token, tokenize
from recognizers.vocabulary import (
    CONNECTORS,
    DIGITS,
    HESITATIONS,
    LETTER_NAMES,
    MULTIPLES,
    NATO,
    ORDINAL_SUFFIXES,
    ORDINALS,
    REPAIRS,
    SCALES,
    SHORT_WORDS,
    SPELLING_LINKS,
    TEENS,
    TENS,
)

_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
_TIGHT_MARKS = _HYPHENS | frozenset("()+#.*\u00b7")
_TIGHT_WORDS = frozenset({"dash", "hyphen", "space"})
_SEPARATORS = {"dash": "-", "hyphen": "-", "dot": ".", "point": ".", "slash": "/"}
_MAX_LINK_WORDS = 5

_Piece = tuple[str, "Form", int]


class Form(enum.Enum):
    """How an atom was said."""

    FIGURES = "figures"  # 4111
    DIGIT = "digit"  # four, oh, double seven
    PAIR = "pair"  # twelve, forty nine
    CARDINAL = "cardinal"  # two hundred and six, five thousand
    LETTER = "letter"  # b, bravo, b as in bravo, double e
    CODE = "code"  # LH in LH-88210


class Link(enum.Enum):
    """What stands between an atom and the one before it."""

    NONE = "none"  # other words: two different things
    TIGHT = "tight"  # nothing, white space, a hyphen
    PAUSE = "pause"  # a hesitation: uh, um
    REPAIR = "repair"  # sorry, no wait
    SOFT = "soft"  # a comma, "and", "okay so", "then"
    TURN = "turn"  # the boundary of two segments of one speaker


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest spoken piece of a number or code.

    Attributes:
        written: its characters: ASCII figures or lower-case letters.
        start: first code point of its source.
        end: one past the last.
        form: how it was said.
        link: what stands between it and the atom before.
        separator: the mark written or said between it and the atom before, of ``-./,:``, or ``""``.
        first: index of its first token.
        last: index of its last token.
    """

    written: str = field(repr=False)
    start: int
    end: int
    form: Form
    link: Link
    separator: str
    first: int
    last: int

    @property
    def is_letters(self) -> bool:
        """True for letters, said or written."""
        return self.form in (Form.LETTER, Form.CODE)


@dataclass(frozen=True, slots=True)
class Run:
    """Atoms that follow each other with at most a hesitation between."""

    atoms: tuple[Atom, ...]

    @property
    def start(self) -> int:
        """First code point of its source."""
        return self.atoms[0].start

    @property
    def end(self) -> int:
        """One past the last code point of its source."""
        return self.atoms[-1].end

    @property
    def link(self) -> Link:
        """What stands between it and the run before."""
        return self.atoms[0].link

    @property
    def written(self) -> str:
        """Its characters, separators left out."""
        return "".join(atom.written for atom in self.atoms)

    @property
    def punctuated(self) -> str:
        """Its characters with the separators that were said or written: ``04/30/2013``."""
        parts = [self.atoms[0].written]
        for atom in self.atoms[1:]:
            parts += (atom.separator, atom.written)
        return "".join(parts)

    @property
    def digits(self) -> str:
        """Its figures alone."""
        return "".join(atom.written for atom in self.atoms if not atom.is_letters)

    @property
    def letters(self) -> int:
        """How many letters it has."""
        return sum(len(atom.written) for atom in self.atoms if atom.is_letters)

    @property
    def pieces(self) -> list[tuple[int, int]]:
        """Its source ranges, hesitations left out: "one two uh three" has two."""
        ranges: list[tuple[int, int]] = []
        for atom in self.atoms:
            if ranges and atom.link is not Link.PAUSE:
                ranges[-1] = (ranges[-1][0], atom.end)
            else:
                ranges.append((atom.start, atom.end))
        return ranges

    @property
    def is_read_out(self) -> bool:
        """True when it is read out figure by figure, as nobody says a quantity: "oh four one", "double two"."""
        single = sum(atom.form is Form.DIGIT for atom in self.atoms)
        return single >= 3 or (single >= 2 and len(self.atoms) == single)

    @property
    def is_all_single(self) -> bool:
        """True when every atom is one spoken figure, or several of one kind: "nine six double two"."""
        return all(atom.form is Form.DIGIT for atom in self.atoms)

    @property
    def has_scale(self) -> bool:
        """True when "hundred" or "thousand" was said."""
        return any(atom.form is Form.CARDINAL for atom in self.atoms)


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """A text with its tokens, and its numbers and codes.

    Attributes:
        text: the text, untouched.
        tokens: its tokens.
        runs: its runs, in order.
    """

    text: str = field(repr=False)
    tokens: tuple[Token, ...] = field(repr=False)
    runs: tuple[Run, ...] = field(repr=False)

    def chains(self) -> list[list[Run]]:
        """Group runs that are linked to each other, in order."""
        chains: list[list[Run]] = []
        for run in self.runs:
            if chains and run.link is not Link.NONE:
                chains[-1].append(run)
            else:
                chains.append([run])
        return chains


def read(text: str) -> SpokenForm:
    """Find the numbers and codes of a text, spoken or written.

    Args:
        text: one segment, or segments of one speaker joined by newlines.
    """
    tokens = tuple(tokenize(text))
    return SpokenForm(text, tokens, tuple(_runs(_atoms(text, tokens))))


def _atoms(text: str, tokens: tuple[Token, ...]) -> list[Atom]:
    atoms: list[Atom] = []
    index = 0
    while index < len(tokens):
        piece = _piece(text, tokens, index)
        if piece is None:
            index += 1
            continue
        written, form, after = piece
        link, separator = _link(text, tokens, atoms[-1].last if atoms else None, index)
        atoms.append(Atom(written, tokens[index].start, tokens[after - 1].end, form, link, separator, index, after - 1))
        index = after
    return _drop_ordinary_letters(text, tokens, atoms)


def _piece(text: str, tokens: tuple[Token, ...], index: int) -> _Piece | None:
    """Read one atom at a token: its characters, its form and the index after it."""
    token = tokens[index]
    if token.kind is Kind.FIGURES:
        return _figures(text, tokens, index)
    if token.kind is Kind.MARK:
        return None
    word = token.lower
    if word in MULTIPLES:
        return _multiple(tokens, index)
    if word == "a" and _word(tokens, index + 1) in SCALES:
        return _cardinal(tokens, index + 1, 1)
    number = _below_hundred(tokens, index)
    if number is not None:
        value, form, after = number
        if _word(tokens, after) in SCALES and value.isdigit() and word not in ("oh", "o"):
            return _cardinal(tokens, after, int(value))
        return value, form, after
    return _letter(text, tokens, index)


def _figures(text: str, tokens: tuple[Token, ...], index: int) -> _Piece | None:
    suffix = tokens[index + 1] if index + 1 < len(tokens) else None
    if suffix is not None and suffix.glued and suffix.lower in ORDINAL_SUFFIXES:
        return None
    return tokens[index].lower, Form.FIGURES, index + 1


def _multiple(tokens: tuple[Token, ...], index: int) -> _Piece | None:
    times, after = MULTIPLES[tokens[index].lower], index + 1
    word = _word(tokens, after)
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


def _below_hundred(tokens: tuple[Token, ...], index: int) -> _Piece | None:
    word = _word(tokens, index)
    if word in DIGITS:
        return DIGITS[word], Form.DIGIT, index + 1
    if word in TEENS:
        return TEENS[word], Form.PAIR, index + 1
    if word not in TENS:
        return None
    following = index + 1
    if following < len(tokens) and tokens[following].lower in _HYPHENS and tokens[following].glued:
        following += 1  # twenty-two
    unit = DIGITS.get(_word(tokens, following), "0")
    if unit != "0":
        return TENS[word] + unit, Form.PAIR, following + 1
    return TENS[word] + "0", Form.PAIR, index + 1


def _cardinal(tokens: tuple[Token, ...], scale_at: int, value: int) -> _Piece:
    """Read on from a scale word: "six hundred | and twelve", "two thousand | and one".

    "Eight hundred five five five" is 800 and three figures: a single figure that more figures follow is not added.
    """
    total, group = 0, value * SCALES[tokens[scale_at].lower]
    index = scale_at + 1
    while True:
        if _word(tokens, index) in SCALES:  # two hundred thousand
            group *= SCALES[tokens[index].lower]
            index += 1
            continue
        joined = _word(tokens, index) == "and"
        rest = _below_hundred(tokens, index + joined)
        if rest is None or rest[0] == "0":
            break
        digits, form, after = rest
        scale = SCALES.get(_word(tokens, after), 0)
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


def _letter(text: str, tokens: tuple[Token, ...], index: int) -> _Piece | None:
    token = tokens[index]
    word = token.lower
    if len(word) == 1:
        return word, Form.LETTER, _after_spelling_word(tokens, index)
    if word == "x" or (word == "ex" and _word(tokens, index + 1) == "ray"):
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
    if letter == "x" and _word(tokens, index + 1) in ("ray", "-") and not tokens[index + 1].lower == "-":
        return index + 2
    at = index + 1
    if at < len(tokens) and tokens[at].lower == ",":
        at += 1
    for link in SPELLING_LINKS:
        words = link.split()
        end = at + len(words)
        if [t.lower for t in tokens[at:end]] == words and end < len(tokens) and tokens[end].lower.startswith(letter):
            if link in ("like", "for", "as", "in") and len(tokens[end].lower) == 1:
                continue
            return end + 1
    return index + 1


def _is_code(text: str, tokens: tuple[Token, ...], index: int) -> bool:
    """True for letters that are part of a written code: touching figures, or capitals between figures."""
    token = tokens[index]
    if len(token.lower) > 12 or (token.glued and token.lower in ORDINAL_SUFFIXES):
        return False
    before, after = _neighbour(tokens, index, -1), _neighbour(tokens, index, +1)
    if Kind.FIGURES in (before, after):
        return True
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following.kind is Kind.FIGURES and len(token.lower) in (2, 3):
        ordinary = token.lower in SHORT_WORDS or token.lower in HESITATIONS or not token.lower.isalpha()
        return len(following.lower) >= 2 and not ordinary  # "lk 7854", "tgr 567"
    raw = text[token.start : token.end]
    near = tokens[max(0, index - 1) : index + 2]
    return raw.isupper() and len(raw) <= 5 and sum(t.kind is Kind.FIGURES for t in near) == 2


def _neighbour(tokens: tuple[Token, ...], index: int, step: int) -> Kind | None:
    """Return the kind of the token that touches this one, seen through one hyphen."""
    at = index + step
    hops = 0
    while 0 <= at < len(tokens) and hops < 2:
        if not (tokens[at] if step > 0 else tokens[at + 1]).glued:
            return None
        if tokens[at].lower not in _HYPHENS:
            return tokens[at].kind
        at += step
        hops += 1
    return None


def _word(tokens: tuple[Token, ...], index: int) -> str:
    return tokens[index].lower if index < len(tokens) else ""


def _link(text: str, tokens: tuple[Token, ...], last: int | None, index: int) -> tuple[Link, str]:
    """Judge what stands between two atoms."""
    if last is None:
        return Link.NONE, ""
    between = tokens[last + 1 : index]
    crosses_turn = "\n" in text[tokens[last].end : tokens[index].start]
    if not between:
        return (Link.TURN if crosses_turn else Link.TIGHT), ""
    words = [token for token in between if token.kind is not Kind.MARK]
    marks = [token for token in between if token.kind is Kind.MARK]
    link, separator = _mark_link(text, tokens[last], marks, tokens[index]) if marks else (Link.TIGHT, "")
    if link is not Link.NONE and words:
        link, separator = _word_link([token.lower for token in words], link, separator)
    if crosses_turn and link is not Link.NONE:
        link = Link.REPAIR if link is Link.REPAIR else Link.TURN
    return link, separator


def _mark_link(text: str, before: Token, marks: list[Token], after: Token) -> tuple[Link, str]:
    signs = "".join(mark.lower for mark in marks)
    touching = marks[0].start == before.end and marks[-1].end == after.start
    if touching and signs in ("/", ".", ",", ":"):
        return Link.TIGHT, signs
    if all(sign in _TIGHT_MARKS for sign in signs):
        sentence_end = "." in signs and not touching
        return (Link.SOFT if sentence_end else Link.TIGHT), "-" if signs[0] in _HYPHENS else ""
    if all(sign in ",;.\u2026" or sign in _TIGHT_MARKS for sign in signs):
        return Link.SOFT, ","
    return Link.NONE, ""


def _word_link(words: list[str], link: Link, separator: str) -> tuple[Link, str]:
    if len(words) == 1 and words[0] in _SEPARATORS:
        return Link.TIGHT, _SEPARATORS[words[0]]
    if all(word in _TIGHT_WORDS or word in HESITATIONS for word in words):
        hesitates = any(word in HESITATIONS for word in words)
        return (Link.PAUSE if hesitates and link is Link.TIGHT else link), separator or ("-" if not hesitates else "")
    known = (word in CONNECTORS or word in REPAIRS or word in HESITATIONS or word in _TIGHT_WORDS for word in words)
    if len(words) > _MAX_LINK_WORDS or not all(known):
        return Link.NONE, ""
    return (Link.REPAIR if any(word in REPAIRS for word in words) else Link.SOFT), ""


def _drop_ordinary_letters(text: str, tokens: tuple[Token, ...], atoms: list[Atom]) -> list[Atom]:
    """Leave out letters and sounds that are ordinary words where they stand: "a" dozen, "i" think, "oh" well."""
    kept: list[Atom] = []
    for position, atom in enumerate(atoms):
        before = atoms[position - 1] if position else None
        after = atoms[position + 1] if position + 1 < len(atoms) else None
        left = atom.link in (Link.TIGHT, Link.PAUSE) and bool(kept) and kept[-1] is before
        right = after is not None and after.link in (Link.TIGHT, Link.PAUSE)
        if _is_ordinary(tokens, atom, before if left else None, after if right else None):
            continue
        if tokens[atom.last].lower == "o" and atom.first == atom.last:
            atom = _letter_o(atom, [n for n in (before if left else None, after if right else None) if n is not None])
        kept.append(atom)
    return _relink(text, tokens, kept)


def _is_ordinary(tokens: tuple[Token, ...], atom: Atom, before: Atom | None, after: Atom | None) -> bool:
    word = tokens[atom.first].lower
    if atom.last != atom.first or atom.form in (Form.CODE, Form.FIGURES):
        return False
    neighbours = [n for n in (before, after) if n is not None]
    if word in ("oh", "o"):
        return not neighbours
    if atom.form is not Form.LETTER:
        return False
    if word == "i":
        return not (before and after) and not any(n.is_letters for n in neighbours)
    if word == "a":
        if after is None and before is not None:
            return _goes_on(tokens, atom)  # "twenty a head"; but "oh one two a" ends a code
        return before is None and (after is None or not after.is_letters)
    if word in NATO or word in LETTER_NAMES:
        return not neighbours
    return False


def _goes_on(tokens: tuple[Token, ...], atom: Atom) -> bool:
    return atom.last + 1 < len(tokens) and tokens[atom.last + 1].kind is Kind.WORD


def _letter_o(atom: Atom, neighbours: list[Atom]) -> Atom:
    """Read "o" as the letter among letters ("c o p p e r") and as zero among figures."""
    if not neighbours or not all(n.form is Form.LETTER for n in neighbours):
        return atom
    return dataclasses.replace(atom, written="o", form=Form.LETTER)


def _relink(text: str, tokens: tuple[Token, ...], atoms: list[Atom]) -> list[Atom]:
    linked: list[Atom] = []
    for atom in atoms:
        link, separator = _link(text, tokens, linked[-1].last if linked else None, atom.first)
        if (link, separator) != (atom.link, atom.separator):
            atom = dataclasses.replace(atom, link=link, separator=separator)
        linked.append(atom)
    return linked


def _runs(atoms: list[Atom]) -> list[Run]:
    groups: list[list[Atom]] = []
    for atom in atoms:
        if groups and atom.link in (Link.TIGHT, Link.PAUSE):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return [Run(tuple(group)) for group in groups]


def is_ordinal(word: str) -> bool:
    """True for "third", "twelfth"."""
    return word in ORDINALS
