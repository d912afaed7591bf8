"""Health: conditions, medications, procedures and symptoms, in clinicians' words and in those people use on the phone.

Misspelled words are put right. Then four sources propose (the lexicon, phrases built from word classes, word endings,
and the sound of drug names); what means health wherever it is said counts at once, and what does not ("my pressure", "a
shot", "the scan") counts when the sentence, the call or the question before it speaks for it. "Virus scan" and "that
price is killing me" stay.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from presidio_analyzer import EntityRecognizer, RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.health import endings, lexicon, phrases, sounds, spelling
from recognizers.health.context import CUES, Evidence, experienced, gather
from recognizers.health.lexicon import HEALTH_TYPES, ORDINARY, Hit, Level, Term
from recognizers.health.words import Words, read_words
from recognizers.numbers.labels import LABEL
from recognizers.numbers.quantities import Quantity
from recognizers.speech.tokens import tokenize
from recognizers.speech.vocabulary import DIGITS, NATO

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpArtifacts

__all__ = ["CUES", "HEALTH_TYPES", "HealthRecognizer"]

_NAME: Final = "HealthRecognizer"
_SURE_SCORE, _PHRASE_SCORE, _CONTEXT_SCORE = 0.85, 0.7, 0.6
_EXPECTED: Final = 0.3
# What must speak for a term of each level: evidence of its own sentence, and how clinical the call is.
_NEEDED: Final = {Level.LIKELY: (1.0, 0.3), Level.POSSIBLE: (2.0, 0.45), Level.ASKED: (math.inf, math.inf)}
_CLINICAL_CALL: Final = 0.45
_MOST_PER_TURN: Final = 0.5
_SHORT_TURN: Final = 25
_DRUG_SIGNS: Final = frozenset(
    """
    medication medications medicine medicines prescription prescriptions prescribed prescribe refill refills
    milligram milligrams mg mcg microgram micrograms tablet tablets pill pills pharmacy pharmacist take takes
    taking took dose doses dosage
    """.split()
)
_CARRIERS: Final = frozenset(
    """
    my your his her their our the a an some any had have has having got get getting need needs needed caught
    catch catching taking take takes on other small whole entire feeling feel felt really very so quite pretty
    found after into
    """.split()
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a turn's dialogue says of it.

    Attributes:
        expected: entity type to 0..1: what the last question asked for.
        clinical: 0..1: how clinical the call has been so far.
    """

    expected: Mapping[str, float]
    clinical: float

    @property
    def is_clinical(self) -> bool:
        """True when even a phrase that is ordinary elsewhere ("feel the pain") speaks of health."""
        return self.clinical >= _CLINICAL_CALL or self.asked > _EXPECTED

    @property
    def asked(self) -> float:
        """How much any health was asked for."""
        return max((self.expected.get(kind, 0.0) for kind in HEALTH_TYPES), default=0.0)


@dataclass(frozen=True, slots=True)
class _Proposal:
    hit: Hit
    score: float


class HealthRecognizer(EntityRecognizer):
    """Finds health in call text, lower-case and lexical or formatted.

    ``nlp_artifacts`` may be any object; two optional attributes of it are read: ``expected``, a mapping of entity type
    to 0..1 (what the last question asked for), and ``clinical``, 0..1 (how clinical the call has been so far; see
    ``weigh``). Without them every text is judged alone.
    """

    def __init__(self) -> None:
        self._lexicon = lexicon.load()
        self._grammar = phrases.build()
        self._sounds = sounds.load()
        self._spelling = spelling.build(self._lexicon)
        super().__init__(supported_entities=list(HEALTH_TYPES), name=_NAME, supported_language="en")

    def load(self) -> None:
        """Do nothing: the lists were read at construction."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return the health entities of a text.

        Args:
            text: one segment.
            entities: the types asked for; others are left out.
            nlp_artifacts: see the class.
        """
        words, hits = self._read(text, nlp_artifacts)
        around = Surroundings(
            getattr(nlp_artifacts, "expected", None) or {}, float(getattr(nlp_artifacts, "clinical", 0.0) or 0.0)
        )
        found = [
            self._result(words, proposal)
            for proposal in self._judge(words.folded, hits, around)
            if proposal.hit.term.kind in entities
        ]
        return [result for result in found if not _is_labelled_number(result, nlp_artifacts)]

    def weigh(self, text: str, call: CallArtifacts | None = None) -> float:
        """Return how clinical one turn is, 0 to 0.5.

        A dialogue keeps ``clinical = min(1, 0.97 * clinical + weigh(text))`` over the turns of both speakers and hands
        it to the recognizer: two or three turns with a symptom or a drug make a clinical call, and ambiguous words
        ("temperature", "pressure", "discharge") count in it.

        Args:
            text: one segment.
            call: the segment's artifacts, when it was analysed already: nothing is read twice.
        """
        read, hits = self._read(text, call)
        cut = bisect_left(read.starts, call.context.answer_start) if call is not None else 0
        words = read.folded[cut:]
        hits = [Hit(hit.first - cut, hit.after - cut, hit.term) for hit in hits if hit.first >= cut]
        if not hits and self._lexicon.context.keys().isdisjoint(words):
            return 0.0
        sure = [
            _Proposal(hit, _SURE_SCORE)
            for hit in hits
            if hit.term.kind in HEALTH_TYPES and hit.term.level is Level.SURE
        ]
        evidence = gather(words, hits, self._lexicon.context).outside(0, 0)
        # One health word in a speech of two hundred words makes no clinical call.
        density = min(1.0, _SHORT_TURN / max(len(words), 1))
        return min(_MOST_PER_TURN, density * (0.2 * len(_longest_apart(sure, len(words))) + 0.1 * evidence))

    def _read(self, text: str, nlp_artifacts: NlpArtifacts | None) -> tuple[Words, list[Hit]]:
        """Return the folded words of a text and the phrases in them, worked out once for each turn of a call."""
        if not isinstance(nlp_artifacts, CallArtifacts):
            return self._spelled_well(read_words(tokenize(text)))
        if self.id not in nlp_artifacts.notes:
            nlp_artifacts.notes[self.id] = self._spelled_well(read_words(nlp_artifacts.words))
        noted: tuple[Words, list[Hit]] = nlp_artifacts.notes[self.id]
        return noted

    def _spelled_well(self, words: Words) -> tuple[Words, list[Hit]]:
        """Put misspelled health words right; what is found by one of them needs more to speak for it."""
        meant = self._spelling.correct(words.folded)
        if not meant:
            return words, self._lexicon.find(words.folded)
        folded = tuple(meant.get(at, word) for at, word in enumerate(words.folded))
        hits = [
            Hit(hit.first, hit.after, replace(hit.term, level=max(hit.term.level, Level.LIKELY)))
            if any(at in meant for at in range(hit.first, hit.after))
            else hit
            for hit in self._lexicon.find(folded)
        ]
        return replace(words, folded=folded), hits

    def _judge(self, words: Sequence[str], hits: list[Hit], around: Surroundings) -> list[_Proposal]:
        encoded = self._grammar.encode(words)
        built = self._grammar.find(encoded) + endings.find(words, hits)
        proposals = [_Proposal(hit, _SURE_SCORE) for hit in hits if hit.term.kind in HEALTH_TYPES]
        proposals += [_Proposal(hit, _PHRASE_SCORE) for hit in built]
        if around.expected.get("HEALTH_MEDICATION", 0.0) > _EXPECTED or not _DRUG_SIGNS.isdisjoint(words):
            proposals += self._by_sound(words)
        if not proposals:
            return []
        evidence = gather(words, hits + built, self._lexicon.context)
        ordinary = {} if around.is_clinical else _by_word(hit for hit in hits if hit.term.kind == ORDINARY)
        accepted = []
        for proposal in proposals:
            if _is_spelled(words, proposal.hit) or _is_ordinary(proposal.hit, ordinary):
                continue
            if proposal.hit.term.level is Level.SURE:
                accepted.append(proposal)
            elif _is_spoken_for(words, proposal.hit, evidence, around):
                accepted.append(_Proposal(proposal.hit, _CONTEXT_SCORE))
        return [self._with_dose(encoded, _bare(words, proposal)) for proposal in _longest_apart(accepted, len(words))]

    def _by_sound(self, words: Sequence[str]) -> list[_Proposal]:
        found = []
        for first in range(len(words)):
            window = self._sounds.window(words, first)
            if window is not None:
                found.append(_Proposal(Hit(first, window[0], Term("HEALTH_MEDICATION")), _PHRASE_SCORE))
        return found

    def _with_dose(self, encoded: str, proposal: _Proposal) -> _Proposal:
        hit = proposal.hit
        if hit.term.kind != "HEALTH_MEDICATION":
            return proposal
        return _Proposal(Hit(hit.first, self._grammar.after_dose(encoded, hit.after), hit.term), proposal.score)

    def _result(self, words: Words, found: _Proposal) -> RecognizerResult:
        hit = found.hit
        return RecognizerResult(
            entity_type=hit.term.kind,
            start=words.starts[hit.first],
            end=words.ends[hit.after - 1],
            score=found.score,
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: _NAME,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                "value": " ".join(word for word in words.folded[hit.first : hit.after] if word.isalnum()),
            },
        )


def _is_labelled_number(result: RecognizerResult, nlp_artifacts: NlpArtifacts | None) -> bool:
    """True for what the word before it makes a number of something else: "gate b twelve" is no vitamin."""
    if not isinstance(nlp_artifacts, CallArtifacts):
        return False
    runs = (run for run in nlp_artifacts.spoken.runs if run.start <= result.start and result.end <= run.end)
    firsts = {run.atoms[0].first for run in runs if nlp_artifacts.quantity(run) is Quantity.PLAIN}
    return any(mention.kind == LABEL and mention.after in firsts for mention in nlp_artifacts.mentions)


def _bare(words: Sequence[str], proposal: _Proposal) -> _Proposal:
    """Leave out the words that carry a term and tell nothing: "had covid", "my sugar", "a cold"; not "a one c"."""
    hit = proposal.hit
    first = hit.first
    while (
        first < hit.after - 1
        and words[first] in _CARRIERS
        and len(words[first + 1]) > 1
        and words[first + 1] not in DIGITS
    ):
        first += 1
    return _Proposal(Hit(first, hit.after, hit.term), proposal.score) if first > hit.first else proposal


def _is_spoken_for(words: Sequence[str], hit: Hit, evidence: Evidence, around: Surroundings) -> bool:
    """Tell whether the sentence, the call or the question speaks for a term that is not sure by itself."""
    needed, call = _NEEDED[hit.term.level]
    if evidence.outside(hit.first, hit.after) >= needed or around.clinical >= call:
        return True
    if around.expected.get(hit.term.kind, 0.0) > _EXPECTED:
        return True
    if hit.term.level is not Level.LIKELY:
        return False
    return around.asked > _EXPECTED or experienced(words, hit.first, hit.term.kind)


def _by_word(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    covering: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        for index in range(hit.first, hit.after):
            covering[index].append(hit)
    return covering


def _is_ordinary(hit: Hit, ordinary: Mapping[int, Sequence[Hit]]) -> bool:
    """Tell whether an ordinary phrase takes a term: they share a word, and the term does not hold it and more.

    A phrase that says no more than how a sure term begins takes it not: "it's a pain killer".
    """
    for index in range(hit.first, hit.after):
        for plain in ordinary.get(index, ()):
            if hit.term.level is Level.SURE and plain.after - 1 == hit.first < hit.after - 1:
                continue
            holds = hit.first <= plain.first and plain.after <= hit.after
            if not holds or hit.after - hit.first == plain.after - plain.first:
                return True
    return False


def _is_spelled(words: Sequence[str], hit: Hit) -> bool:
    """Tell whether the letters of a term are part of a longer spelling or code: "p t b four four", "gfr 568"."""
    first, last = words[hit.first], words[hit.after - 1]
    before = words[hit.first - 1] if hit.first > 0 else ""
    after = words[hit.after] if hit.after < len(words) else ""
    if (len(first) == 1 or first in NATO) and _is_sign(before):
        return True
    if (len(last) == 1 or last in NATO) and _is_sign(after):
        return True
    return all(len(word) <= 3 for word in words[hit.first : hit.after]) and (before in DIGITS or after in DIGITS)


def _is_sign(word: str) -> bool:
    """Tell whether a word is one sign of a spelling: a letter that is no word, or a figure."""
    return word.isdigit() or word in DIGITS or word in NATO or (len(word) == 1 and word.isalpha() and word not in "ai")


def _longest_apart(proposals: Iterable[_Proposal], count: int) -> list[_Proposal]:
    """Keep the longest of what overlaps, of equals the surest; return them in order.

    What counts only by its surroundings comes last: of "the problem with knee pain" the pain is kept.

    Args:
        proposals: what may be kept.
        count: how many words the text has.
    """
    taken = bytearray(count)
    kept = []
    for proposal in sorted(proposals, key=_by_rank):
        hit = proposal.hit
        if not any(taken[hit.first : hit.after]):
            taken[hit.first : hit.after] = b"\x01" * (hit.after - hit.first)
            kept.append(proposal)
    return sorted(kept, key=lambda proposal: proposal.hit.first)


def _by_rank(proposal: _Proposal) -> tuple[bool, int, float, int]:
    hit = proposal.hit
    return proposal.score == _CONTEXT_SCORE, hit.first - hit.after, -proposal.score, hit.first
