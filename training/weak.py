"""Labels for raw dialogue without labels: the rules teach what they hear, and what they may have missed is left open.

A word the rules passed over is only called ordinary when it is: everything that could be a name or a drug without a cue
(an unknown word, a capital inside a sentence, a rare word between doctor and patient) is left out of the loss. Calling
such words negative cost more than anything else did. Places and firms that the corpora name often are taught as such,
so that they are not learned as people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from recognizers.engine import Engine
from recognizers.entities import Role, Turn
from recognizers.speech.vocabulary import BACK_CHANNEL, HESITATIONS
from training.examples import AGENT, CUSTOMER, KINDS, UNKNOWN, Label, Line, cut, join, merged
from training.gazetteer import Gazetteer, firms
from training.raw import RawCall

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.?!:\n]\s*|[\"“(])$")
_NAMES = Path(__file__).parents[1] / "recognizers" / "data" / "names"
# A finding of the rules below this is no lesson: at lower scores samples held more mistakes than news.
_SURE = {"PERSON": 0.6, "ADDRESS": 0.85, "LOCATION": 0.65, "AGE": 0.7, "DATE": 0.45, "DATE_OF_BIRTH": 0.55}
_SURE_ELSEWHERE = 0.55
_HEALTH = _NAMES.parent / "health"
_COMMON = 12  # times a word is heard outside clinics to be ordinary inside one
_LEAST_NAME = 3  # letters of a name that is sought again in the rest of its call
# What the rules own and the model need not learn, but which may hold somebody's name.
_HOLDS_NAMES = frozenset({"EMAIL_ADDRESS", "USERNAME", "URL", "PASSWORD"})
_ROLES = {AGENT: Role.AGENT, CUSTOMER: Role.CUSTOMER}


class Teacher:
    """Labels calls by the rule engine.

    Args:
        everyday: calls that are not clinical: what is often said there is ordinary.
    """

    def __init__(self, everyday: Iterable[RawCall] = ()) -> None:
        self._engine = Engine()
        words = {*_read("words.txt"), *_read("modern.txt"), *_read("frequent.txt"), *HESITATIONS, *BACK_CHANNEL}
        self._ordinary = frozenset(words) - frozenset(_read("mostly_names.txt"))
        texts = [join(line)[0] for call in everyday for _, line in call.turns]
        self._gazetteer = Gazetteer.of(texts)
        heard = Counter(word.lower() for text in texts for word in _WORD.findall(text))
        self._people = frozenset(
            word for name in ("first", "last", "world_first", "world_last") for word in _read(f"{name}.txt")
        )
        curated = ("conditions", "symptoms", "procedures", "medications")
        self._health = frozenset(
            word
            for name in curated
            for word in _WORD.findall((_HEALTH / f"{name}.txt").read_text(encoding="utf-8").lower())
        )
        self._body = _body()
        self._everyday = frozenset(word for word, count in heard.items() if count >= _COMMON)

    def teach(self, call: RawCall) -> list[tuple[str, Line]]:
        """Return the call's turns with labels; those of a call whose corpus labels it, as they are.

        Args:
            call: the dialogue.
        """
        if call.slotted:
            return list(call.turns)
        heard = self._listen(call)
        names = self._names(call, heard)
        texts = [join(line)[0] for _, line in call.turns]
        named = firms(texts, self._people | names)
        turns = []
        for (speaker, _), text, labels in zip(call.turns, texts, heard, strict=True):
            places = [*self._gazetteer.labels(text), *_each(text, named)]
            again = [Label(*m.span(), "PERSON") for m in _WORD.finditer(text) if m.group().lower() in names]
            known = [*labels, *(name for name in again if not _overlaps(name, labels))]
            for place in places:
                if not _overlaps(place, known):
                    known.append(place)
            known = merged(text, known)
            opened = self._open(text, known, clinical=call.clinical)
            turns.append((speaker, cut(text, merged(text, [*known, *opened]))))
        return turns

    def _listen(self, call: RawCall) -> list[list[Label]]:
        """Play a call to the rules; a value that a later turn completes is labelled in the turns before, too."""
        dialogue = self._engine.begin()
        found: list[dict[tuple[int, int], Label]] = [{} for _ in call.turns]
        for index, (speaker, line) in enumerate(call.turns):
            turn = Turn(str(index), join(line)[0], _ROLES.get(speaker, Role.CUSTOMER))
            analysis = self._engine.analyze(turn, dialogue)
            dialogue = analysis.dialogue
            for finding in analysis.findings:
                kind = _lesson(finding.entity_type, finding.score)
                for span in finding.spans if kind else ():
                    found[int(span.segment_id)][span.start, span.end] = Label(span.start, span.end, kind)
        return [list(labels.values()) for labels in found]

    def _names(self, call: RawCall, heard: Sequence[Sequence[Label]]) -> frozenset[str]:
        """Return the parts of names found anywhere in a call that are nothing but names."""
        found: set[str] = set()
        for (_, line), labels in zip(call.turns, heard, strict=True):
            text = join(line)[0]
            for label in labels:
                if label.kind == "PERSON":
                    found |= {word.lower() for word in _WORD.findall(text[label.start : label.end])}
        return frozenset(name for name in found if len(name) >= _LEAST_NAME) - self._ordinary - self._everyday

    def _open(self, text: str, known: Sequence[Label], *, clinical: bool) -> list[Label]:
        """Return the words that may be entities for all the rules can tell."""
        opened = []
        for match in _WORD.finditer(text):
            word = Label(match.start(), match.end(), UNKNOWN)
            if not _overlaps(word, known) and self._may_be_more(text, match, clinical=clinical):
                opened.append(word)
        return opened

    def _may_be_more(self, text: str, match: re.Match[str], *, clinical: bool) -> bool:
        word = match.group()
        stem, _, ending = word.lower().replace("’", "'").partition("'")
        if len(stem) < 2 or ending not in {"", "s"}:
            return False
        if len(word) > 1 and word.isupper() and not text.isupper():
            return False
        if word[0].isupper() and not _SENTENCE_START.search(text[: match.start()]) and word != "I":
            return True
        if word.islower() and stem in self._body:
            return False  # a part of the body is nobody's illness; what ails it was heard by the rules
        if clinical and stem in self._health and stem not in self._everyday:
            return True
        return stem not in self._ordinary and stem not in self._everyday


def _lesson(kind: str, score: float) -> str:
    if kind in _HOLDS_NAMES:
        return UNKNOWN
    if kind not in KINDS:
        return ""
    return kind if score >= _SURE.get(kind, _SURE_ELSEWHERE) else UNKNOWN


def _each(text: str, words: frozenset[str]) -> list[Label]:
    found = (match for match in _WORD.finditer(text) if match.group().removesuffix("'s") in words)
    return [Label(*match.span(), "ORGANIZATION") for match in found]


def _body() -> frozenset[str]:
    """Return the words for parts of the body."""
    sections = (_HEALTH / "grammar.txt").read_text(encoding="utf-8").split("\n[")
    named = [part.partition("]")[2] for part in sections if part.lstrip("[").startswith(("body]", "weak body]"))]
    return frozenset(word for part in named for word in _WORD.findall(part.lower()))


def _overlaps(label: Label, others: Iterable[Label]) -> bool:
    return any(other.start < label.end and label.start < other.end for other in others)


def _read(name: str) -> list[str]:
    lines = (_NAMES / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
