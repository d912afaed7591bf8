"""Web addresses, written and dictated; public ones too, since they tell whom a caller deals with."""

from __future__ import annotations

import re

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.contact.dictation import HOLDS, SELDOM, crosses_turn, is_never, is_sign, ranges, written
from recognizers.contact.domains import ENDINGS, SAID_ENDINGS, is_dot
from recognizers.speech.cues import Cue
from recognizers.speech.tokens import Kind, Token

URL = "URL"
CUES = (
    Cue(
        URL,
        ("website", "web site", "web address", "url", "u r l", "web page", "homepage", "domain", "domain name"),
        0.7,
    ),
)

_ENDINGS = "|".join(sorted(ENDINGS - {"in", "it", "at", "be", "is", "to", "so", "no", "my", "one", "name", "live"}))
_WRITTEN = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')]+"
    r"|(?<![\w.@-])(?:[a-z0-9-]+ (?=\.[a-z]))?(?:[a-z0-9-]*\.)?(?:[a-z0-9-]+\.)*"
    rf"[a-z0-9-]{{2,}}\.(?:co\.)?(?:{_ENDINGS})"
    r"(?![\w-]|\.[a-z0-9])(?:/[^\s<>\"')]*)?"
    r"|(?<![\w.@-])[a-z0-9-]{2,}\.[a-z]{2,3}/[\w-][^\s<>\"')]*",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"[\w-] ?\.[^\W_]|://")  # no sentence ends like this
_SAID = {"slash": "/", "dot": ".", "dash": "-", "hyphen": "-", "underscore": "_"}
_CLOSING = ".,;:!?"
_WEB_WORDS = frozenset("www visit".split())
_WEB_MARKERS = frozenset("at is to on visit see it's that's called via website from through".split())


class WebAddressRecognizer(CallRecognizer):
    """Finds web addresses; public ones too, since they tell whom a caller deals with."""

    def __init__(self) -> None:
        super().__init__([URL], "WebAddressRecognizer")

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find addresses written, and dictated up to a known ending."""
        found: list[RecognizerResult] = []
        if _DOTTED.search(call.text):
            for match in _WRITTEN.finditer(call.text):
                text = match.group().rstrip(_CLOSING)
                score = 0.8 if "://" in text or text.lower().startswith("www.") else 0.65
                found.append(
                    self.result(URL, match.start(), match.start() + len(text), score, text.lower().replace(" ", ""))
                )
        words = call.words
        done = 0
        for index, token in enumerate(words):
            if index >= max(done, 2) and token.lower in SAID_ENDINGS and is_dot(words, index - 1):
                first, after = _web_start(call, index, done), _web_end(call, index)
                if first < index - 1:
                    value = written(call, first, index + 1) + "".join(
                        _SAID.get(t.lower, t.lower) for t in words[index + 1 : after]
                    )
                    found += [self.result(URL, start, end, 0.6, value) for start, end in ranges(call, first, after)]
                    done = after
        return found


def _web_start(call: CallArtifacts, ending: int, floor: int) -> int:
    """Return where the name before "dot com" begins: one word, more where "at" or "visit" announced them."""
    words = call.words
    first = ending - 1
    while first > floor:
        label = _label_start(call, first, floor)
        if label == first:
            return first if first == ending - 1 else first + 1
        first = label
        if first - 1 <= floor or not is_dot(words, first - 1):
            return first
        first -= 1
    return first


def _ends(token: Token, *, joined: bool, inner: bool) -> bool:
    """True for a token that no name runs over: a mark but a hyphen within a word, "slash", and words of a sentence.

    Right before a dot within the name ("my dot example dot gov") any word is part of it.
    """
    if token.kind is Kind.MARK:
        return not (token.lower == "-" and joined)
    return token.lower == "slash" or (not inner and (is_never(token) or token.lower in SELDOM | HOLDS))


def _label_start(call: CallArtifacts, dot: int, floor: int) -> int:
    words = call.words
    first, plain = dot, 0
    subdomain = words[dot + 1].lower not in SAID_ENDINGS
    while first > floor and not crosses_turn(call, first - 1, first):
        token = words[first - 1]
        if is_sign(words, first - 1) and token.lower not in ("a", "i"):
            first -= 1
        elif is_dot(words, first - 1) or _ends(token, joined=words[first].glued, inner=subdomain and first == dot):
            break
        else:
            plain += 1
            first -= 1
            if plain == 3:
                break
    announced = first > floor and (words[first - 1].lower in _WEB_MARKERS or is_dot(words, first - 1))
    if plain > 1 and not announced:
        return dot - 1
    return first


def _web_end(call: CallArtifacts, ending: int) -> int:
    """Return the end of an address: its ending, a country's after it, and a path."""
    words = call.words
    after = ending + 1
    while after + 1 < len(words):
        word, following = words[after].lower, words[after + 1]
        if is_dot(words, after) and following.lower in SAID_ENDINGS:
            after += 2
        elif word in ("slash", "/") and following.kind is not Kind.MARK:
            after += 2
            while after + 1 < len(words) and words[after].lower in ("dash", "hyphen", "underscore"):
                after += 2
        else:
            break
    return after
