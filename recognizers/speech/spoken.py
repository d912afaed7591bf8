"""Spoken form: how people say numbers, letters and codes, and what they would look like written.

A text becomes *atoms*: "four", "double oh", "twenty three", "b as in bravo", "4111", "LH". An atom has written
characters and a source range. Atoms that follow each other, over a hesitation or a segment boundary too, become *runs*,
the longest stretches that may be one value; runs that a repair, a comma or an "and" parts are *linked*, and a
recognizer that knows what it looks for may join them. Nothing is ever joined without a reason: "fourteen, seven, thirty
eight" stays three numbers.

Every written character knows its source range, so what a recognizer finds in the written form can be hidden in the
text that was said.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from recognizers.speech.numerals import HYPHENS, SPOKEN_WORDS, Form, read_piece
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import CONNECTORS, HESITATIONS, LETTER_NAMES, NATO, REPAIRS, UNITS

_TIGHT_MARKS = HYPHENS | frozenset("()+#.*\u00b7")
_TIGHT_WORDS = frozenset({"dash", "hyphen", "space"})
_SEPARATORS = {"dash": "-", "hyphen": "-", "dot": ".", "point": ".", "slash": "/", "hash": "#"}
_MAX_LINK_WORDS = 5
_CODE_REACH = 4  # tokens between letters of a code and its figures
_SPELLED_CODE = 4  # letters and figures after an "a" that is one of them
_LONGEST_CODE = 24
_CALLED_LETTERS = frozenset("letter capital uppercase lowercase".split())
_ONE_WHICH = frozenset("with ending ends that which".split())  # "and one with" is another one
_SAID_OF_ONESELF = frozenset("think thought guess believe mean hope have don't can't see said".split())
_ONE_OF = frozenset("moment second sec minute more".split())  # "one moment" right after a number is no part of it



class Link(enum.Enum):
    """What stands between an atom and the one before it."""

    NONE = "none"  # other words: two different things
    TIGHT = "tight"  # nothing, white space, a hyphen
    PAUSE = "pause"  # a hesitation: uh, um
    REPAIR = "repair"  # sorry, no wait
    SOFT = "soft"  # a comma, "and", "okay so", "then"
    TURN = "turn"  # the boundary of two segments of one speaker


_ONE_VALUE = (Link.TIGHT, Link.PAUSE)
_NEIGHBOURLY = (Link.TIGHT, Link.PAUSE, Link.TURN)  # an "oh" beside a figure is a zero, over a segment boundary too


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


# A run is itself: looking it up compares no atoms. No slots: what is asked of it again and again is worked out once.
@dataclass(frozen=True, eq=False)
class Run:
    """Atoms that follow each other with at most a hesitation or a segment boundary between."""

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

    @cached_property
    def written(self) -> str:
        """Its characters, separators left out."""
        return "".join(atom.written for atom in self.atoms)

    @cached_property
    def punctuated(self) -> str:
        """Its characters with the separators that were said or written: ``04/30/2013``."""
        parts = [self.atoms[0].written]
        for atom in self.atoms[1:]:
            parts += (atom.separator, atom.written)
        return "".join(parts)

    @cached_property
    def digits(self) -> str:
        """Its figures alone."""
        return "".join(atom.written for atom in self.atoms if not atom.is_letters)

    @cached_property
    def letters(self) -> int:
        """How many letters it has."""
        return sum(len(atom.written) for atom in self.atoms if atom.is_letters)

    @cached_property
    def pieces(self) -> list[tuple[int, int]]:
        """Its source ranges, without hesitations and segment boundaries: "one two uh three" has two."""
        ranges: list[tuple[int, int]] = []
        for atom in self.atoms:
            if ranges and atom.link is Link.TIGHT:
                ranges[-1] = (ranges[-1][0], atom.end)
            else:
                ranges.append((atom.start, atom.end))
        return ranges

    @cached_property
    def is_read_out(self) -> bool:
        """True when it is read out figure by figure, as nobody says a quantity: "oh four one", "double two"."""
        single = sum(atom.form is Form.DIGIT for atom in self.atoms)
        return single >= 3 or (single >= 2 and len(self.atoms) == single)

    @cached_property
    def is_all_single(self) -> bool:
        """True when every atom is one spoken figure, or several of one kind: "nine six double two"."""
        return all(atom.form is Form.DIGIT for atom in self.atoms)

    @cached_property
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


def read(text: str, tokens: tuple[Token, ...], names: Mapping[int, int] | None = None) -> SpokenForm:
    """Find the numbers and codes of a text, spoken or written.

    Args:
        text: one segment, or segments of one speaker joined by newlines.
        tokens: its tokens.
        names: where a value is named in letters or numbers, "c v v", "last four": indexes of the first token and of the
            one after the last. What stands there is no part of the value.
    """
    return SpokenForm(text, tokens, tuple(_runs(tokens, _atoms(text, tokens, names or {}))))


def _atoms(text: str, tokens: tuple[Token, ...], names: Mapping[int, int]) -> list[Atom]:
    atoms: list[Atom] = []
    index = 0
    figures = [at for at, token in enumerate(tokens) if token.kind is Kind.FIGURES]
    near = {at + step for at in figures for step in range(-_CODE_REACH, _CODE_REACH + 1)}
    while index < len(tokens):
        if index in names:
            index = names[index]
            continue
        word = tokens[index].lower
        if len(word) > 1 and word not in SPOKEN_WORDS and index not in near:
            index += 1
            continue
        piece = read_piece(text, tokens, index)
        if piece is None:
            index += 1
            continue
        written, form, after = piece
        link, separator = _link(text, tokens, atoms[-1].last if atoms else None, index)
        atoms.append(Atom(written, tokens[index].start, tokens[after - 1].end, form, link, separator, index, after - 1))
        index = after
    return _drop_ordinary_letters(text, tokens, atoms)


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
    link, separator = _mark_link(tokens[last], marks, tokens[index]) if marks else (Link.TIGHT, "")
    if link is not Link.NONE and words:
        link, separator = _word_link([token.lower for token in words], link, separator)
    if crosses_turn and link is not Link.NONE and all(token.lower in HESITATIONS for token in words):
        link = Link.TURN
    return link, separator


def _mark_link(before: Token, marks: list[Token], after: Token) -> tuple[Link, str]:
    signs = "".join(mark.lower for mark in marks)
    touching = marks[0].start == before.end and marks[-1].end == after.start
    if touching and signs in ("/", ".", ",", ":"):
        return Link.TIGHT, signs
    if all(sign in _TIGHT_MARKS for sign in signs):
        sentence_end = "." in signs and not touching
        return (Link.SOFT if sentence_end else Link.TIGHT), "-" if signs[0] in HYPHENS else ""
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
        if _begins_spelled_code(tokens, atoms, position):
            kept.append(atom)  # "a five m seven v j"
            continue
        before = atoms[position - 1] if position else None
        after = atoms[position + 1] if position + 1 < len(atoms) else None
        left = atom.link in _NEIGHBOURLY and bool(kept) and kept[-1] is before
        right = after is not None and after.link in _NEIGHBOURLY
        if _is_ordinary(tokens, atom, before if left else None, after if right else None):
            continue
        kept.append(_as_letter_o(tokens, atom, before if left else None, after if right else None))
    return _relink(text, tokens, kept)


def _is_ordinary(tokens: tuple[Token, ...], atom: Atom, before: Atom | None, after: Atom | None) -> bool:
    word = tokens[atom.first].lower
    if atom.last != atom.first or atom.form in (Form.CODE, Form.FIGURES):
        return False
    neighbours = [n for n in (before, after) if n is not None]
    if word == "one":
        return after is None and _is_pronoun_one(tokens, atom, before)
    if word in ("oh", "o"):
        return not neighbours or (after is None and atom.link is Link.TURN and _goes_on(tokens, atom))
    if atom.form is not Form.LETTER:
        return False
    if word == "i":
        of_oneself = after is None and _word_after(tokens, atom) in _SAID_OF_ONESELF  # "v j i think"
        return of_oneself or (not (before and after) and not any(n.is_letters for n in neighbours))
    if word == "a":
        if atom.last + 1 < len(tokens) and tokens[atom.last + 1].glued and after is not None:
            return False  # "A7-99812"
        if after is None and before is not None:
            return _goes_on(tokens, atom)  # "twenty a head"; but "oh one two a" ends a code
        return before is None and (after is None or not after.is_letters)
    if word in NATO or word in LETTER_NAMES:
        return not neighbours
    return False


def _is_pronoun_one(tokens: tuple[Token, ...], atom: Atom, before: Atom | None) -> bool:
    """True for "one moment" right after a number, and for the card of "and one with"."""
    following = _word_after(tokens, atom)
    another = before is None and following in _ONE_WHICH and _word_before(tokens, atom) == "and"
    return following in _ONE_OF or another


def _word_after(tokens: tuple[Token, ...], atom: Atom) -> str:
    return tokens[atom.last + 1].lower if atom.last + 1 < len(tokens) else ""


def _word_before(tokens: tuple[Token, ...], atom: Atom) -> str:
    return tokens[atom.first - 1].lower if atom.first else ""


def _begins_spelled_code(tokens: tuple[Token, ...], atoms: list[Atom], position: int) -> bool:
    """True for the "a" of "a five m seven v j": letters and figures follow, one by one, as nothing else is called."""
    if tokens[atoms[position].first].lower != "a" or atoms[position].first != atoms[position].last:
        return False
    code = []
    for atom in atoms[position + 1 : position + 1 + _LONGEST_CODE]:
        if atom.link not in _ONE_VALUE or not (len(atom.written) == 1 or atom.form is Form.DIGIT):
            break
        code.append(atom)
    letters = [atom.written for atom in code if atom.is_letters]
    if _word_before(tokens, atoms[position]) in _CALLED_LETTERS:
        return bool(code)
    mixed = len(code) >= _SPELLED_CODE and 0 < len(letters) < len(code)
    return mixed and letters not in (["a", "m"], ["p", "m"]) and letters != ["m"]


def _goes_on(tokens: tuple[Token, ...], atom: Atom) -> bool:
    return atom.last + 1 < len(tokens) and tokens[atom.last + 1].kind is Kind.WORD


def _as_letter_o(tokens: tuple[Token, ...], atom: Atom, before: Atom | None, after: Atom | None) -> Atom:
    """Read "o" as the letter among letters ("c o p p e r") and as zero among figures."""
    if tokens[atom.last].lower != "o" or atom.first != atom.last:
        return atom
    neighbours = [n for n in (before, after) if n is not None]
    if not neighbours or not all(n.form is Form.LETTER for n in neighbours):
        return atom
    return dataclasses.replace(atom, written="o", form=Form.LETTER)


def _relink(text: str, tokens: tuple[Token, ...], atoms: list[Atom]) -> list[Atom]:
    linked: list[Atom] = []
    for atom in atoms:
        link, separator = _link(text, tokens, linked[-1].last if linked else None, atom.first)
        same = (link, separator) == (atom.link, atom.separator)
        linked.append(atom if same else dataclasses.replace(atom, link=link, separator=separator))
    return linked


def _runs(tokens: tuple[Token, ...], atoms: list[Atom]) -> list[Run]:
    groups: list[list[Atom]] = []
    for at, atom in enumerate(atoms):
        after = atoms[at + 1] if at + 1 < len(atoms) else None
        if groups and atom.link in _NEIGHBOURLY and not _begins_amount(tokens, atom, after):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return [Run(tuple(group)) for group in groups]


def _begins_amount(tokens: tuple[Token, ...], atom: Atom, after: Atom | None) -> bool:
    """True for "five hundred" or "four more" that begins a segment: no part of the number that ended the last."""
    if atom.link is not Link.TURN or (after is not None and after.link in _NEIGHBOURLY) or not _goes_on(tokens, atom):
        return False
    return atom.form is Form.CARDINAL or tokens[atom.last + 1].lower in UNITS
