"""User names and handles: after their cue, after the question for one, and "@name"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.contact.dictation import DETERMINERS, SELDOM, crosses_turn, is_never, is_sign, joins, ranges, written
from recognizers.names.lexicon import FIRST, LAST, lexicon
from recognizers.speech.cues import Cue, Mention
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, HESITATIONS, REPAIRS

USERNAME = "USERNAME"
_NETWORKS = "skype discord telegram snapchat instagram insta tiktok twitch twitter steam psn".split()
# Whom people log in with, who are no user names.
_PROVIDERS = frozenset("google facebook apple microsoft paypal amazon gmail github linkedin okta".split())
CUES = (
    Cue(
        USERNAME,
        (
            "username|usernames",
            "user name|names",
            "user id",
            "user i d",
            "userid",
            "user's",
            "log in|on id|name",
            "login id|name",
            "login",
            "log in as|with",
            "log on as|with",
            "logged in as|with",
            "logging in as|with",
            "login is",
            "sign in as|with",
            "signed in as|with",
            "sign in name",
            "screen name|names",
            "screenname",
            "display name",
            "handle is",
            "my|your|his|her|their|what|which handle",
            "gamertag",
            "gamer tag",
            "profile name",
            "skype id|name",
            "instagram|twitter|telegram|discord|tiktok handle|name|username",
        ),
    ),
    Cue(USERNAME, (f"my|your|his|her {'|'.join(_NETWORKS)}",), 0.6),
)

_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_](?:[\w.-]*\w)?")
# As tokenizers part it: "@ lenamoss", "@ lena _ moss". A word or a time after an "@" is where somebody is.
_PARTED_HANDLE = re.compile(r"(?<!\S)@ (?=[\w]*[^\W\d])(\w{3,}(?: ?_ ?\w+)*)(?!\S)")
_ASKED, _PLAINLY_ASKED = 0.2, 0.6
_LONGEST = 4  # plain words
_LONGEST_NAME = 40  # tokens, spelled out
_ASIDE = BACK_CHANNEL | REPAIRS | {"try", "maybe", "perhaps"}
_ASIDE -= frozenset("i all here on me not you're with i'm im".split())
_LEAD_IN = frozenset(
    "is it's its that's thats was would be should be called the it in as name with number on file".split()
)
_SUPPOSES = frozenset("think believe guess say".split())
# What is said *about* a user name, right after the word.
_ABOUT = frozenset(
    """and or please password email not wrong incorrect correct taken locked invalid required field reset recovery
    associated connected linked first again handy too either one case anymore there somewhere shipping thing same
    different needed today""".split()
)


class UsernameRecognizer(CallRecognizer):
    """Finds user names and handles."""

    def __init__(self) -> None:
        super().__init__([USERNAME], "UsernameRecognizer")

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find handles, names after a cue, and the answer to a question."""
        found: list[RecognizerResult] = []
        if "@" in call.text:
            found += [
                self.result(USERNAME, *match.span(), 0.7, match.group()[1:].lower())
                for match in _HANDLE.finditer(call.text)
            ]
            found += [
                self.result(USERNAME, *match.span(1), 0.6, match.group(1).replace(" ", "").lower())
                for match in _PARTED_HANDLE.finditer(call.text)
                if not lexicon().get(match.group(1).lower(), 0) & ~(FIRST | LAST)
            ]
        for mention in call.mentions:
            if mention.kind == USERNAME:
                found += self._after_cue(call, mention)
        if not found and call.expected.get(USERNAME, 0.0) >= _ASKED:
            found += self._answer(call)
        return found

    def _after_cue(self, call: CallArtifacts, mention: Mention) -> list[RecognizerResult]:
        words, index = call.words, mention.after
        possessive = words[index - 1].lower == "user's"
        if possessive and index > 1 and words[index - 2].lower in DETERMINERS:
            return []  # "a user's gym"
        if words[index - 1].lower == "with" and index < len(words) and words[index].lower in _PROVIDERS:
            return []  # "do i log in with google or …"
        linked = possessive or words[index - 1].lower in ("as", "with", "is", "handle's", "username's")
        if linked and index + 1 < len(words) and words[index].lower == "at":
            index += 1  # the sign of a handle, said
        while index < len(words) and _leads_in(call, index):
            linked = linked or words[index].lower not in HESITATIONS
            index += 1
        after = _name_end(call, index)
        if after == index or call.text[mention.end : words[index].start].count("\n"):
            return []
        linked = linked and words[mention.after - 1].lower not in _NETWORKS  # "my skype is broken"
        if not linked and not _looks_made(call, index, after):
            return []
        return self._results(call, index, after, 0.8)

    def _answer(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find the name in an answer: "saltmarsh9" anywhere, plain words only where nothing else is said."""
        words = call.words
        weight = call.expected[USERNAME]
        index = next((i for i, t in enumerate(words) if t.start >= call.context.answer_start), len(words))
        end = next((i + 1 for i in range(len(words) - 1, -1, -1) if _says(words[i])), 0)
        spoke = False
        while index < len(words):
            if words[index].lower in ("it's", "its", "is", "that's") and words[index - 1].lower in _SUPPOSES:
                spoke = False  # "i think it's blue heron"
            if _leads_in(call, index) or words[index].lower in _ASIDE:
                index += 1
                continue
            after = _name_end(call, index)
            if after > index and _looks_made(call, index, after) and any(c.isalpha() for c in words[index].lower):
                return self._results(call, index, after, 0.5 + 0.3 * weight)
            if after > index and not spoke and after >= end and weight >= _PLAINLY_ASKED:
                return self._results(call, index, after, 0.45 + 0.2 * weight)
            spoke = True
            index = max(after, index + 1)
        return []

    def _results(self, call: CallArtifacts, first: int, after: int, score: float) -> list[RecognizerResult]:
        value = written(call, first, after)
        return [self.result(USERNAME, start, end, score, value) for start, end in ranges(call, first, after)]


def _says(token: Token) -> bool:
    return token.kind is not Kind.MARK and token.lower not in BACK_CHANNEL


def _leads_in(call: CallArtifacts, index: int) -> bool:
    token = call.words[index]
    if token.kind is Kind.MARK:
        return token.lower in ":,-='\"" or (token.lower == "." and not token.glued)
    return token.lower in _LEAD_IN or token.lower in HESITATIONS


def _name_end(call: CallArtifacts, first: int) -> int:
    """Return the end of a name that begins at a token; the same index when none does."""
    words = call.words
    after, plain, index = first, 0, first
    while index < min(len(words), first + _LONGEST_NAME) and not (
        index > first and crosses_turn(call, index - 1, index)
    ):
        token = words[index]
        glued = index > first and token.glued and words[index - 1].lower not in ",;:!?|"
        if token.lower in HESITATIONS and index > first and not glued:
            index += 1
            continue
        if not glued and index > first and not joins(words, index) and _is_written_whole(call, first, after):
            break
        if not _continues(words, index, first, glued=glued):
            break
        plain += not (glued or joins(words, index) or is_sign(words, index))
        if plain > _LONGEST:
            break
        index += 1
        after = index
    if after > first and "@" in (t.lower for t in words[first + 1 : after]):
        return first  # an e-mail address
    return after if any(t.lower not in ("a", "i") for t in words[first:after]) else first


def _continues(words: Sequence[Token], index: int, first: int, *, glued: bool) -> bool:
    """True when a token may be part of a name that began at ``first``."""
    token = words[index]
    if joins(words, index) and (index > first or token.lower in "_~"):
        return index + 1 < len(words) and (token.kind is Kind.WORD or words[index + 1].glued)
    if token.kind is Kind.MARK:
        return token.lower == "@"
    if glued or is_sign(words, index) or (index > first and joins(words, index - 1)):
        return True
    return not is_never(token) and token.lower not in SELDOM | _ABOUT


def _is_written_whole(call: CallArtifacts, first: int, after: int) -> bool:
    """True when letters and figures are already joined in writing: what follows a space is something else."""
    tokens = call.words[first:after]
    return len(tokens) > 1 and tokens[-1].glued


def _looks_made(call: CallArtifacts, first: int, after: int) -> bool:
    """True for what nobody says but as a name: letters with figures, or parts bound by a dot or an underscore."""
    tokens = call.words[first:after]
    bound = any(joins(call.words, i) for i in range(first + 1, after))
    has_word = any(t.kind is Kind.WORD for t in tokens)
    return has_word and (
        bound or any(t.glued and Kind.FIGURES in (t.kind, before.kind) for before, t in pairwise(tokens))
    )
