"""What could still become part of an entity, and therefore must wait.

Speech-to-text ends a segment where a speaker takes a breath, which is as often as not in the middle of a number. So a
number at the very end of what somebody said stays undecided until it is clear what follows: more of it, or other words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, KnownValue
from recognizers.entities import OpenSpan, Turn
from recognizers.names.lexicon import FREQUENT, STOP, lexicon
from recognizers.numbers.claims import is_short, quantity_asked
from recognizers.numbers.quantities import Quantity
from recognizers.registry import value_kinds
from recognizers.segments.seams import begins_word
from recognizers.speech.spoken import Link, Run
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import (
    BACK_CHANNEL,
    CONNECTORS,
    DIGITS,
    HESITATIONS,
    MONTHS,
    MULTIPLES,
    NATO,
    TEENS,
    TENS,
)

LAST_WORD = re.compile(r"[^\W_](?:[\w'\u2019]*[^\W_])?$")
_AROUND_WORDS = " .,-/@_'\u2019\n"
_NEAR = 3  # words between an announcement and its value, or at the beginning of an answer
_POSTCODE = "ADDRESS/postcode"
_ZEROS = frozenset({"oh", "o"})
_WHOLE_BEGINNINGS = _ZEROS | MULTIPLES.keys()
# "Four one double … double": broken off, and begun again.
_SAYING_NOTHING = HESITATIONS | CONNECTORS | BACK_CHANNEL | MULTIPLES.keys()
_CLOSING = " .,!?\n"
_COUNT_ASKED = 0.5
_ASKED = 0.4
_SHORT = 2  # figures that a full stop after them closes
_RECENT, _LONG = 4, 4  # values back that are read back, and figures of one
_KIND, _EMAIL, _NAME = "NUMBER_SEQUENCE", "EMAIL_ADDRESS", "PERSON"
_SIGNS = frozenset(("dot", "underscore", "hyphen"))
_MARKS = frozenset(".@_-")
_NUMBER_WORDS = (*DIGITS, *TEENS, *TENS, *MULTIPLES, *NATO)
_FIGURES = (*_NUMBER_WORDS, *MONTHS)
_BEGINNINGS = frozenset(word[:size] for word in _NUMBER_WORDS for size in range(1, len(word)))
# Words of their own that also begin a number word.
_ORDINARY = frozenset("a i o on so to no at we me he be do in is it of or us tea ten oh go for del mi pa".split())


def open_ranges(
    call: CallArtifacts, hidden: Sequence[tuple[int, int]], growing: Sequence[RecognizerResult] = ()
) -> list[tuple[int, int, str]]:
    """Return ranges of the joined text that are undecided, with the type they are masked as when the wait is over.

    Args:
        call: the text.
        hidden: what is hidden already.
        growing: what recognizers take for a value that is still being said; what of it ends the text is open.
    """
    waiting = [run for run in _last_chain(call) if not call.context.final or _may_go_on(call, run)]
    pieces = [piece for run in waiting for piece in run.pieces]
    ranges = [(start, stop, _KIND) for start, stop in pieces if not _is_hidden(call.text, start, stop, hidden)]
    begun = _begun_word(call) or _begun_spelling(call)
    if begun is not None and not _is_hidden(call.text, begun.start, begun.end, hidden):
        ranges.append((begun.start, begun.end, _KIND))
    end = _said_end(call)
    last = [(result.start, result.end, result.entity_type) for result in growing if result.end >= end]
    return ranges + [
        (start, stop, kind) for start, stop, kind in last if not _is_hidden(call.text, start, stop, hidden)
    ]


def _said_end(call: CallArtifacts) -> int:
    """Return where what is said ends: "it's jane at um" may go on as "it's jane at" may."""
    said = (token for token in reversed(call.words) if token.lower not in HESITATIONS and token.lower not in _CLOSING)
    last = next(said, None)
    return last.end if last is not None else 0


def begun_value(call: CallArtifacts, so_far: Turn, opened: Sequence[OpenSpan]) -> str:
    """Return what the last word of an interim result may be the beginning of: a type, or "" for nothing.

    Args:
        call: the interim result.
        so_far: it without that word.
        opened: what is masked of it already.
    """
    end = len(so_far.text.rstrip(_AROUND_WORDS))
    for item in opened:
        if (item.span.segment_id, item.span.end) == (so_far.segment_id, end):
            return item.entity_type
    word = call.words[-1]
    if word.lower not in _ZEROS and lexicon().get(word.lower, 0) & STOP:
        return ""
    for mention in call.mentions:
        if len(call.words) - 1 - mention.after in range(_NEAR) and not mention.kind.startswith("QUANTITY"):
            return mention.kind.partition("/")[0]
    asked = [kind for kind, weight in call.expected.items() if weight >= _ASKED and not kind.startswith("QUANTITY")]
    return asked[0].partition("/")[0] if asked and len(so_far.text.split()) < _NEAR else ""


def begun_half(call: CallArtifacts) -> str:
    """Return what the last word may be the beginning of, where it may be half a word: a type, or "" for nothing.

    Args:
        call: what was said, as one. It ends with a letter.
    """
    last, before = call.words[-1], call.words[-2] if len(call.words) > 1 else None
    if before is not None and (before.lower in _SIGNS or (before.lower in _MARKS and before.end == last.start)):
        return _EMAIL
    known = lexicon().get(last.lower, 0)
    figure = any(one.startswith(last.lower) for one in _FIGURES)
    if last.lower in _NUMBER_WORDS or (known & (STOP | FREQUENT) and not figure):
        return ""
    if known:
        return _told_kind(call)
    return _KIND if figure else _told_kind(call) or (_NAME if begins_word(last.lower) else "")


def _told_kind(call: CallArtifacts) -> str:
    """Return the type of what the last word is announced as, or asked for: a type, or ""."""
    for mention in call.mentions:
        if len(call.words) - 1 - mention.after in range(_NEAR) and not mention.kind.startswith("QUANTITY"):
            return mention.kind.partition("/")[0]
    asked = [kind for kind, weight in call.expected.items() if weight >= _ASKED and not kind.startswith("QUANTITY")]
    answer = [token for token in call.words if token.start >= call.context.answer_start]
    return asked[0].partition("/")[0] if asked and len(answer) <= _NEAR else ""


def _is_hidden(text: str, start: int, end: int, hidden: Sequence[tuple[int, int]]) -> bool:
    """True when every letter and figure of a range is hidden, by one result or by several."""
    for low, high in sorted(hidden):
        if low <= start < high:
            start = high
            while start < end and not text[start].isalnum():
                start += 1
    return start >= end


def _last_chain(call: CallArtifacts) -> list[Run]:
    """Return the linked runs at the end of the text, or none when other words follow them."""
    if not call.spoken.runs:
        return []
    last = call.spoken.runs[-1]
    after = call.words[last.atoms[-1].last + 1 :]
    letter = _begun_spelling(call)
    if letter is not None and letter.end <= last.end:
        after = ()
    if after and after[-1] is _begun_word(call):
        after = after[:-1]
    if any(t.kind is not Kind.MARK and t.lower not in _SAYING_NOTHING for t in after):
        return []
    chain: list[Run] = []
    for run in reversed(call.spoken.runs):
        chain.insert(0, run)
        if run.link is Link.NONE:
            break
    return chain


def _may_go_on(call: CallArtifacts, run: Run) -> bool:
    """True for figures that may be the beginning of something longer; "thirty dollars" may not."""
    quantity = call.quantity(run)
    if quantity is not Quantity.PLAIN and _begins_known(call, run):
        return True
    # Who runs the call reads numbers back; a count at the end of a sentence of theirs is one.
    if quantity is Quantity.PLAIN or (quantity is Quantity.LIKELY and call.context.role.is_agent):
        return False
    if (len(run.written) <= _SHORT or quantity is Quantity.LIKELY) and call.text[run.end : run.end + 1] in (
        ".",
        "!",
        "?",
    ):
        return False
    if not run.digits and len(run.written) <= _SHORT and not _number_asked(call):
        return False  # "thank u"
    return quantity_asked(call, run.end - 1) <= _COUNT_ASKED


def _begins_known(call: CallArtifacts, run: Run) -> bool:
    """True for the first figures of a value said lately, and little else: a read-back may go on after a breath."""
    begun = (value.written.startswith(run.written) for value in call.context.known[-_RECENT:] if _is_long(value))
    return is_short(call, run) and any(begun)


def _is_long(value: KnownValue) -> bool:
    return sum(c.isdigit() for c in value.written) >= _LONG


def _begun_spelling(call: CallArtifacts) -> Token | None:
    """Return the letter of a spelling whose word is still to come: "h as in"."""
    said = [token.lower for token in call.words[-3:]]
    for link in (["as"], ["as", "i"], ["as", "in"]):
        at = len(call.words) - len(link) - 1
        if said[-len(link) :] == link and at >= 0 and len(call.words[at].lower) == 1 and call.words[at].lower.isalpha():
            return call.words[at]
    return None


def _begun_word(call: CallArtifacts) -> Token | None:
    """Return a last word that a number goes on from: "double", or "t" and "oh" where a number is being said."""
    if not call.words or (call.text[-1:].isspace() and call.words[-1].lower not in _WHOLE_BEGINNINGS):
        return None
    last = call.words[-1]
    if last.lower in MULTIPLES or (last.lower in _ZEROS and _number_asked(call)):
        return last
    if last.lower in NATO and _is_first_of_answer(call):
        return last
    if last.lower not in _BEGINNINGS or last.lower in DIGITS.keys() | TEENS.keys() | TENS.keys():
        return None
    if any(run.atoms[-1].last == len(call.words) - 2 for run in call.spoken.runs):
        return last  # "four one fi": among figures even a word of its own may be the beginning of one
    announced = any(mention.after >= len(call.words) - 3 for mention in call.mentions)
    return last if last.lower not in _ORDINARY and (announced or len(call.words) == 1 or _number_asked(call)) else None


def _is_first_of_answer(call: CallArtifacts) -> bool:
    """True for a last word that may begin a code that was asked for: "sure that's hotel"."""
    said = [token for token in call.words if token.start >= call.context.answer_start]
    codes = (kind for kind, weight in call.expected.items() if weight >= _ASKED and kind in value_kinds())
    return len(said) <= _NEAR and any(value_kinds()[kind].letters for kind in codes)


def _number_asked(call: CallArtifacts) -> bool:
    return any(
        weight >= _ASKED and (kind in value_kinds() or kind == _POSTCODE) for kind, weight in call.expected.items()
    )
