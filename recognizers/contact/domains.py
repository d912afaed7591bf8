"""Domain names, written and spoken: "gmail dot com", "coppermill logistics dot com", "live . com", "at gmail"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from recognizers.artifacts import CallArtifacts
from recognizers.contact.dictation import NEVER, SELDOM, crosses_turn, is_of_spelling, is_sign, written
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import HESITATIONS

# The endings people say aloud, and the reserved ones of RFC 2606. A closed list: most others are words of their own.
SAID_ENDINGS = frozenset(
    """com net org edu gov mil int io co biz info dev app ai tv fm eu uk ca au nz ie fr es mx za sg br nl ch se dk pl
    cz jp cn kr hk example test shop store online tech xyz cloud health bank agency design studio club blog""".split()
)
# Endings that are words: they count in an e-mail address, or where nothing but the dot stands before them.
WORD_ENDINGS = frozenset(
    """me us in it de at be is to id so no my la pro live name site one invalid local internal farm garden coffee photo
    photography art wine house style work works media news team group company consulting solutions services systems
    global world london berlin nyc church school kitchen care dental legal law""".split()
)
ENDINGS = SAID_ENDINGS | WORD_ENDINGS
# After a dot and a space only these: "strong. Net sales" is two sentences.
_SPACED_ENDINGS = frozenset({"com", "org", "co", "edu", "gov"})
_SECOND_LEVEL = frozenset("co com org net ac gov edu nhs".split())
# Mail providers that people name without an ending, and that are nothing else.
PROVIDERS = frozenset(
    """gmail googlemail hotmail outlook yahoo ymail icloud aol protonmail rediffmail sbcglobal btinternet gmx fastmail
    rocketmail bellsouth verizon comcast msn mac proton live email mail zoho att cox earthlink juno optonline""".split()
)
_ALONE = frozenset(
    """gmail googlemail hotmail outlook yahoo ymail icloud aol protonmail rediffmail sbcglobal btinternet gmx fastmail
    rocketmail""".split()
)
# A provider run into its ending by speech-to-text: "gmailcom", "yahoocon".
_RUN_IN = (
    rf"(?P<provider>{'|'.join(sorted(PROVIDERS - {'mac', 'live', 'cox', 'att', 'proton'}, key=len, reverse=True))})"
    r"(?:dot)?(?P<ending>com|con|cm|co|net|couk|org)"
)
RUN_IN = re.compile(_RUN_IN)
RUN_TOGETHER = re.compile(rf"(?P<local>.*?){_RUN_IN}")
_MISHEARD = {"con": "com", "cm": "com", "couk": "co.uk"}
_OF_FIRMS = frozenset(
    """work works working shop order orders buy find get go call live stay phone account mail email home my our the new
    visit meet try use need only best site page online look""".split()
)
_NAMING = frozenset("mail email site online page account order phone work shop".split())
_NO_DOMAIN = frozenset('@,;:()<>"?!/')
_IN_ANY_LABEL = frozenset("and of the".split())
_IN_LABELS = _IN_ANY_LABEL | frozenset("on in by under over up down".split())  # "the bakery on fifth dot com"
_LONGEST_NAME = 40  # tokens of a domain, spelled out
_LONGEST_LABEL = 4  # words; spelled letters count for nothing


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain in a text.

    Attributes:
        first: index of its first token.
        after: one past its last.
        name: as it would be written.
        ends: True when it has a known ending; False for a provider's bare name, or a label after a written "@".
    """

    first: int
    after: int
    name: str = field(repr=False)
    ends: bool


def read_domain(
    call: CallArtifacts, index: int, *, after_sign: bool, announced: bool = False, loose: bool = False
) -> Domain | None:
    """Read a domain that begins at a token.

    Args:
        call: the text.
        index: the token after "at" or "@".
        after_sign: True after a written "@": then a single label is a domain too.
        announced: True where an address was asked for: its labels may have words like "on" in them.
        loose: True after somebody's name: then what speakers do may name a firm, "my work place", "the bike shop".
    """
    words = call.words
    while index < len(words) and (words[index].lower in HESITATIONS or words[index].lower == ","):
        index += 1
    if index >= len(words) or words[index].kind is Kind.MARK:
        return None
    chain = _glued(words, index, call.context.answer_start)
    if after_sign and any(token.lower == "." for token in words[index:chain]):
        return Domain(index, chain, _joined(words, index, chain), ends=True)
    spoken = _spoken(call, index, announced=announced, loose=loose)
    if spoken is not None:
        return spoken
    if words[index].kind is Kind.WORD and words[index].lower in _ALONE:
        return _alone(words, index)
    whole = _joined(words, index, chain)
    run = RUN_TOGETHER.fullmatch(whole)
    if run is not None:
        return Domain(index, chain, run["local"] + restored(run), ends=True)
    if after_sign and words[index].glued and words[index].kind is not Kind.MARK:
        return Domain(index, chain, whole, ends=False)
    return None


def restored(run: re.Match[str]) -> str:
    """Return the domain that was run together: "gmailcon" is "gmail.com".

    Args:
        run: a match of ``RUN_TOGETHER``.
    """
    return f"{run['provider']}.{_MISHEARD.get(run['ending'], run['ending'])}"


def _glued(words: tuple[Token, ...], index: int, seam: int) -> int:
    """Return the end of the tokens without a gap, closing marks left out.

    A segment may have been cut within a domain, so the next one's text follows without a gap. What follows a whole
    domain is the next sentence all the same: "example.com" and "Order 4".
    """
    after = index + 1
    stop = min(len(words), index + _LONGEST_NAME)
    while after < stop and words[after].glued and words[after].lower not in _NO_DOMAIN:
        last = words[after - 1].lower
        if words[after].start == seam and last in ENDINGS and last + words[after].lower not in ENDINGS:
            break
        after += 1
    while after > index + 1 and words[after - 1].kind is Kind.MARK:
        after -= 1
    return after


def _joined(words: tuple[Token, ...], first: int, after: int) -> str:
    return "".join(token.lower for token in words[first:after])


def _alone(words: tuple[Token, ...], index: int) -> Domain:
    following = words[index + 1].lower if index + 1 < len(words) else ""
    if following in ("com", "con"):
        return Domain(index, index + 2, f"{words[index].lower}.com", ends=True)
    return Domain(index, index + 1, f"{words[index].lower}.com", ends=False)


def _spoken(call: CallArtifacts, first: int, *, announced: bool = False, loose: bool = False) -> Domain | None:
    """Read labels and dots up to a known ending."""
    words = call.words
    plain, in_label = 0, False
    labels: list[str] = []
    label_at = index = first
    while index < min(len(words), first + _LONGEST_NAME):
        token = words[index]
        if is_dot(words, index):
            if not in_label:
                return None
            labels.append(written(call, label_at, index))
            in_label, plain, label_at = False, 0, index + 1
            index += 1
            continue
        if labels and not in_label:
            after = _ending(words, index)
            if after:
                ending = [token.lower for token in words[index:after] if token.kind is Kind.WORD]
                return Domain(first, after, ".".join([*labels, _joined_ending(ending)]), ends=True)
        if token.kind is Kind.MARK:
            if token.lower not in "-_" or not token.glued:
                return None
        elif token.lower not in HESITATIONS:
            turn = index > first and crosses_turn(call, index - 1, index)
            turn = turn and not _goes_on(words, index, announced=announced)
            plain += not is_sign(words, index) and token.lower not in ("dash", "hyphen")
            common = in_label and token.lower in NEVER | SELDOM - (_IN_LABELS if announced else _IN_ANY_LABEL)
            common = common and not (loose and token.lower in _OF_FIRMS) and not is_of_spelling(words, index)
            common = common and not (index + 1 < len(words) and _ends_label(words, label_at, index))
            if plain > _LONGEST_LABEL or turn or common:
                return None
            in_label = True
        index += 1
    return None


def _goes_on(words: tuple[Token, ...], index: int, *, announced: bool) -> bool:
    """True where a label goes on in the next segment: a letter after a letter, "norge dot" after "tele"."""
    if is_dot(words, index - 1) or (is_of_spelling(words, index) and len(words[index - 1].lower) == 1):
        return True
    return announced and index + 1 < len(words) and is_dot(words, index + 1)


def _ends_label(words: tuple[Token, ...], first: int, index: int) -> bool:
    """True for "mail" in "proton mail dot me": a word that speakers use of addresses, and that also ends names."""
    first += words[first].lower == "the" and first + 1 < index
    begins = words[first].lower not in NEVER | SELDOM
    return begins and words[index].lower in _NAMING and is_dot(words, index + 1)


def _joined_ending(parts: list[str]) -> str:
    """Return "co.uk" for "co dot uk" and "com" for "c o m"."""
    names = [part for part in parts if part not in ("dot", "period")]
    return "".join(names) if all(len(name) == 1 for name in names) else ".".join(names)


def is_dot(words: tuple[Token, ...], index: int) -> bool:
    """True for a dot said or written; a full stop is none."""
    token = words[index]
    if token.lower != ".":
        return token.lower in ("dot", "period")
    following = words[index + 1] if index + 1 < len(words) else None
    return following is not None and (following.glued or following.lower in _SPACED_ENDINGS)


def _ending(words: tuple[Token, ...], index: int) -> int:
    """Return the index after a known ending ("com", "c o m", "co dot uk"), or 0."""
    token = words[index]
    if token.lower in ENDINGS:
        after = index + 1
    else:
        letters = ""
        after = index
        while after < len(words) and len(words[after].lower) == 1 and words[after].lower.isalpha() and len(letters) < 3:
            letters += words[after].lower
            after += 1
        if letters not in SAID_ENDINGS or len(letters) < 2:
            return 0
    if (
        after + 1 < len(words)
        and is_dot(words, after)
        and words[after + 1].lower in ENDINGS
        and token.lower in _SECOND_LEVEL
    ):
        return after + 2
    if token.lower not in SAID_ENDINGS and after + 1 < len(words) and is_dot(words, after):
        return 0  # "me dot com": the ending is yet to come
    return after
