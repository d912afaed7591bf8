"""Echoes: the words of one side that the other says after it, before it is known what they are.

"Twelve oak" is nothing yet; "twelve oak, yes?" is no less of it. When "street" follows and the first was an address, so
was the second. An echo remembers which word was said after which, and what is found of the one holds for the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recognizers.dialogue.heard import Echo, Mark, Participant, Said
from recognizers.dialogue.said_again import ASIDE, SECRETS, folded
from recognizers.entities import Finding, OpenSpan, Span
from recognizers.names.lexicon import NUMBER, STOP, lexicon
from recognizers.speech.tokens import Kind, Token, tokenize
from recognizers.speech.vocabulary import MULTIPLES

_LONGEST = 16  # words of a turn that may say little but an echo
_FIGURES = 3  # in a row that are no accident
_SOFT = frozenset("you said i heard have it's it is that's was did say and so the correct confirm confirming".split())
_NAME = "Echo"


def hear(window: Sequence[Said], participant: Participant, segment_id: str, words: Sequence[Token]) -> Echo | None:
    """Return the echo that a turn is, if it says nothing else.

    Args:
        window: what was said just before.
        participant: who speaks.
        segment_id: of the turn.
        words: its tokens, with their places in its segment.
    """
    if not words or len(words) > _LONGEST:
        return None
    others = [(said, token) for said in window if said.participant != participant for token in tokenize(said.text)]
    if not others:
        return None
    theirs, mine = folded([token for _, token in others]), folded(words)
    first, at, size = _longest(theirs, mine)
    rest = [token for token in (*words[:at], *words[at + size :]) if token.kind is not Kind.MARK]
    if not _tells(words[at : at + size]) or any(token.lower not in ASIDE | _SOFT for token in rest):
        return None
    pairs = []
    for (said, token), again in zip(others[first : first + size], words[at : at + size], strict=True):
        place = Span(said.segment_id, said.offset + token.start, said.offset + token.end)
        pairs.append((place, Span(segment_id, again.start, again.end)))
    return Echo(tuple(pairs))


def _longest(theirs: Sequence[str], mine: Sequence[str]) -> tuple[int, int, int]:
    """Return where the longest run of equal words begins on each side, the last of equals, and its length."""
    best = (0, 0, 0)
    lengths = [0] * (len(mine) + 1)
    for first, word in enumerate(theirs):
        fresh = [0] * (len(mine) + 1)
        for at, again in enumerate(mine):
            if word == again:
                size = fresh[at + 1] = lengths[at] + 1
                if size >= best[2]:
                    best = (first + 1 - size, at + 1 - size, size)
        lengths = fresh
    return best


def _tells(words: Sequence[Token]) -> bool:
    """True for words that are more than "yes", "it is" and "that one"."""
    said = [token.lower for token in words if token.kind is not Kind.MARK]
    if any(word in MULTIPLES or not lexicon().get(word, 0) & (STOP | NUMBER) for word in said if not word.isdigit()):
        return True
    return sum(len(word) if word.isdigit() else bool(lexicon().get(word, 0) & NUMBER) for word in said) >= _FIGURES


def is_of_secret(echo: Echo, marks: Sequence[Mark]) -> bool:
    """Return True when a password or a user name is said again: whoever asked for it has all of it.

    Args:
        echo: what is said.
        marks: what was found in the call.
    """
    return any(mark.entity_type in SECRETS and echo.repeats([mark.span]) for mark in marks)


def echoed_now(echo: Echo, marks: Sequence[Mark], findings: Sequence[Finding]) -> list[Finding]:
    """Find in an echo what was found before in what it repeats.

    Args:
        echo: the turn.
        marks: what was found in the call.
        findings: what the turn itself gave away.
    """
    taken = [span for finding in findings for span in finding.spans]
    found: list[Finding] = []
    for mark in reversed(marks):
        spans = tuple(echo.repeats([mark.span], taken))
        if spans:
            found.append(Finding(mark.entity_type, spans, mark.score, _NAME, "", mark.thread))
            taken += spans
    return found


def echoed_later(echoes: Sequence[Echo], marks: Sequence[Mark], findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of a turn, each also where it was said again.

    Args:
        echoes: of the call.
        marks: what was found in it before.
        findings: of the turn.
    """
    taken = [span for finding in findings for span in finding.spans] + [mark.span for mark in marks]
    grown = []
    for finding in findings:
        again = [span for echo in echoes for span in echo.repeats(finding.spans, taken)]
        taken += again
        grown.append(replace(finding, spans=(*finding.spans, *again)) if again else finding)
    return grown


def wait_with(echoes: Sequence[Echo], opened: Sequence[OpenSpan]) -> list[OpenSpan]:
    """Return what of the echoes waits because what they repeat does.

    Args:
        echoes: of the call.
        opened: what is undecided.
    """
    return [replace(item, span=span) for item in opened for echo in echoes for span in echo.repeats([item.span])]
