"""Secrets: passwords, PINs, one-time codes, answers to security questions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.names.lexicon import STOP, lexicon
from recognizers.numbers.codes import CodeRecognizer
from recognizers.secrets.cues import CUES, KINDS, WORDS
from recognizers.secrets.extent import LONGEST, seams_of, secrets_in
from recognizers.secrets.remarks import is_remark
from recognizers.secrets.repairs import takes_back
from recognizers.secrets.told import told_before, told_late
from recognizers.speech.cues import Mention
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, DIGITS, HESITATIONS

__all__ = ["CUES", "KINDS", "WORDS", "SecretRecognizer"]

_NO_SECRET = frozenset(
    """reset forgot forget forgotten remember recover change changed changing recovery reminder manager link page
    protected requirements expired wrong incorrect invalid screen field required needed policy not don't didn't can't
    cannot never working works work box hint with for to over via by if when on in at lost help please again
    and or been got too already still strength length valid active until only""".split()
)
_LINKS = frozenset(("is", "was", "are", "equals", ":", "=", '"', "'s", "it's", "that's", "be"))
_HANDS_OVER = frozenset(("here's", "here", "use", "try", "with", "enter", "type"))
_OWNERS = frozenset(("my", "the", "a", "our", "this"))
# Cues that end with their link. "The password's tulip" says what it is; "my first pet's name" does not.
_ENDS_LINKED = frozenset(
    """was is bearer response password's passcode's passphrase's phrase's word's name's answer's key's
    code's pass's""".split()
)
_MODALS = frozenset("would should will might may must could".split())  # links with "be" after them alone
_WHAT_FOR = frozenset("for on to of in i we you that".split())
_LONGEST_WHAT_FOR = 5  # words of "for the router", "i use at work"
_CHANGES = frozenset("set change changed changing reset make made update updated".split())
_CHANGE_REACH = 4  # words between them and what is changed
_PASSWORDS = ("password", "passphrase", "word", "phrase", "passcode")
_OTHERS = frozenset("his her its their".split())
_SAYS_HOW = ([",", "it's"], [",", "that's"])  # "my passphrase, it's tulip"
_WHICH = frozenset("what which whose whatever".split())
_COPULAS = frozenset("is was are ' = : #".split())
# The old one was tulip, the new one is crocus: in a call about a password.
_ONE = re.compile(
    r"\b(?:old|new|other|last|current|previous|temporary|first|second|next)\s(?:one|1)"
    r"(?:'s|\s(?:is|was|will be|should be|would be))(?: now| gonna be| going to be| just)?"
    r"\s(?!(?:not|that|in|on|too|for)\b)",
    re.IGNORECASE,
)
_MASHED = re.compile(
    r"(?=\S*\d)(?=\S*[A-Za-z])\S{6,}|\S*[A-Za-z0-9][#@$%^&*!_]+[A-Za-z0-9#@$%^&*!_]*\S*|(?=\S*[a-z][A-Z])\w{10,}"
)
_SIGNS = frozenset("bang hash asterisk underscore ampersand exclamation dollar hashtag caret tilde".split())
_TOPIC = 0.4
_ASKED = 0.6  # how plainly a secret must have been asked for before a whole answer is taken for one
_AWAITED = 0.4  # the same, for a short answer that says that it is one: "it's tulip"
_PUT_RIGHT = 0.75  # the weight of an answer that takes back one given before
_RECENT = 4  # values back that may be taken back
_ASKING = frozenset("is are was were do does did can could may will would should have has".split())
_ASKED_OF = frozenset("your you the there this that these those it he she they we i my his her their".split())
_LONGEST_TEXT = 80  # tokens after a name that are looked through for the secret
_CODE = 4  # figures of a value of another kind


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
                found += self._announced(call, mention) or self._named_after(call, mention)
        found += self._ones(call)
        start = call.context.answer_start
        weight = max(call.expects(WORDS, start), _PUT_RIGHT if _puts_right(call, start) else 0.0)
        if weight >= _ASKED and not found:
            found += self._answer(call, start, weight)
        elif not found and call.context.awaited.get(WORDS, 0.0) >= _AWAITED:
            place = told_late(call, _index(call, start))
            found += [self._result(call, place, 0.6)] if place is not None else []
        return found

    def _ones(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find "the old one was tulip", where the call is about a password or what is told is made like one."""
        about = call.context.topics.get(WORDS, 0.0) >= _TOPIC or any(m.kind == WORDS for m in call.mentions)
        starts = [announced.end() for announced in _ONE.finditer(call.text)]
        results = [result for start in starts for result in self._take(call, start, 0.75)]
        if about or any(_SIGNS & set(_words(call, result)) for result in results):
            return results
        return []

    def _announced(self, call: CallArtifacts, mention: Mention) -> list[RecognizerResult]:
        """Take what follows "password is", "password:", "here's my password" or "password" and a code-like word."""
        at, words = mention.after, call.words
        linked = words[at - 1].lower in _ENDS_LINKED
        if mention.first and words[mention.first - 1].lower in _WHICH:
            return []
        at, changes = _after_what_for(call, at), _is_changed(call, mention)
        at += [token.lower for token in words[at : at + 2]] in _SAYS_HOW
        while at < len(words) and (words[at].lower in _LINKS | HESITATIONS or _is_modal(words, at)):
            linked = linked or words[at].lower in _LINKS
            at += 1
        if changes and not linked and at < len(words) and words[at].lower in ("to", "as"):
            linked, at = True, at + 1
        if at >= len(words) or _is_cue(call, at):
            return []
        if not linked and (words[at].lower in _NO_SECRET or not _is_made(call, at, mention)):
            return []
        return self._take(call, words[at].start, 0.85)

    def _named_after(self, call: CallArtifacts, mention: Mention) -> list[RecognizerResult]:
        """Take what stands before its name: "blue falcon is my password"."""
        place = told_before(call, mention)
        return [self._result(call, place, 0.7)] if place is not None else []

    def _answer(self, call: CallArtifacts, start: int, weight: float) -> list[RecognizerResult]:
        first = _index(call, start)
        said = [token for token in call.words[first:] if token.kind is not Kind.MARK]
        if all(token.lower in BACK_CHANNEL for token in said) or _is_of_another_kind(call, start, said):
            return []
        if _asks_back(said):
            return []
        long = len(said) > 2 * LONGEST
        if long and sum(bool(lexicon().get(token.lower, 0) & STOP) for token in said) * 8 > len(said):
            return []
        asks = call.text.rstrip().endswith("?")
        results = []
        for place in secrets_in(call.words, [], _seams(call), first, len(call.words)):
            words = [token.lower for token in call.words[place.start : place.stop] if token.kind is not Kind.MARK]
            if asks and (call.context.role.is_agent or any(lexicon().get(word, 0) & STOP for word in words)):
                continue
            owned = place.start > first and call.words[place.start - 1].lower in _OWNERS
            if owned and _is_named(call, call.words[place.start : place.stop]):
                continue  # "yes that's my password"
            results.append(self._result(call, place, 0.4 + 0.4 * weight))
        return results

    def _take(self, call: CallArtifacts, start: int, score: float) -> list[RecognizerResult]:
        """Hide the secrets that are told from a place on."""
        first = _index(call, start)
        after = min(len(call.words), first + _LONGEST_TEXT)
        near = [mention for mention in _others(call) if first <= mention.first < after]
        places = secrets_in(call.words, near, _seams(call), first, after)
        return [self._result(call, place, score) for place in places]

    def _result(self, call: CallArtifacts, place: range, score: float) -> RecognizerResult:
        taken = call.words[place.start : place.stop]
        value = " ".join(token.lower for token in taken)
        return self.result("PASSWORD", taken[0].start, taken[-1].end, score, value, subtype="words")


def _asks_back(said: Sequence[Token]) -> bool:
    """True for a question, also where a breath cut its first word off: "what | is your phone number"."""
    return len(said) > 1 and said[0].lower in _ASKING and said[1].lower in _ASKED_OF


def _puts_right(call: CallArtifacts, start: int) -> bool:
    """True when somebody takes back a secret told lately: "oh no wait it's crocus"."""
    if call.context.topics.get(WORDS, 0.0) < _TOPIC:
        return False
    told = any(value.entity_type == "PASSWORD" for value in call.context.known[-_RECENT:])
    first = _index(call, start)
    return told and takes_back(call.words, first)


def _is_of_another_kind(call: CallArtifacts, start: int, said: Sequence[Token]) -> bool:
    """True for an answer that announces or holds a value of its own kind; a password may have any word in it."""
    for mention in call.mentions:
        if mention.start < start or mention.kind.startswith("PASSWORD"):
            continue
        linked = _is_linked(call, mention) and not mention.kind.startswith("PERSON")
        if _is_of_speaker(call, mention) or len(said) > LONGEST or linked:
            return True
    claims = [claim for claim in call.claims if claim.runs[-1].end > start]
    return any(
        len(said) > LONGEST or len(claim.written) >= _CODE or claim.kind.startswith("PASSWORD") for claim in claims
    )


def _is_of_speaker(call: CallArtifacts, mention: Mention) -> bool:
    """True for "my name is", "this is": it announces a person, where "his name was" may tell of a dog."""
    before = call.words[mention.first - 1].lower if mention.first else ""
    owner = call.words[mention.first].lower if before not in _OTHERS else before
    return mention.kind.startswith("PERSON") and owner not in _OTHERS


def _others(call: CallArtifacts) -> list[Mention]:
    """Return the cues that announce something else after a secret; a password may be "blue phone nine"."""
    if "announced" in call.notes:
        known: list[Mention] = call.notes["announced"]
        return known
    values = {claim.runs[0].atoms[0].first for claim in call.claims if len(claim.written) >= _CODE}
    begins = ("and", "my", "the", "your", "is", ",", ".", ";")

    def announces(mention: Mention) -> bool:
        before = call.words[mention.first - 1].lower if mention.first else ""
        return _is_linked(call, mention) or mention.after in values or before in begins

    call.notes["announced"] = [m for m in call.mentions if not m.kind.startswith("QUANTITY") and announces(m)]
    return _others(call)


def _is_linked(call: CallArtifacts, mention: Mention) -> bool:
    following = call.words[mention.after].lower if mention.after < len(call.words) else ""
    return following in _COPULAS or call.words[mention.after - 1].lower.endswith(("'s", "is"))


def _named(call: CallArtifacts, *, every: bool = False) -> dict[int, int]:
    """Return where secrets are named, or all values: the first token of each name, and the one after it."""
    name = "named" if every else "secrets"
    if name not in call.notes:
        call.notes[name] = {m.first: m.after for m in call.mentions if every or m.kind == WORDS}
    found: dict[int, int] = call.notes[name]
    return found


def _is_cue(call: CallArtifacts, at: int) -> bool:
    """True where another secret is named, with nothing after its name: "security question: favorite movie"."""
    stop = _named(call).get(at, 0)
    return bool(stop) and (stop >= len(call.words) or call.words[stop].kind is Kind.MARK)


def _is_made(call: CallArtifacts, at: int, mention: Mention) -> bool:
    """True for what follows "password" with no "is": a made word, or any after "here's my" and after a user name."""
    if _MASHED.match(call.text[call.words[at].start :]):
        return True
    if call.words[at].kind is Kind.MARK or at in _named(call, every=True):
        return False  # "your username, password, email"
    said = [token.lower for token in call.words[at : at + _LONGEST_TEXT] if token.kind is not Kind.MARK]
    if _is_all(call, mention, said):
        return True
    before = [token.lower for token in call.words[max(0, mention.first - 3) : mention.first]]
    while before and before[-1] in _OWNERS | {"is"}:
        before.pop()
    handed = bool(before) and before[-1] in _HANDS_OVER
    named = next((m.first < mention.first for m in call.mentions if m.kind == "USERNAME"), False)
    return (handed or named) and not is_remark(said)


def _is_all(call: CallArtifacts, mention: Mention, said: Sequence[str]) -> bool:
    """True for "password purple otter" when it is all that a customer says."""
    if call.context.role.is_agent or call.words[mention.after - 1].lower not in _PASSWORDS:
        return False
    begins = call.text.rfind("\n", 0, mention.start) + 1 == mention.start
    plain = any(lexicon().get(word, 0) & STOP and word not in DIGITS for word in said)
    return begins and 1 < len(said) <= LONGEST and not plain and not is_remark(said)


def _after_what_for(call: CallArtifacts, at: int) -> int:
    """Return the index after words that tell which password it is, where its link follows: "for the router is"."""
    words = call.words
    if at >= len(words) or words[at].lower not in _WHAT_FOR:
        return at
    for index in range(at + 1, min(len(words) - 1, at + 1 + _LONGEST_WHAT_FOR)):
        if words[index].kind is Kind.MARK or words[index].lower in _WHICH:
            return at
        if words[index].lower in ("is", "was"):
            return index
    return at


def _is_changed(call: CallArtifacts, mention: Mention) -> bool:
    """True for "change my password" before "to tulip"."""
    before = call.words[max(0, mention.first - _CHANGE_REACH) : mention.first]
    return any(token.lower in _CHANGES for token in before)


def _is_named(call: CallArtifacts, said: Sequence[Token]) -> bool:
    """True for words that name a secret, and say nothing more."""
    after = next((m.end for m in call.mentions if said and m.kind == WORDS and m.start == said[0].start), None)
    return after is not None and all(t.start < after or t.lower in BACK_CHANNEL for t in said)


def _is_modal(words: Sequence[Token], at: int) -> bool:
    """True for the "would" of "would be", and for "used to be": "would you" is a question."""
    said = [token.lower for token in words[at : at + 3]]
    return (said[0] in _MODALS and said[1:2] == ["be"]) or said == ["used", "to", "be"] or said[:2] == ["to", "be"]


def _words(call: CallArtifacts, result: RecognizerResult) -> list[str]:
    return [token.lower for token in call.words if result.start <= token.start < result.end]


def _seams(call: CallArtifacts) -> frozenset[int]:
    if "seams" not in call.notes:
        call.notes["seams"] = seams_of(call.text, call.words)
    found: frozenset[int] = call.notes["seams"]
    return found


def _index(call: CallArtifacts, start: int) -> int:
    """Return the index of the first token from a place on."""
    return bisect_left(call.words, start, key=lambda token: token.start)
