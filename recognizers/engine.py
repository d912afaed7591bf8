"""The engine: Presidio's analyzer over a call instead of over a text.

It builds the analyzer by hand, with our recognizers and no other; puts the call into the artifacts that every
recognizer reads; settles overlaps; and turns ranges of the joined text back into spans of segments.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer, KnownValue
from recognizers.dialogue import Dialogue, Heard, Mark, Said, is_back_channel, remember
from recognizers.entities import Analysis, Finding, KnownIdentity, OpenSpan, Span, Turn
from recognizers.health.recognizer import HealthRecognizer
from recognizers.hindsight import look_back
from recognizers.labelled import analyze_labelled
from recognizers.model.agreement import agree
from recognizers.model.reader import ModelReader, load
from recognizers.model.recognizer import ModelRecognizer
from recognizers.model.tagged import Tagged
from recognizers.nlp import NoEnhancer, TextNlpEngine
from recognizers.numbers.claims import Via
from recognizers.openness import LAST_WORD, begun_value, open_ranges
from recognizers.overlaps import settle
from recognizers.readback import read_back, repeats
from recognizers.readings import Reading, is_safe, readings_of, rests
from recognizers.registry import all_recognizers
from recognizers.speech.cues import Mention
from recognizers.speech.tokens import Token
from recognizers.speech.vocabulary import DIGITS
from recognizers.subjects import link
from recognizers.threads import weave
from recognizers.window import Window, join

VERSION = "1"
HEARD_BEFORE = 3  # turns of both sides that the model reads before each
LOWEST_SCORE = 0.3  # policies choose among what is above
_SERVED_REACH = 1  # words between a cue and the value it brings: "ends in is oh one one eight"
_LONGEST_IDLE = 60  # characters of a turn that says nothing
_CLINICAL_MEMORY = 0.97  # how much of a call's clinical weight a turn leaves


class _Registry(RecognizerRegistry):
    """Presidio's registry, asked for all its recognizers at every turn."""

    def get_recognizers(self, *_: object, **__: object) -> list[EntityRecognizer]:
        """Return all of them."""
        return list(self.recognizers)


class _Analyzer(AnalyzerEngine):
    """Presidio's analyzer, asked the same of the same recognizers at every turn: it looks nothing up twice."""

    @cache  # noqa: B019  one analyzer lives as long as its process
    def get_supported_entities(self, language: str | None = None) -> list[str]:
        """Return the types that can be found."""
        return super().get_supported_entities(language)

    def _enhance_using_context(
        self, _text: str, raw_results: list[RecognizerResult], *_: object
    ) -> list[RecognizerResult]:
        return raw_results  # see NoEnhancer: ours does nothing, and does it for every recognizer and result


class Engine:
    """Judges the turns of calls. Holds no call's state: the dialogue goes in and comes out.

    Args:
        recognizers: the recognizers to run; all of ours by default.
        model: reads each turn before them; none: the rules are alone.
    """

    def __init__(
        self, recognizers: Sequence[EntityRecognizer] | None = None, *, model: ModelReader | None = None
    ) -> None:
        # Presidio's logger warns about each type without a mapping; nothing it says is of use to an operator.
        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        chosen = list(recognizers) if recognizers is not None else all_recognizers()
        self._model, self._hearing = model, ModelRecognizer()
        self._analyzer = _Analyzer(
            registry=_Registry(recognizers=chosen, supported_languages=["en"]),
            nlp_engine=TextNlpEngine(),
            context_aware_enhancer=NoEnhancer(),
            supported_languages=["en"],
            default_score_threshold=LOWEST_SCORE,
        )
        self._growers = [r for r in chosen if isinstance(r, CallRecognizer)]
        self._health = next((r for r in chosen if isinstance(r, HealthRecognizer)), None)
        self.version = f"{VERSION}+{model.version}" if model is not None else VERSION

    def begin(self, known: tuple[KnownIdentity, ...] = ()) -> Dialogue:
        """Return the memory of a call in which nothing was said yet.

        Args:
            known: what the platform knows of the parties.
        """
        return Dialogue(identities=known)

    def analyze(self, turn: Turn, dialogue: Dialogue) -> Analysis:
        """Judge one turn, or several in one segment, each after the label of its speaker.

        Args:
            turn: the turn, of any length; an interim result changes no memory.
            dialogue: the memory after the turn before.
        """
        return analyze_labelled(turn, dialogue, self._turn)

    def _turn(self, turn: Turn, dialogue: Dialogue) -> Analysis:
        if not turn.final:
            return self._interim(turn, dialogue)
        window = join(dialogue.before(turn.participant), turn, uncut=dialogue.uncut is True)
        readings = readings_of(turn, dialogue, window)
        if _is_idle(readings, window, in_the_middle=dialogue.uncut is True and dialogue.goes_on(turn.participant)):
            return _nothing_new(turn, readings[0].call, window, dialogue)
        accepted, opened = self._judge(turn, readings, window, dialogue)
        findings, threads = weave(accepted, window, dialogue)
        findings, threads = self._with_hindsight(readings[-1], findings, replace(dialogue, threads=threads))
        call = readings[0].call
        repeated = repeats(call, accepted)
        if repeated or is_back_channel(_current(call, window)):
            mine = {piece.segment_id for piece in window.pieces}
            opened += [item for item in dialogue.open if item.span.segment_id not in mine]
        heard = replace(
            _heard(turn, call, window, findings, readings[-1]),
            open=opened,
            clinical=self._clinical(turn, dialogue, call),
            threads=threads,
            repeats=repeated,
        )
        return Analysis(findings, tuple(opened), remember(dialogue, heard))

    def _interim(self, turn: Turn, dialogue: Dialogue) -> Analysis:
        """Judge an interim result: as it stands, and without its last word, of which more may be to come."""
        window = join(dialogue.before(turn.participant), turn, uncut=dialogue.uncut is True)
        readings = readings_of(turn, dialogue, window)
        accepted, opened = self._judge(turn, readings, window, dialogue)
        findings, _ = weave(accepted, window, dialogue)
        last = LAST_WORD.search(turn.text.rstrip())
        if last is not None:
            so_far = replace(turn, text=turn.text[: last.start()])
            shorter = join(dialogue.before(turn.participant), so_far, uncut=dialogue.uncut is True)
            before, waiting = self._judge(so_far, readings_of(so_far, dialogue, shorter), shorter, dialogue)
            opened += waiting
            opened += [OpenSpan(span, r.entity_type) for r in before for span in shorter.spans(r.start, r.end)]
            kind = begun_value(readings[-1].call, so_far, opened)
            opened += [OpenSpan(Span(turn.segment_id, last.start(), last.end()), kind)] if kind else []
        return Analysis(findings, tuple(opened), dialogue)

    def _judge(
        self, turn: Turn, readings: Sequence[Reading], window: Window, dialogue: Dialogue
    ) -> tuple[list[RecognizerResult], list[OpenSpan]]:
        """Return what is hidden in a window, and what is undecided, after all readings of it."""
        results = [result for reading in readings for result in self._found(reading, window)]
        accepted = settle(window.text, results)
        if self._model is not None:
            call = readings[0].call
            call.tagged = _tagged(self._model, turn, window, dialogue)
            accepted = settle(window.text, agree(window.text, accepted, self._hearing.find(call)))
        accepted = settle(window.text, [*accepted, *rests(accepted, readings, window, dialogue)])
        accepted = link(accepted, dialogue.identities)
        opened = [item for reading in readings for item in self._open(reading, window, accepted)]
        return accepted, list(dict.fromkeys(opened))

    def _found(self, reading: Reading, window: Window) -> list[RecognizerResult]:
        """Return what is found in one reading, at its place in the window."""
        results = self._analyzer.analyze(reading.window.text, "en", nlp_artifacts=reading.call)
        results += read_back(reading.call, results)
        if reading.window is window:
            return results
        results = [result for result in results if is_safe(result, reading.window)]
        for result in results:
            result.start, result.end = reading.window.place(result.start, result.end, window)
        return results

    def _with_hindsight(
        self, reading: Reading, findings: tuple[Finding, ...], dialogue: Dialogue
    ) -> tuple[tuple[Finding, ...], int]:
        """Add what the turn says that an earlier one was; return it with the number of threads."""

        def analyze(call: CallArtifacts) -> list[RecognizerResult]:
            return self._analyzer.analyze(call.text, "en", nlp_artifacts=call)

        seen = look_back(reading.call, reading.window, dialogue, analyze)
        if seen is None:
            return findings, dialogue.threads
        earlier, results = seen
        found, threads = weave(settle(earlier.text, results), earlier, dialogue)
        return (*findings, *found), threads

    def _open(self, reading: Reading, window: Window, accepted: Sequence[RecognizerResult]) -> list[OpenSpan]:
        """Return what is undecided in one reading."""
        hidden = [window.place(result.start, result.end, reading.window) for result in accepted]
        opened = open_ranges(reading.call, hidden, self._growing(reading.call))
        return [OpenSpan(span, kind) for start, end, kind in opened for span in reading.window.spans(start, end)]

    def _growing(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Return what would be hidden if the speaker were still speaking: the next segment may be the rest of it."""
        growers = [r for r in self._growers if r.may_grow(call)] if call.context.final else []
        if not growers:
            return []
        interim = call.as_interim()
        return [result for recognizer in growers for result in recognizer.find(interim)]

    def _clinical(self, turn: Turn, dialogue: Dialogue, call: CallArtifacts) -> float:
        weight = self._health.weigh(turn.text, call) if self._health is not None else 0.0
        return min(1.0, dialogue.clinical * _CLINICAL_MEMORY + weight)

    def close(self, dialogue: Dialogue) -> Analysis:
        """Decide what is still open: nothing more is coming, so nothing is part of a longer value.

        Args:
            dialogue: the memory after the last turn.
        """
        return Analysis((), (), replace(dialogue, open=(), window=(), marks=()))


def _is_served(call: CallArtifacts, mention: Mention) -> bool:
    """True for a cue with its value right after it: it asks for nothing more, whatever the value was taken for."""
    runs = (claim.runs[0].atoms[0].first for claim in call.claims if claim.via is Via.CUE)
    return any(0 <= first - mention.after <= _SERVED_REACH for first in runs)


def _tagged(model: ModelReader, turn: Turn, window: Window, dialogue: Dialogue) -> tuple[Tagged, ...]:
    """Return what a model hears in a turn, as ranges of its window."""
    before = [(said.participant[0].speaker, said.text) for said in dialogue.recent[-HEARD_BEFORE:]]
    shift = window.current.start
    found = model.read(turn.text, turn.role.speaker, before)
    return tuple(Tagged(one.start + shift, one.end + shift, one.kind, one.score) for one in found)


def build(model: Path | None = None) -> Engine:
    """Build the engine with its defaults: what a worker process calls.

    What is alive then lives as long as the process, so the garbage collector need not look through the vocabularies
    again and again.

    Args:
        model: the folder or configuration of another model than the one that ships, see ``model.reader``.

    Raises:
        ModelUnusable: the model cannot be loaded.
    """
    engine = Engine(model=load(model))
    gc.collect()
    gc.freeze()
    return engine


def _current(call: CallArtifacts, window: Window) -> list[Token]:
    """Return the words of the current segment."""
    start = window.current.start
    return [token for token in call.words if token.end > start]


def _is_idle(readings: Sequence[Reading], window: Window, *, in_the_middle: bool) -> bool:
    """True for a short turn of back-channel words: it holds nothing, so nobody need look further.

    In the middle of what somebody says, and in the middle of a word, no word says nothing.
    """
    call = readings[0].call
    if in_the_middle or len(call.text) - window.current.start > _LONGEST_IDLE:
        return False
    words = _current(call, window)
    # "oh" may be a zero, "one" a figure, and a letter the next of a spelling.
    if any(word.lower in DIGITS or len(word.lower) == 1 for word in words):
        return False
    return bool(words) and is_back_channel(words) and not any(reading.window.begins_within for reading in readings)


def _nothing_new(turn: Turn, call: CallArtifacts, window: Window, dialogue: Dialogue) -> Analysis:
    """Return what an idle turn teaches: that it was said."""
    heard = Heard(
        said=Said(turn.segment_id, turn.participant, turn.text),
        words=_current(call, window),
        open=dialogue.open,
        clinical=dialogue.clinical,
        threads=dialogue.threads,
    )
    return Analysis((), dialogue.open, remember(dialogue, heard))


def _heard(
    turn: Turn, call: CallArtifacts, window: Window, findings: Sequence[Finding], whole: Reading
) -> Heard:
    utterance, start = whole.call, whole.window.current.start
    here = [finding for finding in findings if any(span.segment_id == turn.segment_id for span in finding.spans)]
    answered = {claim.kind for claim in call.claims if claim.runs[-1].end > window.current.start}
    return Heard(
        said=Said(turn.segment_id, turn.participant, turn.text),
        words=_current(call, window),
        utterance=utterance.text,
        uttered=utterance.words,
        mentions=[m for m in utterance.mentions if m.end > start and not _is_served(utterance, m)],
        answered=sorted(answered | {finding.entity_type for finding in here}),
        marks=[Mark(span, f.entity_type, f.thread, f.score) for f in findings for span in f.spans],
        known=[KnownValue(finding.entity_type, finding.value, finding.thread) for finding in here if finding.value],
    )
