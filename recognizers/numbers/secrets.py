"""Secrets: passwords, PINs, one-time codes, answers to security questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.numbers.claims import ValueKind
from recognizers.numbers.codes import CodeRecognizer
from recognizers.speech.cues import Cue, Mention, phrases
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, HESITATIONS

PIN = ValueKind(
    "PASSWORD/pin", 3, 12,
    cues=phrases(
        """
        pin, pin number, pin code, p i n, passcode, pass code, passcode is, one time code, one time passcode, one time
        pin, otp, o t p, verification code, confirmation pin, authentication code, access code, two factor code, two
        step code, six digit code, 6 digit code, four digit code, 4 digit code, four digit pin, texted you a code,
        sent you a code, text you a code, code we sent, code we texted, code you received, code in the text, code from
        the text, the code, a code, that code, your code, reset code, login code, door code, gate code, alarm code,
        entry code, lockbox code, garage code, voicemail pin, telephone pin, banking pin
        """
    ),
    weak=("code", "codes"),
    letters=False,
)  # fmt: skip
WORDS = "PASSWORD/words"
CUES = (
    Cue(
        WORDS,
        phrases(
            """
            password, passwords, password's, pass word, my pass is, passcode, passphrase, pass phrase, temp password,
            temporary password, new
            password, old password, banking password, telephone password, verbal password, wifi password, wi fi
            password, network key, security answer, security question, answer to your security question, answer to the
            security question, security word, security phrase, secret word, secret answer, safe word, safeword, code
            word, memorable word, memorable place, memorable name, memorable information, mother's maiden name,
            mothers maiden name, maiden name, name of your first pet, first pet, pet's name, name of your pet, pet you
            had, pet you had as a child, childhood pet, first school, first car, favorite movie, favourite movie,
            favorite color, favourite colour, favorite teacher, favourite teacher, favorite food, street you grew up
            on, city you were born in, childhood nickname, high school mascot, backup key, recovery code, recovery
            phrase, recovery key, seed phrase, wallet words, secret key, api key, access token, bearer, your response
            """
        ),
    ),
)  # fmt: skip
KINDS = (PIN,)

_NO_SECRET = frozenset(
    """reset forgot forget forgotten remember recover change changed changing recovery reminder manager link page
    protected requirements expired wrong incorrect invalid screen field required needed policy not don't didn't can't
    cannot never working works work box hint with for to over via by if when on in at lost help please again
    and or been got too already still strength length valid active until only""".split()
)
_LINKS = frozenset(("is", "was", "are", "equals", ":", "=", '"', "'s", "it's", "be"))
_DECISIONS = frozenset(
    (who, *does.split())
    for who in ("let's", "i'll", "we'll", "i'd")
    for does in ("do", "use", "go with", "take", "pick", "choose", "like", "have", "make it")
)
_OWNERS = frozenset(("my", "the", "a"))
# Cues that end with their link. "The password's tulip" says what it is; "my first pet's name" does not.
_ENDS_LINKED = frozenset(
    """was is bearer response password's passcode's passphrase's phrase's word's name's answer's key's
    code's pass's""".split()
)
_MODALS = frozenset("would should will".split())  # links with "be" after them alone
_WHICH = frozenset("what which whose whatever".split())
_LEAD_IN = frozenset(
    """it's its it is was would should be um uh er erm so okay ok yes yeah sure the a my that's thats that i'll
    just say i think like well oh um probably either try name's called one all right and set to here's""".split()
)
_STOP = re.compile(r"(?<!\bSt)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)[.!?;,\n](?=\s|$)")
_REFUSAL = re.compile(
    r"\b(?:don'?t|do not|can'?t|cannot|not|forgot|forget|forgotten|no idea|unsure|why|what|sorry|help|need|want|please"
    r"|let me|one moment|hold on|hang on|remember)\b",
    re.IGNORECASE,
)
_MASHED = re.compile(
    r"(?=\S*\d)(?=\S*[A-Za-z])\S{6,}|\S*[A-Za-z0-9][#@$%^&*!_]+[A-Za-z0-9#@$%^&*!_]*\S*|(?=\S*[a-z][A-Z])\w{10,}"
)
# "The old one was tulip, the new one is crocus", in a call about a password.
_ONE = re.compile(
    r"\b(?:old|new|other|last|current|previous|temporary|first|second|next) (?:one|1)"
    r"(?:'s| is| was| will be| should be| would be)(?: now| gonna be| going to be| just)?"
    r" (?!(?:not|that|in|on|too|for)\b)",
    re.IGNORECASE,
)
_TOPIC = 0.4
_LONGEST_ANSWER = 6
_ASKED = 0.6  # how plainly a secret must have been asked for before a whole answer is taken for one


class SecretRecognizer(CodeRecognizer):
    """Finds PINs and codes by their claims, and passwords and security answers by what asks for them."""

    reads_words = True

    def __init__(self) -> None:
        super().__init__("SecretRecognizer", KINDS)

    def unclaimed(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find words that are secret: after "the password is", or as the whole answer to a security question."""
        found: list[RecognizerResult] = []
        for mention in call.mentions:
            if mention.kind == WORDS:
                found += self._announced(call, mention)
        if call.context.topics.get(WORDS, 0.0) >= _TOPIC or any(mention.kind == WORDS for mention in call.mentions):
            for announced in _ONE.finditer(call.text):
                found += self._take(call, announced.end(), 0.75)
        start = call.context.answer_start
        weight = call.expects(WORDS, start)
        if weight >= _ASKED and not found:
            found += self._answer(call, start, weight)
        return found

    def _announced(self, call: CallArtifacts, mention: Mention) -> list[RecognizerResult]:
        """Take what follows "password is", "password:" or "password" and a code-like word."""
        at = mention.after
        words = call.words
        linked = words[at - 1].lower in _ENDS_LINKED
        if mention.first and words[mention.first - 1].lower in _WHICH:
            return []
        clause = _STOP.search(call.text, mention.end)
        if clause is not None and clause.group() == "?":
            return []
        while at < len(words) and (words[at].lower in _LINKS | HESITATIONS or _is_modal(words, at)):
            linked = linked or words[at].lower in _LINKS
            at += 1
        if at >= len(words) or words[at].lower in _NO_SECRET:
            return []
        first = words[at]
        rest = call.text[first.start :]
        if not linked and not _MASHED.match(rest):
            return []
        taken = self._take(call, first.start, 0.85)
        return [] if _is_approval(call, taken) else taken

    def _answer(self, call: CallArtifacts, start: int, weight: float) -> list[RecognizerResult]:
        answer = call.text[start:]
        content = [t for t in call.words if t.start >= start and t.kind is not Kind.MARK]
        lead = 0
        spelled = _is_spelling(content)
        while not spelled and lead < len(content) and content[lead].lower in _LEAD_IN:
            lead += 1
        lead = lead if spelled else _after_decision(content, lead)
        said = content[lead:]
        # An answer that announces or holds a value of its own kind is no secret word.
        if any(m.start >= start and not m.kind.startswith("PASSWORD") for m in call.mentions):
            return []
        if any(claim.runs[-1].end > start for claim in call.claims):
            return []
        if lead and content[lead - 1].lower in _OWNERS and _is_named(call, said):
            return []  # "yes that's my password"
        if not said or len(said) > 2 * _LONGEST_ANSWER or all(t.lower in BACK_CHANNEL for t in said):
            return []
        if answer.rstrip().endswith("?") or _REFUSAL.search(answer):
            return []
        return self._take(call, said[0].start, 0.4 + 0.4 * weight)

    def _take(self, call: CallArtifacts, start: int, score: float) -> list[RecognizerResult]:
        """Hide from a word to the end of its clause, a handful of words at most."""
        stop = _STOP.search(call.text, start)
        limit = stop.start() if stop else len(call.text)
        words = [t for t in call.words if start <= t.start < limit]
        taken: list[Token] = []
        for word in words:
            if word.lower in ("and", "but", "so", "then", "new", "which") and taken:
                break
            taken.append(word)
            if sum(t.kind is not Kind.MARK for t in taken) >= _LONGEST_ANSWER and not _is_spelling(taken):
                break
        while taken and taken[-1].lower in ('"', "'", "\u201d"):
            taken.pop()
        while taken and taken[0].lower in ('"', "'", "\u201c"):
            taken.pop(0)
        if not taken:
            return []
        value = " ".join(t.lower for t in taken)
        return [self.result("PASSWORD", taken[0].start, taken[-1].end, score, value, subtype="words")]


def _is_named(call: CallArtifacts, said: Sequence[Token]) -> bool:
    """True for words that name a secret, and say nothing more."""
    after = next((m.end for m in call.mentions if said and m.kind == WORDS and m.start == said[0].start), None)
    return after is not None and all(t.start < after or t.lower in BACK_CHANNEL for t in said)


def _after_decision(content: Sequence[Token], lead: int) -> int:
    """Return where an answer goes on after words that only say that a choice is made: "let's do", "i'd like"."""
    for first in range(max(0, lead - 1), lead + 1):
        for size in (3, 2):
            words = tuple(token.lower for token in content[first : first + size])
            if words in _DECISIONS and len(content) > first + size:
                return first + size
    return lead


def _is_approval(call: CallArtifacts, taken: Sequence[RecognizerResult]) -> bool:
    """True for "the password is fine"."""
    return all(t.lower in BACK_CHANNEL for r in taken for t in call.words if r.start <= t.start < r.end)


def _is_modal(words: Sequence[Token], at: int) -> bool:
    """True for the "would" of "would be": "would you" is a question."""
    return words[at].lower in _MODALS and at + 1 < len(words) and words[at + 1].lower == "be"


def _is_spelling(tokens: list[Token]) -> bool:
    return sum(len(t.lower) == 1 for t in tokens) * 2 > len(tokens)
