"""Secrets told in an order of their own: before their name, or turns after the question."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from recognizers.artifacts import CallArtifacts
from recognizers.names.lexicon import STOP, lexicon
from recognizers.secrets.extent import LONGEST, after_lead_in
from recognizers.secrets.remarks import is_remark
from recognizers.speech.cues import Mention
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, HESITATIONS, REPAIRS

_OWNERS = frozenset(("my", "the", "a", "our", "this"))
_SAYS = frozenset(("is", "was"))
_POINTS = frozenset(("that's", "thats", "it's", "its"))
_SAYS_HOW = frozenset("it's its it that's thats that answer".split())
_LEADS = BACK_CHANNEL | HESITATIONS | _SAYS_HOW
_TAIL = BACK_CHANNEL | HESITATIONS | frozenset(("mean", "meant"))
_FARTHEST = 80  # tokens before a name that are looked through for the secret
_FEW = 3  # words of an answer that comes late


def told_before(call: CallArtifacts, mention: Mention) -> range | None:
    """Return where a secret stands that its name follows: "blue falcon is my password", "it's tulip the password".

    Args:
        call: the text.
        mention: the name, with nothing said after it but "i mean" and the like.
    """
    words = call.words
    if any(token.lower not in _TAIL for token in _rest(call, mention)):
        return None
    at = mention.first - 1
    while at >= 0 and words[at].lower in _OWNERS:
        at -= 1
    owned = at < mention.first - 1
    if at >= 0 and words[at].lower in _SAYS:
        after, bare = at, False
    elif at >= 0 and owned:
        bare = words[at].lower not in _POINTS
        after = _before_marks(words, at + bare)
    else:
        return None
    begin = first = _clause_start(call, after)
    while first < after and words[first].lower in REPAIRS:
        begin = first = first + 1
    if first < after and words[first].lower in _LEADS:
        first = after_lead_in(words, begin, after)
    said = _said(words, first, after)
    if not 0 < len(said) <= LONGEST or _is_plain(said) or is_remark(said):
        return None
    if bare and (said[0].endswith("ing") or not _says_how(words, begin, first)):
        return None  # "it's confusing, the password"
    return range(first, after)


def told_late(call: CallArtifacts, first: int) -> range | None:
    """Return where a short answer stands that says that it is one, and nothing else: "it's tulip", "that'd be tulip".

    Args:
        call: the text.
        first: index of the first token of what somebody says.
    """
    words = call.words
    start = after_lead_in(words, first, len(words))
    after = len(words)
    while after > start and (words[after - 1].kind is Kind.MARK or words[after - 1].lower in _TAIL):
        after -= 1
    said = _said(words, start, after)
    if not 0 < len(said) <= _FEW or not _says_how(words, first, start) or _is_plain(said) or is_remark(said):
        return None
    return range(start, after) if not said[0].endswith("ing") else None


def _rest(call: CallArtifacts, mention: Mention) -> list[Token]:
    """Return what is said after a name, to the end of its clause or segment."""
    end = call.text.find("\n", mention.end)
    after = call.words[mention.after : mention.after + _FARTHEST]
    return list(takewhile(lambda t: t.kind is not Kind.MARK and (end < 0 or t.start < end), after))


def _before_marks(words: Sequence[Token], after: int) -> int:
    while after > 0 and words[after - 1].kind is Kind.MARK:
        after -= 1
    return after


def _says_how(words: Sequence[Token], first: int, start: int) -> bool:
    """True when what leads up to a word says that an answer comes: "it's", "that would be", "the answer is"."""
    return any(token.lower in _SAYS_HOW for token in words[first:start])


def _said(words: Sequence[Token], first: int, after: int) -> list[str]:
    return [token.lower for token in words[first:after] if token.kind is not Kind.MARK]


def _is_plain(said: Sequence[str]) -> bool:
    return any(lexicon().get(word, 0) & STOP for word in said)


def _clause_start(call: CallArtifacts, at: int) -> int:
    """Return the index of the first word of the clause that ends before a word."""
    farthest = max(0, at - _FARTHEST)
    while at > farthest and call.words[at - 1].kind is not Kind.MARK:
        if "\n" in call.text[call.words[at - 1].end : call.words[at].start]:
            break
        at -= 1
    return max(at, 0)
