"""What every recognizer of a call reads: the spoken form, the cues, and what the dialogue expects.

Presidio hands ``nlp_artifacts`` from its NLP engine to every recognizer. Ours adds the call to it. In a stock
``AnalyzerEngine`` there is no call: ``CallArtifacts.of`` then reads the text alone, and each recognizer works as one
would expect of a text without a history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from recognizers.entities import Role
from recognizers.model.tagged import Tagged
from recognizers.numbers.claims import Claim, claim
from recognizers.numbers.labels import BOOK, BOOK_TALKED_OF, LABEL, VERSION
from recognizers.numbers.quantities import ASKED, Quantity, judge
from recognizers.numbers.worth import words_beside
from recognizers.speech.cues import Cue, CueMatcher, Mention
from recognizers.speech.homophones import as_dictated
from recognizers.speech.spoken import Run, SpokenForm, read
from recognizers.speech.tokens import Kind, Token, tokenize
from recognizers.speech.vocabulary import DIGITS

if TYPE_CHECKING:
    from recognizers.identity.known import Known

_ASKED = 0.4  # how much a question for a number must still count for "for" and "to" to be figures
_JUST_ASKED = 0.8  # how much one counts in the turn that answers
_YES = frozenset("yes yeah yep yup correct right".split())


class KnownValue(NamedTuple):
    """A value already found in this call, so that its next mention is known at once.

    A tuple, because a memory holds many and travels to a worker process and back with every turn.

    Attributes:
        entity_type: its type.
        written: as normalised: figures joined, names lower case with single spaces.
        thread: the entity it belongs to.
    """

    entity_type: str
    written: str
    thread: str

    def __repr__(self) -> str:
        return f"KnownValue({self.entity_type} {self.thread})"


@dataclass(frozen=True, slots=True)
class CallContext:
    """The dialogue's side of a turn.

    Attributes:
        expected: what the last questions asked for, kind -> weight 0 to 1. Keys are kinds as in ``Cue.kind`` and, for a
            kind with a sub-kind, its type as well ("BANK_ACCOUNT/routing" and "BANK_ACCOUNT").
        awaited: what of it was not answered yet: kind -> weight.
        answer_start: where the current segment begins in the text: what stands before it was said by the same speaker
            just before, and is there for context.
        role: who speaks.
        known: values found earlier in the call.
        identities: what the platform knew of the parties, ready to be compared.
        clinical: how clinical the call has been so far, 0 to 1.
        topics: what the call has been about lately: kind -> weight 0 to 1.
        final: False while the turn is an interim result.
        shown: numbers that the other side has just said, as written, and that were nobody's.
    """

    expected: Mapping[str, float] = field(default_factory=dict)
    awaited: Mapping[str, float] = field(default_factory=dict)
    answer_start: int = 0
    role: Role = Role.UNSPECIFIED
    known: tuple[KnownValue, ...] = field(default=(), repr=False)
    identities: tuple[Known, ...] = field(default=(), repr=False)
    clinical: float = 0.0
    topics: Mapping[str, float] = field(default_factory=dict)
    final: bool = True
    shown: frozenset[str] = field(default=frozenset(), repr=False)


class CallArtifacts(NlpArtifacts):
    """Presidio's artifacts with the call in them.

    Args:
        text: the text under analysis: the current segment, after earlier segments of the same speaker, each followed
            by a newline.
        context: the dialogue's side.
        tagged: what the model found, as ranges of ``text``.
    """

    def __init__(self, text: str, context: CallContext, tagged: Sequence[Tagged] = ()) -> None:
        # Presidio's own constructor computes keywords for its context enhancer, which the dialogue replaces.
        self.text = text
        self.context = context
        self._quantities: dict[int, Quantity] = {}  # by the run's first token
        self.notes: dict[str, Any] = {}  # what a recognizer works out once a turn, by its id
        self.tagged = tuple(tagged)
        self.entities: list[Any] = []  # spaCy spans and their scores in Presidio; ours are in ``tagged``
        self.scores: list[float] = []
        self.tokens: Any = []  # a spaCy Doc in Presidio; no recognizer of ours reads it
        self.tokens_indices: list[int] = []
        self.lemmas: list[str] = []
        self.keywords: list[str] = []
        self.nlp_engine = None

    @classmethod
    def of(cls, text: str, nlp_artifacts: NlpArtifacts | None) -> CallArtifacts:
        """Return the call's artifacts, or make them from the text alone (a stock analyzer)."""
        if isinstance(nlp_artifacts, cls):
            return nlp_artifacts
        found = zip(nlp_artifacts.entities, nlp_artifacts.scores, strict=True) if nlp_artifacts is not None else ()
        tagged = [Tagged(one.start_char, one.end_char, one.label_, float(score)) for one, score in found]
        return cls(text, CallContext(), tagged)

    def as_interim(self) -> CallArtifacts:
        """Return the same call, its text taken for an interim result: somebody is still speaking."""
        interim = CallArtifacts(self.text, replace(self.context, final=False), self.tagged)
        interim.spoken, interim.mentions, interim.claims = self.spoken, self.mentions, self.claims
        return interim

    @cached_property
    def spoken(self) -> SpokenForm:
        """The numbers and codes of the text."""
        return read(self.text, self._heard, _names(self.words, self.mentions))

    @cached_property
    def _heard(self) -> tuple[Token, ...]:
        """The tokens as numbers are read from them: with figures for their homophones where one was asked for."""
        asked = self._most_asked
        if asked < _ASKED or asked <= self.expected.get(ASKED, 0.0):
            return self.words
        return as_dictated(self.text, self.words, final=self.context.final)

    @cached_property
    def _most_asked(self) -> float:
        """How much the number counts that was asked for last."""
        from recognizers.registry import value_kinds  # noqa: PLC0415  as in cue_matcher

        return max((self.expected.get(kind, 0.0) for kind in value_kinds()), default=0.0)

    @cached_property
    def beside_numbers(self) -> list[int]:
        """Where the words begin that say something and are no part of a number."""
        return words_beside(self.words, self.spoken.runs)

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """The tokens of the text."""
        return tuple(tokenize(self.text))

    @cached_property
    def said(self) -> frozenset[str]:
        """Every word of the text once, in lower case: a quick look before a long one."""
        return frozenset([token.lower for token in self.words])

    @cached_property
    def has_figures(self) -> bool:
        """True when a figure is written in the text."""
        return any(token.kind is Kind.FIGURES for token in self.words)

    @cached_property
    def mentions(self) -> list[Mention]:
        """The cues of the text, in order."""
        return cue_matcher().find(self.words)

    @cached_property
    def claims(self) -> list[Claim]:
        """What the numbers of the text are claimed to be."""
        from recognizers.registry import value_kinds  # noqa: PLC0415  as in cue_matcher

        return claim(self, value_kinds())

    def quantity(self, run: Run) -> Quantity:
        """Return how sure it is that a number is nobody's: an amount, a time, a flight.

        Args:
            run: a run of ``spoken``.
        """
        judged = self._quantities.get(run.atoms[0].first)
        if judged is None:
            judged = judge(self.spoken, run, self.mentions, self._weigh_label)
            judged = self._quantities[run.atoms[0].first] = Quantity.PLAIN if self._is_shown(run) else judged
        return judged

    def _is_shown(self, run: Run) -> bool:
        """True for a number of the other side taken up: "okay five thirty", unless one was asked for since.

        A figure alone may be the next one of a value; after "yes" it is what was just said.
        """
        if run.written not in self.context.shown or run.start < self.context.answer_start:
            return False
        before = self.words[run.atoms[0].first - 1].lower if run.atoms[0].first else ""
        if len(run.written) == 1 and before not in _YES:
            return False
        return self._most_asked < _JUST_ASKED

    def _weigh_label(self, kind: str, at: int) -> float:
        """Return how much a kind of label was asked for, or how much books are being talked about."""
        return self.context.topics.get(BOOK, 0.0) if kind == BOOK_TALKED_OF else self.expects(kind, at)

    @property
    def expected(self) -> Mapping[str, float]:
        """What the last questions asked for, kind -> 0 to 1."""
        return self.context.expected

    @property
    def clinical(self) -> float:
        """How clinical the call has been so far, 0 to 1."""
        return self.context.clinical

    def expects(self, kind: str, at: int) -> float:
        """Return how much a kind is expected at a place: nothing before the current segment was asked for.

        Args:
            kind: as in ``Cue.kind``.
            at: a code point of the text.
        """
        return self.context.expected.get(kind, 0.0) if at >= self.context.answer_start else 0.0


class CallRecognizer(EntityRecognizer):
    """Base of all our recognizers: Presidio recognizers that know of calls.

    Subclasses give ``entities`` and ``name`` to the constructor and implement ``find``.
    """

    name: str
    id: str
    def __init__(self, entities: Sequence[str], name: str) -> None:
        super().__init__(supported_entities=list(entities), name=name, supported_language="en", version="1")

    def load(self) -> None:
        """Nothing to load: what a recognizer needs, it builds in its constructor."""

    def analyze(
        self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Find this recognizer's entities in a text.

        Args:
            text: the text; offsets of the results are its code points.
            entities: the types asked for; results of other types are left out.
            nlp_artifacts: ``CallArtifacts`` within a call; anything else is ignored.
        """
        found = self.find(CallArtifacts.of(text, nlp_artifacts))
        return [result for result in found if not entities or result.entity_type in entities]

    def may_grow(self, call: CallArtifacts) -> bool:  # noqa: ARG002  for subclasses
        """Return True when the text may end within a value that only an interim reading of it takes for one.

        A quick look: where it is True, the engine has the text read once more as an interim result, and what is found
        at its end waits for the next segment.
        """
        return False

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:  # noqa: ARG002  for subclasses
        """Return the results for the text of ``call``; each made by ``self.result``."""
        raise TypeError(f"{type(self).__name__} does not say how it finds")

    def result(
        self,
        entity_type: str,
        start: int,
        end: int,
        score: float,
        value: str,
        *,
        subject_id: str = "",
        subtype: str = "",
    ) -> RecognizerResult:
        """Make a result that carries its written value.

        Args:
            entity_type: a type of the entity list.
            start: first code point.
            end: one past the last.
            score: 0 to 1.
            value: as normalised: figures joined, names lower case with single spaces, dates ISO.
            subject_id: the subject, for a known identity.
            subtype: the exact kind, for example ``passport``.
        """
        return RecognizerResult(
            entity_type,
            start,
            end,
            min(score, 1.0),
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                "value": value,
                "subject_id": subject_id,
                "subtype": subtype,
            },
        )


_COPULAS = frozenset(("is", "it's", "was", ":", "#"))


def _names(words: Sequence[Token], mentions: Sequence[Mention]) -> dict[int, int]:
    """Return where a value is named in what reads like a part of it: "c v v", "last four", "JCB" before figures."""
    names: dict[int, int] = {}
    for mention in mentions:
        first, after = mention.first, mention.after
        if after >= len(words) or words[after].glued:
            continue
        if mention.kind.startswith("QUANTITY"):
            if mention.kind in (LABEL, VERSION) and after == first + 1 and words[after].kind is Kind.FIGURES:
                names[first] = after  # "ios 17.2", "rtx 4090"
            continue
        said = words[first:after]
        before = words[first - 1].lower if first else ""
        counted = len(said) > 1 and said[-1].lower in DIGITS  # "last four"; not "card number one two"
        spelled = len(said) >= _SPELLED and all(len(token.lower) == 1 for token in said)
        single = len(said) == 1 and said[0].kind is Kind.WORD
        if counted or ((spelled or single) and before not in _COPULAS and not (first and len(before) == 1)):
            names[first] = after
    return names


_SPELLED = 3  # letters that are no accident within a code: "c v v"
_MATCHER: list[CueMatcher] = []


def cue_matcher() -> CueMatcher:
    """Return the matcher over the cues of all recognizers, built once."""
    if not _MATCHER:
        # The registry imports every recognizer, and those import this module.
        from recognizers.registry import all_cues  # noqa: PLC0415

        _MATCHER.append(CueMatcher(all_cues()))
    return _MATCHER[0]


__all__ = ["CallArtifacts", "CallContext", "CallRecognizer", "Cue", "KnownValue"]
