"""The engine: Presidio's analyzer over a call instead of over a text.

It builds the analyzer by hand, with our recognizers and no other; puts the call into the artifacts every recognizer
reads; settles overlaps; and turns ranges of the joined text back into spans of segments.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from recognizers.artifacts import CallArtifacts, CallContext, KnownValue
from recognizers.dialogue import Dialogue, Heard, Mark, Said, remember
from recognizers.entities import Analysis, Finding, KnownIdentity, OpenSpan, Role, Span, Turn

try:
    from recognizers.health import clinical_weight
except ImportError:

    def clinical_weight(text: str) -> float:
        return 0.0


from recognizers.openness import open_ranges
from recognizers.overlaps import settle
from recognizers.readback import read_back, repeats
from recognizers.registry import all_recognizers

VERSION = "1"
LOWEST_SCORE = 0.3
_CLINICAL_MEMORY = 0.9


class TextNlpEngine(NlpEngine):  # type: ignore[misc]
    """Presidio's seat for a language model, without one: our recognizers read the text themselves."""

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        """Always ready."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Return artifacts for a text without a history."""
        return CallArtifacts(text, CallContext())

    def process_batch(self, texts: Sequence[str], language: str, **_: object) -> Sequence[tuple[str, NlpArtifacts]]:
        """Return artifacts for texts without a history."""
        return [(text, self.process_text(text, language)) for text in texts]

    def is_stopword(self, word: str, language: str) -> bool:
        """No word is."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """True for one mark."""
        return len(word) == 1 and not word.isalnum()

    def get_supported_entities(self) -> list[str]:
        """None: nothing is found here."""
        return []

    def get_supported_languages(self) -> list[str]:
        """English."""
        return ["en"]


class _NoEnhancer(ContextAwareEnhancer):  # type: ignore[misc]
    """The dialogue knows the context better than words near by do."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        return raw_results


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where one segment lies in the joined text."""

    segment_id: str
    start: int
    end: int
    offset: int


@dataclass(frozen=True, slots=True)
class _Joined:
    """Segments of one speaker as one text; the last is the current one."""

    text: str = field(repr=False)
    pieces: tuple[_Piece, ...]

    @property
    def current(self) -> _Piece:
        return self.pieces[-1]

    def spans(self, start: int, end: int) -> list[Span]:
        """Turn a range of the joined text into spans of its segments."""
        spans = []
        for piece in self.pieces:
            low, high = max(start, piece.start), min(end, piece.end)
            if low < high:
                shift = piece.offset - piece.start
                spans.append(Span(piece.segment_id, low + shift, high + shift))
        return spans


class Engine:
    """Judges the turns of calls. Holds no call's state: the dialogue goes in and comes out.

    Args:
        recognizers: the recognizers to run; all of ours by default.
    """

    def __init__(self, recognizers: Sequence[EntityRecognizer] | None = None) -> None:
        # Presidio warns about every type it is not asked for; nothing it says is of use to an operator.
        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        chosen = list(recognizers) if recognizers is not None else all_recognizers()
        self._analyzer = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=chosen, supported_languages=["en"]),
            nlp_engine=TextNlpEngine(),
            context_aware_enhancer=_NoEnhancer(),
            supported_languages=["en"],
            default_score_threshold=LOWEST_SCORE,
        )
        self.version = VERSION

    def begin(self, known: tuple[KnownIdentity, ...] = ()) -> Dialogue:
        """Return the memory of a call in which nothing was said yet.

        Args:
            known: what the platform knows of the parties.
        """
        return Dialogue(identities=known)

    def analyze(self, turn: Turn, dialogue: Dialogue) -> Analysis:
        """Judge one turn.

        Args:
            turn: the turn, of any length; an interim result changes no memory.
            dialogue: the memory after the turn before.
        """
        joined = _join(turn, dialogue)
        call = self._artifacts(turn, dialogue, joined)
        results = self._analyzer.analyze(joined.text, "en", nlp_artifacts=call)
        accepted = settle(joined.text, [*results, *read_back(call, results)])
        findings, threads = _findings(accepted, joined, dialogue)
        hidden = [(result.start, result.end) for result in accepted]
        opened = open_ranges(call, hidden)
        open_spans = [OpenSpan(span, kind) for start, end, kind in opened for span in joined.spans(start, end)]
        if not turn.final:
            return Analysis(findings, tuple(open_spans), dialogue)
        repeated = repeats(call, accepted)
        if repeated or _is_idle(call):
            mine = {piece.segment_id for piece in joined.pieces}
            open_spans += [kept for kept in dialogue.open if kept.span.segment_id not in mine]
        heard = _heard(turn, dialogue, call, joined, findings, open_spans, threads, repeats=repeated)
        return Analysis(findings, tuple(open_spans), remember(dialogue, heard))

    def close(self, dialogue: Dialogue) -> Analysis:
        """Decide what is still open: nothing more is coming, so nothing is part of a longer value.

        Args:
            dialogue: the memory after the last turn.
        """
        return Analysis(
            (), (), Dialogue(identities=dialogue.identities, known=dialogue.known, threads=dialogue.threads)
        )

    def _artifacts(self, turn: Turn, dialogue: Dialogue, joined: _Joined) -> CallArtifacts:
        return CallArtifacts(
            joined.text,
            CallContext(
                expected=dialogue.expected(turn.participant),
                answer_start=joined.current.start,
                role=turn.role,
                known=dialogue.known,
                identities=dialogue.identities,
                clinical=dialogue.clinical,
                final=turn.final,
            ),
        )


def build() -> Engine:
    """Build the engine with its defaults: what a worker process calls."""
    return Engine()


def _join(turn: Turn, dialogue: Dialogue) -> _Joined:
    text, pieces = "", []
    for said in dialogue.before(turn.participant):
        pieces.append(_Piece(said.segment_id, len(text), len(text) + len(said.text), said.offset))
        text += said.text + "\n"
    pieces.append(_Piece(turn.segment_id, len(text), len(text) + len(turn.text), 0))
    return _Joined(text + turn.text, tuple(pieces))


def _is_idle(call: CallArtifacts) -> bool:
    from recognizers.dialogue import is_back_channel

    return is_back_channel([token for token in call.words if token.start >= call.context.answer_start])


def _value(result: RecognizerResult) -> str:
    return str((result.recognition_metadata or {}).get("value", ""))


def _findings(
    accepted: Sequence[RecognizerResult], joined: _Joined, dialogue: Dialogue
) -> tuple[tuple[Finding, ...], int]:
    """Group results into entities and give each its thread; keep those that touch the current or an open segment."""
    groups: dict[tuple[str, str], list[RecognizerResult]] = {}
    for result in accepted:
        groups.setdefault((result.entity_type, _value(result) or f"@{result.start}"), []).append(result)
    findings, threads = [], dialogue.threads
    live = {joined.current.segment_id} | {item.span.segment_id for item in dialogue.open}
    for (entity_type, value), results in groups.items():
        spans = sorted(
            {span for result in results for span in joined.spans(result.start, result.end)}, key=_in_order(joined)
        )
        thread = _thread_of(entity_type, value, spans, dialogue)
        if thread is None:
            threads += 1
            thread = f"t{threads}"
        if not any(span.segment_id in live for span in spans):
            continue
        best = max(results, key=lambda result: result.score)
        metadata = best.recognition_metadata or {}
        findings.append(
            Finding(
                entity_type,
                tuple(spans),
                best.score,
                str(metadata.get(RecognizerResult.RECOGNIZER_NAME_KEY, "")),
                "" if value.startswith("@") else value,
                thread,
                str(metadata.get("subject_id", "")),
            )
        )
    return tuple(findings), threads


def _in_order(joined: _Joined):  # type: ignore[no-untyped-def]
    rank = {piece.segment_id: index for index, piece in enumerate(joined.pieces)}
    return lambda span: (rank[span.segment_id], span.start)


def _thread_of(entity_type: str, value: str, spans: Sequence[Span], dialogue: Dialogue) -> str | None:
    """Return the thread of an entity that earlier turns began, by place or by value."""
    for mark in dialogue.marks:
        if any(mark.span.overlaps(span) for span in spans):
            return mark.thread
    for known in reversed(dialogue.known):
        if known.entity_type == entity_type and known.written == value:
            return known.thread
    return None


def _heard(
    turn: Turn,
    dialogue: Dialogue,
    call: CallArtifacts,
    joined: _Joined,
    findings: Sequence[Finding],
    open_spans: Sequence[OpenSpan],
    threads: int,
    *,
    repeats: bool,
) -> Heard:
    start = joined.current.start
    here = [finding for finding in findings if any(s.segment_id == turn.segment_id for s in finding.spans)]
    answered = {claim.kind for claim in call.claims if claim.runs[-1].end > start}
    return Heard(
        said=Said(turn.segment_id, turn.participant, turn.text),
        words=[token for token in call.words if token.start >= start],
        mentions=[mention for mention in call.mentions if mention.start >= start],
        answered=sorted(answered | {finding.entity_type for finding in here}),
        marks=[Mark(span, f.entity_type, f.thread) for f in findings for span in f.spans],
        known=[KnownValue(f.entity_type, f.value, f.thread) for f in here if f.value],
        open=open_spans,
        clinical=max(dialogue.clinical * _CLINICAL_MEMORY, clinical_weight(turn.text)),
        threads=threads,
        repeats=repeats,
    )


__all__ = ["Engine", "Role", "build"]
