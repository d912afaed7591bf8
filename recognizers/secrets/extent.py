"""How far the words of a secret go: what leads up to it, where it is taken back, and where other talk begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from recognizers.names.lexicon import FIRST, STOP, lexicon
from recognizers.secrets.remarks import is_adjective, is_remark, opens_remark, talks_from
from recognizers.secrets.repairs import says_something, tries
from recognizers.speech.cues import Mention, phrases
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, DIGITS, HESITATIONS

LONGEST = 6  # words that need not look like a phrase of their own
_LONGEST_MORE = 5  # words of a clause that goes on with a secret after a comma
_LONGEST_PHRASE = 30  # words: a recovery phrase has 24 at most
_TALK = 6  # tokens that tell whether somebody speaks of themselves
_FEW = 3  # words that may be a secret after other talk
_OWN_SUBJECT = 4  # words of "my first dog's name was"

_LEAD_IN = frozenset(
    """it's its it is was would should be um uh er erm so okay ok yes yeah sure the a my that's thats that i'll say
    well oh probably either try trying called right alright set to here's then maybe perhaps possibly and name's just
    make using use with also must might may could""".split()
) | (HESITATIONS)
_I_SAY = frozenset("think believe guess mean meant say said use used put set chose have had like".split())
_I = frozenset("i we i'd i'll we'll let's".split())
_DECISIONS = frozenset(
    (who, *does.split())
    for who in ("let's", "i'll", "we'll", "i'd")
    for does in ("do", "use", "go with", "take", "pick", "choose", "like", "have", "make it", "try", "say", "just say")
)
_COPULAS = frozenset("is was 's are would should must might could".split())
_OWNERS = frozenset("my the his her our its".split())
_TAGS = tuple(
    tuple(phrase.split())
    for phrase in phrases(
        """
        i think, i believe, i guess, i suppose, please, thanks, thank you, then, okay, ok, yeah, yes, sir, madam, ma'am,
        is it, is that it, is that right, is that correct, if i remember, by the way, i mean, for you, i'm sure
        """
    )
)
_WITHIN = DIGITS.keys() | {"and"}  # that may be in a clause of a secret
_CLOSES = frozenset(".!?;,\n")
_TITLES = frozenset(("st", "mr", "mrs", "ms", "dr"))
_AUXILIARIES = frozenset("do does did can could would will is are was should".split())
_SUBJECTS = frozenset("you i we it that this they he she there".split())
_TURNS = frozenset("but because which whose please thanks thank".split())
_JOINS = frozenset("and so then".split())
_VERBS = frozenset("keeps gets got goes went shows says said needs wants makes takes gives does has had".split())
_OF_VERBS = ("ing", "ed")  # "expired, asking for a new one"
_QUOTES = frozenset("\"'“”‘’".split())


def seams_of(text: str, words: Sequence[Token]) -> frozenset[int]:
    """Return the indexes of the tokens that begin a segment.

    Args:
        text: segments, parted by newlines.
        words: its tokens.
    """
    if "\n" not in text:
        return frozenset()
    return frozenset(at for at in range(1, len(words)) if "\n" in text[words[at - 1].end : words[at].start])


def secrets_in(
    words: Sequence[Token], mentions: Sequence[Mention], seams: AbstractSet[int], first: int, after: int
) -> Iterator[range]:
    """Yield where the words of each secret are that somebody says: "tulip, no wait, it's crocus" has two.

    Args:
        words: the tokens of the text.
        mentions: its cues: where another value is named, a secret ends.
        seams: the tokens that begin a segment: a secret goes on there with words that are nothing else.
        first: index of the token from which it may stand.
        after: index past the last.
    """
    for low, high in tries(words, first, after):
        opening = -1  # where words that are said of a password stand, and may be the first of one
        for clause, stop in _clauses(words, low, high):
            start, led = _after_lead_in(words, clause, stop)
            said = _said(words, start, stop)
            if led or is_remark(said) or _LEAD_IN.issuperset(said):
                opening = _opening(words, start, said, opening if start == clause else -1)
                continue
            bare = start == clause and not any(_is_plain(word) for word in said)
            begins = opening if opening >= 0 and bare and _is_listed(words, start, said) else start
            if clause > low and start == clause and begins == start and (len(said) > _FEW or not bare):
                continue  # the next thing that is said after "hold on", and no "it's"
            yield range(begins, end_of(words, mentions, seams, begins, high))
            break


def _opening(words: Sequence[Token], start: int, said: Sequence[str], before: int) -> int:
    """Return where a row of adjectives begins that may open a secret: "correct" in "correct, horse battery staple"."""
    if len(said) != 1 or not is_adjective(said[0]) or words[start].lower != said[0]:
        return -1
    return before if before >= 0 else start


def _is_listed(words: Sequence[Token], start: int, said: Sequence[str]) -> bool:
    """True for a clause that goes on with a secret after an adjective: no more than words, and nobody's name."""
    named = len(said) == 1 and bool(_flags(words[start]) & FIRST)
    verb = said[0] in _VERBS or said[0].endswith(_OF_VERBS)
    return len(said) <= _LONGEST_MORE and not named and not verb


def after_lead_in(words: Sequence[Token], first: int, after: int) -> int:
    """Return the index of the first word that may be of a secret, after "it's", "um my first dog was", "let's do".

    Args:
        words: the tokens of the text.
        first: index of the first token of an answer.
        after: index past the last.
    """
    return _after_lead_in(words, first, after)[0]


def _after_lead_in(words: Sequence[Token], first: int, after: int) -> tuple[int, bool]:
    """Return where an answer begins, and whether what leads up to it says that there is none: "is that safe"."""
    at, remark = first, False
    if is_spelled(words[at:after]):
        return at, False
    while at < after:
        step = _lead(words, at, after)
        if not step or not any(says_something(token) for token in words[at + step : after]):
            break
        remark = remark or (says_something(words[at]) and opens_remark(_said(words, at, after)))
        at += step
    return at, remark


def end_of(words: Sequence[Token], mentions: Sequence[Mention], seams: AbstractSet[int], first: int, after: int) -> int:
    """Return the index past the last word of a secret.

    Args:
        words: the tokens of the text.
        mentions: its cues.
        seams: the tokens that begin a segment.
        first: index of its first word.
        after: index past the last token that may be of it.
    """
    named: AbstractSet[int] = {mention.first for mention in mentions if mention.first > first}
    end, spelled = first, is_spelled(words[first:after])
    count = 0
    for at in range(first, after):
        token = words[at]
        if at in seams and at > first and not _goes_on(words, named | seams, at, after):
            break
        if token.kind is Kind.MARK:
            if _closes(words, at) and not _goes_on(words, named, at + 1, after):
                break
            continue
        if at > first and (at in named or _turns(words, at, after, count)):
            break
        ends = _flags(token) & STOP and token.lower not in DIGITS
        if count >= LONGEST and not spelled and (ends or count >= _LONGEST_PHRASE):
            break
        count += 1
        end = at + 1
    end = _without_tag(words, first, end)
    return _with_signs(words, first, end, after)


def is_spelled(tokens: Sequence[Token]) -> bool:
    """Return True when most of what is said are letters and figures, one by one."""
    return sum(len(t.lower) == 1 for t in tokens) * 2 > len(tokens)


def _clauses(words: Sequence[Token], first: int, after: int) -> Iterator[tuple[int, int]]:
    """Yield each place where a secret may begin: the first word, and the first of each clause after it."""
    yield first, after
    for at in range(first + 1, after):
        more = any(says_something(token) for token in words[at + 1 : after])
        if more and words[at].kind is Kind.MARK and _closes(words, at):
            yield at + 1, after


def _lead(words: Sequence[Token], at: int, after: int) -> int:
    """Return how many tokens from an index on only lead in."""
    word = words[at].lower
    if words[at].kind is Kind.MARK:
        return 0 if word in "@#$%&*!" else 1
    said = [token.lower for token in words[at : at + 3]]
    for size in (3, 2):
        if tuple(said[:size]) in _DECISIONS and at + size < after and words[at + size].lower != "to":
            return size
    if word in _I:
        return 2 if len(said) > 2 and said[1] in _I_SAY and said[2] != "to" and at + 2 < after else 0
    subject = _subject(words, at, after)
    if subject:
        return subject
    return 1 if word in _LEAD_IN else 0


def _subject(words: Sequence[Token], at: int, after: int) -> int:
    """Return the size of a subject with its copula: "my first dog was", "the name's"."""
    if words[at].lower not in _OWNERS:
        return 0
    for index in range(at + 1, min(after - 1, at + 1 + _OWN_SUBJECT)):
        token = words[index]
        if token.kind is Kind.MARK or token.lower in _SUBJECTS:
            return 0
        if token.lower in _COPULAS or (token.lower.endswith("'s") and index + 1 < after and index > at + 1):
            return index + 1 - at
    return 0


def _closes(words: Sequence[Token], at: int) -> bool:
    """True for a mark that ends a clause; not for the point of "St.", nor one within "sk_live.44"."""
    mark = words[at].lower
    if mark not in _CLOSES:
        return False
    if mark == "." and at and words[at - 1].lower in _TITLES:
        return False
    return at + 1 >= len(words) or not words[at + 1].glued


def _goes_on(words: Sequence[Token], stops: AbstractSet[int], first: int, after: int) -> bool:
    """True when the clause from an index on is more of a secret: "mango, sunrise, capital m"."""
    if words[first - 1].lower in "?!":
        return False
    clause: list[Token] = []
    for at in range(first, after):
        if at > first and (at in stops or _turns(words, at, after, len(clause))):
            break
        if words[at].kind is not Kind.MARK:
            clause.append(words[at])
        elif _closes(words, at):
            break
    said = [token.lower for token in clause]
    if not said or len(said) > _LONGEST_MORE or all(word in BACK_CHANNEL for word in said):
        return False
    plain = [t for t in clause if t.kind is Kind.WORD and _flags(t) & STOP and t.lower not in _WITHIN]
    return not any(len(t.lower) > 1 for t in plain) and not is_remark(said)


def _turns(words: Sequence[Token], at: int, after: int, count: int) -> bool:
    """True when other talk begins at a word: "oh do you need it", "but", "and my …", "i think"."""
    word = words[at].lower
    following = words[at + 1].lower if at + 1 < after else ""
    if word in _TURNS or (word == "new" and following in ("one", "password")):
        return True
    if word in _JOINS:
        plain = bool(lexicon().get(following, 0) & STOP) and (len(following) > 1 or following == "i")
        stops = not following or following in BACK_CHANNEL or plain  # not in "k and r"
        return stops or word != "and"
    if word == "oh" and following in _AUXILIARIES | _SUBJECTS | {"no", "sorry", "wait", "and", "so"}:
        return True
    if word in _AUXILIARIES and following in _SUBJECTS:
        return count > 1 or following in ("that", "it", "you")
    near = words[at : min(after, at + _TALK)]
    return talks_from([token.lower for token in near if token.kind is not Kind.MARK]) == 0


def _without_tag(words: Sequence[Token], first: int, end: int) -> int:
    """Leave out what people add to an answer: "i think", "please"."""
    for tag in _TAGS:
        if tuple(token.lower for token in words[end - len(tag) : end]) == tag and end - len(tag) > first:
            end -= len(tag)
            while words[end - 1].lower in ",.":
                end -= 1
            return _without_tag(words, first, end)
    while end > first + 1 and words[end - 1].lower in HESITATIONS:
        end -= 1
    return end


def _with_signs(words: Sequence[Token], first: int, end: int, after: int) -> int:
    """Take in the signs at the end of a made word: "Kestrel44#"; not a full stop, nor a closing quotation mark."""
    while end < after and words[end].glued and words[end].lower not in _CLOSES | _QUOTES | {":", ")"}:
        end += 1
    while end > first and words[end - 1].lower in _QUOTES:
        end -= 1
    return end


def _said(words: Sequence[Token], first: int, after: int) -> list[str]:
    """Return the words of the first clause."""
    said = []
    for at in range(first, after):
        if words[at].kind is not Kind.MARK:
            said.append(words[at].lower)
        elif said and _closes(words, at):
            break
    return said


def _is_plain(word: str) -> bool:
    return bool(lexicon().get(word, 0) & STOP)


def _flags(token: Token) -> int:
    return lexicon().get(token.lower, 0)
