"""An e-mail address that nobody announced, heard as far as its "at", or as the first letters of its domain."""

from __future__ import annotations

from collections.abc import Sequence

from recognizers.artifacts import CallArtifacts
from recognizers.contact.dictation import DETERMINERS, begins_at, is_sign, joins
from recognizers.names.lexicon import FIRST, FREQUENT, NUMBER, STOP, WORD, lexicon
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import HESITATIONS, MULTIPLES

_LETTERS = 3  # of a domain, that are no accident
_SURE_MARKS = frozenset("dot underscore under hyphen".split())
_LIKELY_MARKS = frozenset(("dash", "period"))


def before_domain(call: CallArtifacts) -> int | None:
    """Return where an address begins that nobody announced and that ends in "at", or in a domain being spelled.

    "Lee dash moss five two at c o p" is one: it has a mark that only addresses have. So is "nico eighteen at s t u":
    a name with a number, before letters. "I paid forty two at c v s" is none.

    Args:
        call: the text.
    """
    words = call.words
    anchor = len(words) - 1
    while anchor > 0 and (_is_letter(words, anchor) or words[anchor].lower in HESITATIONS):
        anchor -= 1
    if anchor < 1 or words[anchor].lower not in ("at", "@"):
        return None
    first = begins_at(call, anchor, 0, announced=False)
    if first is None:
        return None
    letters = sum(_is_letter(words, index) for index in range(anchor + 1, len(words)))
    if (letters >= _LETTERS or not call.context.final) and _is_numbered(words, first, anchor):
        return first
    if letters and not call.context.final and _is_numbered(words, first, anchor, rare=True):
        return first  # "zed forty two at n": what follows will tell
    sure = letters > 1 or _may_be_name(words[first])
    return first if any(_marks_address(words, index, sure=sure) for index in range(first + 1, anchor - 1)) else None


def _is_letter(words: Sequence[Token], index: int) -> bool:
    token = words[index]
    return token.lower in MULTIPLES or (len(token.lower) == 1 and token.lower.isalpha())


def _is_numbered(words: Sequence[Token], first: int, after: int, *, rare: bool = False) -> bool:
    """True for "nico eighteen": a name or a word that is no other, or a rare one, and then a number or letters."""
    rest = range(first + 1, after)
    begins = _is_rare(words[first]) if rare else _may_be_name(words[first])
    return bool(rest) and begins and all(is_sign(words, index) for index in rest)


def _is_rare(token: Token) -> bool:
    common = lexicon().get(token.lower, 0) & (STOP | FREQUENT | NUMBER)
    return token.kind is Kind.WORD and len(token.lower) > 1 and not common


def _may_be_name(token: Token) -> bool:
    """True for a name that is no word, and for a word that nobody knows."""
    flags = lexicon().get(token.lower, 0)
    named = bool(flags & FIRST) and not flags & (STOP | WORD)
    return token.kind is Kind.WORD and len(token.lower) > 1 and (named or not flags)


def _marks_address(words: Sequence[Token], index: int, *, sure: bool) -> bool:
    """True for a mark that only an address has between two words; "dash" only after a name, or before letters."""
    said = words[index].kind is Kind.WORD and bool(joins(words, index)) and not joins(words, index - 1)
    if not said or words[index - 1].lower in DETERMINERS:
        return False
    return words[index].lower in _SURE_MARKS or (sure and words[index].lower in _LIKELY_MARKS)
