"""Dictated identifiers: how people say e-mail addresses, user names and web addresses, and where one begins and ends.

Nothing in speech marks the edges of an identifier: "send it to jane dot doe at ..." begins at "jane" because "to"
never stands in one. So this module knows the words that bind ("dot", "underscore"), the words that never are part of
an identifier, and the words a speaker drops in between. It reads a stretch of tokens as written and cuts it into the
ranges that carry it.
"""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Sequence

from recognizers.artifacts import CallArtifacts
from recognizers.names.lexicon import FIRST, lexicon
from recognizers.speech.numerals import Form
from recognizers.speech.spoken import Atom
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import DIGITS, HESITATIONS, LETTER_NAMES, MULTIPLES, NATO, REPAIRS, TEENS, TENS

SAID_MARKS = {
    "dot": ".", "period": ".", "underscore": "_", "dash": "-", "hyphen": "-", "minus": "-", "plus": "+",
}  # fmt: skip
WRITTEN_MARKS = frozenset("._-+'&~")
# Words between two tries at a value: "r double e d, no sorry, r double e s e".
HOLDS = REPAIRS | HESITATIONS | frozenset("hang hold on sec moment then".split())
# Words about the writing, which are read but not written: "the number two", "all lower case".
ABOUT_WRITING = frozenset(
    "the number numeral digit letter all one word lowercase uppercase capital lower upper case".split()
)

# Never part of an identifier: who speaks and what they do.
NEVER = frozenset(
    """i i'm i'll i've i'd you you're you'll your my mine our we we're they them their he she his her him us me it it's
    its is are was were be been am isn't wasn't do does did don't didn't can could can't will would won't should
    have has had may might must need want know think guess believe remember forget forgot send sent email e mail
    emailed emailing mailed forward get got give gave take took put use used using try tried reach contact call
    called look looking looked find found check checked visit go going see say said says tell told ask work working
    works worked live lives sit sitting stay meet met buy bought order ordered shop that that's thats this these
    those there here what what's whats which who where when why how if because but or then than also address please
    thanks thank sorry yes yeah yep no not nope okay ok sure right well so just still already website site online
    page available account username user login password name last first phone order id number's i'd wanna gonna got
    let let's lets spelled spell receipt confirmation invoice""".split()
)  # fmt: skip
# Never part of one either, unless a speaker announced it: "my email is at the gate at ...".
SELDOM = frozenset(
    """a an the to for from of in on at by with as and under about into over up down out off until since per via same
    new old other only both all any some every""".split()
)  # fmt: skip
# An identifier begins right after one of these.
MARKERS = frozenset("is it's its that's thats to from as with under use be was try user's email's username's".split())
# What somebody does with an identifier, where one begins after it.
_ORDERS = frozenset(
    """write wrote written type typed enter entered cc bcc message messaged add added note ping pinged invite invited
    copy copied drop include respond reply reach notify text texted jot key search register registered sign log change
    update correct hit shoot submit remove delete replace share fwd alert inform mention says""".split()
)
DETERMINERS = frozenset("the a an this that your our his their some any every".split())
_SPEAKERS = frozenset("i you he she it we they that there this what who which".split())
# "four you", "two us": names for accounts are made like this.
_ENDS_OF_NAMES = frozenset("you u me us him her them".split())
_SOUNDS = frozenset("two four 2 4".split())
_LONGEST = 64  # tokens of one identifier, spelled letter by letter with what is said between
_ANNOUNCED_WORDS, _UNANNOUNCED_WORDS = 8, 3  # plain words that one may have
_CONTRACTED = ("'s", "'re", "'ll", "'ve", "'d", "n't", "'m")
_NUMBERS = DIGITS.keys() | TEENS.keys() | TENS.keys() | frozenset({"hundred", "thousand"})


def is_sign(words: Sequence[Token], index: int) -> bool:
    """True for a letter, figures, a number word, "double e": what is spelled or read out."""
    token = words[index]
    word = token.lower
    if word in MULTIPLES:
        return index + 1 < len(words) and words[index + 1].lower not in MULTIPLES and is_sign(words, index + 1)
    return token.kind is Kind.FIGURES or (len(word) == 1 and word.isalpha()) or word in _NUMBERS


def is_of_spelling(words: Sequence[Token], index: int) -> bool:
    """True for a letter beside another that is spelled: the "i" of "m i l l" is no word of the speaker's."""
    if len(words[index].lower) != 1 or not words[index].lower.isalpha():
        return False
    around = (at for at in (index - 1, index + 1) if 0 <= at < len(words))
    return any(len(words[at].lower) == 1 and words[at].lower.isalpha() for at in around)


def is_never(token: Token) -> bool:
    """True for a word that is never part of an identifier: what speakers do, and "she's", "they'll"."""
    return token.lower in NEVER or token.lower.endswith(_CONTRACTED)


def joins(words: Sequence[Token], index: int) -> str:
    """Return the mark that a token says or writes inside an identifier, or ""."""
    token = words[index]
    if token.kind is Kind.MARK:
        following = words[index + 1] if index + 1 < len(words) else None
        left = token.glued and words[index - 1].kind is not Kind.MARK
        right = following is not None and following.glued and following.kind is not Kind.MARK
        touches = right if token.lower == "." else left or right  # a full stop touches what it ends
        return token.lower if token.lower in WRITTEN_MARKS and touches else ""
    if token.lower == "under" and index + 1 < len(words) and words[index + 1].lower == "score":
        return "_"
    return SAID_MARKS.get(token.lower, "")


def crosses_turn(call: CallArtifacts, left: int, right: int) -> bool:
    """True when a segment ends between two tokens."""
    return "\n" in call.text[call.words[left].end : call.words[right].start]


def begins_at(call: CallArtifacts, anchor: int, floor: int, *, announced: bool) -> int | None:
    """Walk left from a token and return where the identifier before it begins; None when there is none.

    Args:
        call: the text.
        anchor: index of the token after the identifier: "at", or one past its last token.
        floor: the first token that may be part of it.
        announced: True when it was asked for or announced: then seldom words may be part of it.
    """
    words = call.words
    floor = max(floor, anchor - _LONGEST)
    spelled = {atom.last: atom.first for atom in atoms_in(call, floor, anchor)}
    room = _ANNOUNCED_WORDS if announced else _UNANNOUNCED_WORDS
    first: int | None = None
    index = anchor - 1
    while index >= floor:
        if crosses_turn(call, index, index + 1) and not _runs_on(words, index, first, anchor):
            break
        start = spelled.get(index, index)  # "b as in bravo", "double e"
        place = _Place.PART if start < index and start >= floor else _place(words, index, first, anchor)
        if place is _Place.STOP or (place is _Place.SELDOM and not announced):
            break
        if first == index + 1 and place is _Place.PLAIN and _asks_to_write(words, index, anchor):
            break
        room -= place in (_Place.PLAIN, _Place.SELDOM)
        if room < 0:
            break
        if place is not _Place.ASIDE:
            first = index = max(start, floor)
        index -= 1
    return _without_lone_mark(words, first, anchor)


class _Place(enum.Enum):
    """What a token can be to the identifier right of it."""

    PART = "part"  # a letter, a figure, a dot, a word bound to one
    PLAIN = "plain"  # a word that may be part of it
    SELDOM = "seldom"  # one that is only where it was announced
    ASIDE = "aside"  # said in between
    STOP = "stop"  # nothing from here on to the left is part of it


def _place(words: Sequence[Token], index: int, first: int | None, anchor: int) -> _Place:
    token = words[index]
    bound = index + 1 < anchor and (bool(joins(words, index + 1)) or words[index + 1].glued)
    if joins(words, index) or (is_sign(words, index) and not _is_article(words, index, anchor)):
        return _Place.PART
    if is_initial(words, index) or is_spelling_aside(words, index) or token.lower in HESITATIONS:
        return _Place.ASIDE
    if token.kind is Kind.MARK:
        return _Place.ASIDE if token.lower == "," and _may_pause(words, index, anchor) else _Place.STOP
    if bound or follows_mark(words, index) or (first == index + 1 and _is_of_number(words, index)):
        return _Place.PART
    # "bryce at, hang on, bryce two at": a try broken off, and what parts it from the next.
    broken_off = token.lower == "at" and words[index + 1].lower in HOLDS
    if (first is not None or token.lower == "then") and (token.lower in HOLDS or broken_off):
        return _Place.ASIDE
    if token.lower in _ENDS_OF_NAMES and index and words[index - 1].lower in _SOUNDS:
        return _Place.PLAIN  # "love four you"
    if is_never(token):
        return _Place.STOP
    return _Place.SELDOM if token.lower in SELDOM else _Place.PLAIN


def follows_mark(words: Sequence[Token], index: int) -> bool:
    """True for "shop" in "mo plus shop": a word right after a mark that is said, not after "a plus", "the dot"."""
    if words[index].lower in _SPEAKERS or words[index].lower.endswith(_CONTRACTED):
        return False  # "facebook dash i'm there"
    if index < 2 or words[index - 1].kind is Kind.MARK or not joins(words, index - 1):
        return False
    before = words[index - 2]
    return before.kind is not Kind.MARK and before.lower not in DETERMINERS and not joins(words, index - 2)


def _asks_to_write(words: Sequence[Token], index: int, anchor: int) -> bool:
    """True for "write" before an identifier that begins with a word of its own: "write kate dot smith"."""
    if words[index].lower not in _ORDERS or index + 1 >= anchor:
        return False
    bound = index + 2 < anchor and bool(joins(words, index + 2))
    return bound or bool(lexicon().get(words[index + 1].lower, 0) & FIRST) or len(words[index + 1].lower) == 1


def _is_of_number(words: Sequence[Token], index: int) -> bool:
    """True for "the" and "number" in "the number two", and for the second half of "under score"."""
    word = words[index].lower
    return word in ("score", "number", "numeral") or (word == "the" and words[index + 1].lower == "number")


def is_initial(words: Sequence[Token], index: int) -> bool:
    """True for the dot of an initial: "r. patel"."""
    return words[index].lower == "." and index > 0 and words[index].glued and len(words[index - 1].lower) == 1


def is_spelling_aside(words: Sequence[Token], index: int) -> bool:
    """True for "with an" in "coppermill with a c", and for the "as" of "b as in bravo"."""
    if words[index].lower == "as" and index + 1 < len(words) and words[index + 1].lower == "in":
        return True
    at = index if words[index].lower == "with" else index - 1
    if at < 0 or at + 2 >= len(words) or words[at].lower != "with" or index > at + 1:
        return False
    return words[at + 1].lower in ("a", "an") and len(words[at + 2].lower) == 1


def _runs_on(words: Sequence[Token], index: int, first: int | None, anchor: int) -> bool:
    """True when what stands left of a turn boundary plainly belongs to what stands right of it."""
    if index + 1 == anchor or joins(words, index) or joins(words, index + 1):
        return True
    left = index
    while left > 0 and words[left].lower in HOLDS:
        left -= 1  # "b no" before "t o m": a try broken off
    return first is not None and is_sign(words, left) and is_sign(words, first)


def _is_article(words: Sequence[Token], index: int, anchor: int) -> bool:
    """True for "a" and "i" that are words of their own, not letters of a spelling."""
    if words[index].lower not in ("a", "i"):
        return False
    right = words[index + 1] if index + 1 < anchor else None
    left = words[index - 1] if index else None
    near_right = right is None or is_sign(words, index + 1) or bool(joins(words, index + 1))
    near_left = left is not None and (is_sign(words, index - 1) or bool(joins(words, index - 1)))
    return not (near_left or (near_right and right is not None))


def _may_pause(words: Sequence[Token], index: int, anchor: int) -> bool:
    """True for a comma within a spelling, or right before "at"."""
    if index + 1 == anchor:
        return True
    return is_sign(words, index + 1) and index > 0 and is_sign(words, index - 1)


def _without_lone_mark(words: Sequence[Token], first: int | None, anchor: int) -> int | None:
    """Drop marks at the left edge; an identifier of marks alone is none."""
    while first is not None and first < anchor and words[first].kind is Kind.MARK:
        first += 1
    return first if first is not None and first < anchor else None


def atoms_in(call: CallArtifacts, first: int, after: int) -> list[Atom]:
    """Return the spoken letters and figures within a range of tokens; the time it takes depends on the range alone.

    Args:
        call: the text.
        first: the first token.
        after: one past the last.
    """
    runs = call.spoken.runs
    found: list[Atom] = []
    for at in range(bisect_left(runs, first, key=lambda run: run.atoms[-1].last), len(runs)):
        atoms = runs[at].atoms
        if atoms[0].first >= after:
            break
        low = bisect_left(atoms, first, key=lambda atom: atom.first)
        high = bisect_left(atoms, after, key=lambda atom: atom.first)
        found += atoms[low:high]
    return found


def written(call: CallArtifacts, first: int, after: int) -> str:
    """Return an identifier as it would be written: "jen dot h two" is "jen.h2".

    Of two tries ("bryce, no, brycelawncare") the last counts.

    Args:
        call: the text.
        first: its first token.
        after: one past its last.
    """
    words = call.words
    atoms = {atom.first: atom for atom in atoms_in(call, first, after)}
    tries: list[list[str]] = [[]]
    index = first
    while index < after:
        token, atom = words[index], atoms.get(index)
        mark = joins(words, index)
        if mark:
            tries[-1].append(mark)
        elif token.lower == "with" and is_spelling_aside(words, index):
            index += 2
        elif token.lower in REPAIRS and _holds_up(words, index):
            tries.append([])
        elif atom is not None and atom.last < after and not _is_plain_name(token, atom.form, atom.last - atom.first):
            tries[-1].append(atom.written)
            index = atom.last
        elif not _holds_up(words, index) and token.kind is not Kind.MARK and not _is_about_writing(words, index, after):
            tries[-1].append(token.lower)
        index += 1
    spelled = ["".join(parts) for parts in tries]
    return next((text for text in reversed(spelled) if len(text) > 2), max(spelled, key=len))


def _holds_up(words: Sequence[Token], index: int) -> bool:
    """True for a word dropped in between; right after a dot it is part of the name."""
    token = words[index]
    bound = token.glued or (index > 0 and bool(joins(words, index - 1)))
    if token.lower == "on" and (index == 0 or words[index - 1].lower not in ("hang", "hold")):
        return False  # "the bakery on fifth"
    return token.lower in HOLDS and not bound


def _is_plain_name(token: Token, form: Form, more: int) -> bool:
    """True for "mike" and "jay" on their own: names here, not letters of an alphabet."""
    return (
        form is Form.LETTER and more == 0 and token.lower in NATO.keys() | LETTER_NAMES.keys() and len(token.lower) > 1
    )


def _is_about_writing(words: Sequence[Token], index: int, after: int) -> bool:
    following = words[index + 1].lower if index + 1 < after else ""
    word = words[index].lower
    if word in ("number", "numeral", "digit"):
        return index + 1 < after and is_sign(words, index + 1)
    return word in ABOUT_WRITING and (
        following in ABOUT_WRITING or word in ("lowercase", "uppercase", "capital", "case")
    )


def ranges(call: CallArtifacts, first: int, after: int) -> list[tuple[int, int]]:
    """Return the ranges of code points that carry an identifier: words that hold up and turn boundaries part them.

    Args:
        call: the text.
        first: its first token.
        after: one past its last.
    """
    pieces: list[list[int]] = []
    fresh = True
    for index in range(first, after):
        token = call.words[index]
        fresh = fresh or crosses_turn(call, index - 1, index) or _holds_up(call.words, index)
        if _holds_up(call.words, index) or (fresh and token.kind is Kind.MARK and token.lower != "@"):
            continue
        if fresh:
            pieces.append([token.start, token.end])
        pieces[-1][1] = token.end
        fresh = False
    return [(start, end) for start, end in pieces]
