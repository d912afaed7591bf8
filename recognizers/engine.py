"""The engine: Presidio's analyzer over a call instead of over a text.

It builds the analyzer by hand, with our recognizers and no other; puts the call into the artifacts that every
recognizer reads; settles overlaps; and turns ranges of the joined text back into spans of segments.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer, KnownValue
from recognizers.asking import begun, counted, is_served, shown, whole_kinds
from recognizers.dialogue.echo import echoed_later, echoed_now, hear, is_of_secret, wait_with
from recognizers.dialogue.heard import Echo, Heard, Mark, Said, is_back_channel
from recognizers.dialogue.memory import Dialogue, remember
from recognizers.dialogue.readback import read_back, repeats
from recognizers.entities import Analysis, Finding, KnownIdentity, OpenSpan, Span, Turn
from recognizers.health.recognizer import HealthRecognizer
from recognizers.hindsight import look_back
from recognizers.model.again import AskedOnce
from recognizers.model.agreement import agree
from recognizers.model.reader import ModelReader, load
from recognizers.model.recognizer import ModelRecognizer
from recognizers.model.tagged import Tagged
from recognizers.nlp import NoEnhancer, TextNlpEngine
from recognizers.overlaps import settle
from recognizers.registry import all_recognizers
from recognizers.segments.idle import current_words, is_idle, whole_words
from recognizers.segments.labelled import analyze_labelled
from recognizers.segments.openness import LAST_WORD, begun_value, open_ranges
from recognizers.segments.readings import Reading, is_safe, readings_of, rests
from recognizers.segments.unfinished import doubt, gone_on, half_said, settled, stands, waiting
from recognizers.segments.window import Window, join, notice
from recognizers.subjects import link
from recognizers.threads import weave

VERSION = "1"
HEARD_BEFORE = 3  # turns of both sides that the model reads before each
LOWEST_SCORE = 0.3  # policies choose among what is above
_CLINICAL_MEMORY = 0.97  # how much of a call's clinical weight a turn leaves


class _Registry(RecognizerRegistry):
    """Presidio's registry, asked for all its recognizers at every turn."""

    def get_recognizers(self, *_: object, **__: object) -> list[EntityRecognizer]:
        """Return all of them."""
        return list(self.recognizers)


class _Analyzer(AnalyzerEngine):
    """Presidio's analyzer, asked the same of the same recognizers at every turn: it looks nothing up twice."""

    def read(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Return what the recognizers find in a text."""
        # With no threshold given, Presidio would gather those of all recognizers first; ours have none of their own.
        return self.analyze(call.text, "en", score_threshold=LOWEST_SCORE, nlp_artifacts=call)

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
        self._model = AskedOnce(model) if model is not None else None
        self._hearing = ModelRecognizer()
        self._analyzer = _Analyzer(
            registry=_Registry(recognizers=chosen, supported_languages=["en"]),
            nlp_engine=TextNlpEngine(),
            context_aware_enhancer=NoEnhancer(),
            supported_languages=["en"],
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
        whole, dialogue = settled(turn, notice(dialogue, turn))
        window = join(dialogue.before(turn.participant), turn, uncut=dialogue.uncut)
        readings = readings_of(turn, dialogue, window)
        if is_idle(readings, window, in_the_middle=dialogue.uncut and dialogue.goes_on(turn.participant)):
            return _nothing_new(turn, readings[0], whole, dialogue)
        accepted, opened = self._judge(turn, readings, window, dialogue)
        findings, threads = weave(accepted, window, dialogue)
        findings, threads = self._with_hindsight(readings[-1], findings, replace(dialogue, threads=threads))
        proved, still = gone_on(dialogue, findings, readings[-1].window)
        call = readings[0].call
        echo = _echo(turn, call, window, dialogue)
        echoes = (*dialogue.echoes, echo) if echo is not None else dialogue.echoes
        before = (*whole, *proved)
        findings = _with_echoes((*before, *findings), echo, echoes, dialogue)
        fresh, doubts = doubt(findings[len(before) :], turn, dialogue)
        findings, doubts = (*findings[: len(before)], *fresh), (*still, *doubts)
        taken = [span for finding in findings for span in finding.spans]
        opened += waiting(doubts)
        opened += half_said(turn, readings[-1], dialogue, [*taken, *(item.span for item in opened)])
        unfinished = echo is not None and not is_of_secret(echo, dialogue.marks)
        repeated = unfinished or repeats(call, accepted)
        if repeated or is_back_channel(whole_words(turn, readings[-1], dialogue)):
            mine = {piece.segment_id for piece in window.pieces}
            opened += [item for item in dialogue.open if item.span.segment_id not in mine]
        opened += wait_with(echoes, opened)
        heard = replace(
            _heard(turn, call, window, findings, readings[-1]),
            words=whole_words(turn, readings[-1], dialogue),
            open=opened,
            doubts=doubts,
            clinical=self._clinical(turn, dialogue, call),
            threads=threads,
            echoes=echoes,
            shown=shown(call, window.current, [*(s for f in findings for s in f.spans), *(o.span for o in opened)]),
            repeats=repeated,
        )
        return Analysis(findings, tuple(opened), remember(dialogue, heard))

    def _interim(self, turn: Turn, dialogue: Dialogue) -> Analysis:
        """Judge an interim result: as it stands, and without its last word, of which more may be to come."""
        # Some recognizers end each hypothesis with a space, which tells nothing of how they cut.
        before_it, dialogue = dialogue, notice(dialogue, replace(turn, text=turn.text.rstrip()))
        window = join(dialogue.before(turn.participant), turn, uncut=dialogue.uncut)
        readings = readings_of(turn, dialogue, window)
        accepted, opened = self._judge(turn, readings, window, dialogue)
        findings, _ = weave(accepted, window, dialogue)
        echo = _echo(turn, readings[0].call, window, dialogue)
        if echo is not None:
            findings = _with_echoes(findings, echo, (), dialogue)
            opened += wait_with((echo,), dialogue.open)
        last = LAST_WORD.search(turn.text.rstrip())
        if last is not None:
            so_far = replace(turn, text=turn.text[: last.start()])
            shorter = join(dialogue.before(turn.participant), so_far, uncut=dialogue.uncut)
            before, waiting = self._judge(so_far, readings_of(so_far, dialogue, shorter), shorter, dialogue)
            opened += waiting
            opened += [OpenSpan(span, r.entity_type) for r in before for span in shorter.spans(r.start, r.end)]
            kind = begun_value(readings[-1].call, so_far, opened)
            opened += [OpenSpan(Span(turn.segment_id, last.start(), last.end()), kind)] if kind else []
        return Analysis(findings, tuple(opened), before_it)

    def _judge(
        self, turn: Turn, readings: Sequence[Reading], window: Window, dialogue: Dialogue
    ) -> tuple[list[RecognizerResult], list[OpenSpan]]:
        """Return what is hidden in a window, and what is undecided, after all readings of it."""
        # The model reads on a thread of its own while the rules do.
        heard = _heard_by(self._model, turn, readings[-1].window, window, dialogue) if self._model is not None else None
        try:
            results = [result for reading in readings for result in self._found(reading, window)]
            accepted = settle(window.text, results)
        finally:  # also where a rule fails: a process that ends while the network runs is aborted
            tagged = heard() if heard is not None else ()
        if heard is not None:
            call = readings[0].call
            call.tagged = tagged
            accepted = settle(window.text, agree(window.text, accepted, self._hearing.find(call)))
        accepted = settle(window.text, [*accepted, *rests(accepted, readings, window, dialogue)])
        accepted = link(accepted, readings[0].call.context.identities)
        opened = [item for reading in readings for item in self._open(reading, window, accepted)]
        return accepted, list(dict.fromkeys(opened))

    def _found(self, reading: Reading, window: Window) -> list[RecognizerResult]:
        """Return what is found in one reading, at its place in the window."""
        results = self._analyzer.read(reading.call)
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
        seen = look_back(reading.call, reading.window, dialogue, self._analyzer.read)
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
        return Analysis(stands(dialogue.doubts), (), replace(dialogue, open=(), doubts=(), window=(), marks=()))


def _heard_by(
    model: AskedOnce, turn: Turn, as_one: Window, window: Window, dialogue: Dialogue
) -> Callable[[], tuple[Tagged, ...]]:
    """Ask a model what it hears in a turn; return what waits for the answer, ranges of the turn's window.

    Where segments come as they were cut, it reads them put together: it was taught turns, not pieces of words.
    """
    if dialogue.uncut:
        begin = max(as_one.text.rfind("\n", 0, as_one.current.start) + 1, as_one.pieces[window.begun].start)
    else:
        as_one, begin = window, window.current.start
    mine = {piece.segment_id for piece in as_one.pieces if piece.end > begin}
    before: list[tuple[str, str]] = []
    for said in dialogue.recent:
        speaker = said.participant[0].speaker
        if dialogue.uncut and said.segment_id in mine:
            continue
        if dialogue.uncut and before and before[-1][0] == speaker:
            before[-1] = (speaker, before[-1][1] + said.text)
        else:
            before.append((speaker, said.text))
    asked = model.ask(as_one.text[begin:], turn.role.speaker, before[-HEARD_BEFORE:], final=turn.final)

    def heard() -> tuple[Tagged, ...]:
        placed = ((as_one.place(one.start + begin, one.end + begin, window), one) for one in asked())
        return tuple(Tagged(start, end, one.kind, one.score) for (start, end), one in placed)

    return heard


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


def _echo(turn: Turn, call: CallArtifacts, window: Window, dialogue: Dialogue) -> Echo | None:
    start = window.current.start
    words = [t._replace(start=t.start - start, end=t.end - start) for t in call.words if t.start >= start]
    return hear(dialogue.window, turn.participant, turn.segment_id, words)


def _with_echoes(
    findings: tuple[Finding, ...], echo: Echo | None, echoes: Sequence[Echo], dialogue: Dialogue
) -> tuple[Finding, ...]:
    """Add what an echo gives away by what it repeats, and what earlier echoes repeat of what is found now."""
    now = echoed_now(echo, dialogue.marks, findings) if echo is not None else []
    return tuple(echoed_later(echoes, dialogue.marks, [*findings, *now]))


def _nothing_new(turn: Turn, reading: Reading, whole: Sequence[Finding], dialogue: Dialogue) -> Analysis:
    """Return what an idle turn teaches: that it was said, and that the last words of others were whole."""
    heard = replace(
        _heard(turn, reading.call, reading.window, whole, reading),
        open=dialogue.open,
        clinical=dialogue.clinical,
        threads=dialogue.threads,
        echoes=dialogue.echoes,
        utterance="",
        uttered=(),
        mentions=(),
        answered=(),
    )
    return Analysis(tuple(whole), dialogue.open, remember(dialogue, heard))


def _heard(turn: Turn, call: CallArtifacts, window: Window, findings: Sequence[Finding], whole: Reading) -> Heard:
    utterance, start = whole.call, whole.window.current.start
    asks = [m for m in utterance.mentions if m.end > start and not is_served(utterance, m)]
    here = [finding for finding in findings if any(span.segment_id == turn.segment_id for span in finding.spans)]
    before = [finding for finding in findings if finding not in here]
    answered = {claim.kind for claim in call.claims if claim.runs[-1].end > window.current.start}
    return Heard(
        said=Said(turn.segment_id, turn.participant, turn.text),
        words=current_words(call, window),
        utterance=utterance.text,
        uttered=utterance.words,
        mentions=[*asks, *counted(utterance, start)],
        answered=sorted(answered | {finding.entity_type for finding in here}),
        begun=begun(utterance, start),
        whole=whole_kinds(utterance),
        marks=[Mark(span, f.entity_type, f.thread, f.score) for f in findings for span in f.spans],
        known=[KnownValue(f.entity_type, f.value, f.thread) for f in (*before, *here) if f.value],
    )
