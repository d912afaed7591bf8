"""The memory of one call: what was asked, what is being said, what was found.

Frozen, small and picklable, so that any worker process can judge the next turn. Bounded in everything: a call of ten
hours needs no more than one of ten minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from recognizers.artifacts import KnownValue
from recognizers.dialogue.heard import Doubt, Echo, Heard, Mark, Participant, Said
from recognizers.dialogue.questions import Asked, after_turn, awaited, expected, takes_with_thanks
from recognizers.entities import KnownIdentity, OpenSpan

_WINDOW_SEGMENTS = 8
_LONGEST_WORD = 24
_WINDOW_CHARACTERS = 120
_KNOWN_VALUES = 128
_RECENT_SEGMENTS = 6  # of both sides, that a later turn may point at
_RECENT_CHARACTERS = 160
_ECHOES = 4
_NUMBERS = 16  # of one turn, that the other side may take up
_PARTICIPANTS = 4
_TOPICS = 6
_TOPIC_STAYS = 0.9  # of a topic's weight, from turn to turn
_PIECES = 3  # times as many segments are kept, where they come as they were cut
_SHOWN = 8  # one segment of so many shows it, where segments come as they were cut
_NEW = 3  # segments that may tell nothing of how their client cuts
_EDGES = 64  # segments after which what was seen at their edges counts half
_FAINT = 0.15  # below this a topic is forgotten


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side is saying, over as many segments as it takes: who, and what was asked when they began."""

    participant: Participant
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What to remember of a call between two turns.

    Attributes:
        asked: the questions that are open.
        window: what each side said just before, as far as the next segment may go on from it.
        marks: what was found in it.
        known: the values found in the call, those said last at the end.
        open: what is undecided.
        doubts: what was found and hangs on how a last word goes on.
        identities: what the platform knew of the parties.
        clinical: how clinical the call has been, 0 to 1.
        threads: how many values were begun.
        utterance: what is being said, and by whom.
        recent: what both sides said last, as far as a later turn may still tell what it was.
        echoes: what one side said after the other, latest last.
        shown: numbers of each side's last turn that were nobody's, as written.
        topics: the kinds of value that the call is about, those named last first, each with its weight.
        edges: how many segments began within a word or had a space at an edge, and how many there were: a client that
            sends text as it was cut sends some, and one that trims its segments none.
    """

    asked: tuple[Asked, ...] = ()
    window: tuple[Said, ...] = field(default=(), repr=False)
    marks: tuple[Mark, ...] = ()
    known: tuple[KnownValue, ...] = field(default=(), repr=False)
    open: tuple[OpenSpan, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    identities: tuple[KnownIdentity, ...] = field(default=(), repr=False)
    clinical: float = 0.0
    threads: int = 0
    utterance: Utterance | None = None
    edges: tuple[int, int] = (0, 0)
    recent: tuple[Said, ...] = field(default=(), repr=False)
    topics: tuple[tuple[str, float], ...] = ()
    echoes: tuple[Echo, ...] = ()
    shown: tuple[tuple[Participant, frozenset[str]], ...] = field(default=(), repr=False)

    def __reduce__(self) -> tuple[Callable[..., Dialogue], tuple[object, ...]]:
        """Pickle the values as plain tuples: that is ten times as quick, and a memory is pickled at every turn."""
        state = {name: getattr(self, name) for name in self.__slots__ if name != "known"}
        return _restored, (state, [tuple(value) for value in self.known])

    def before(self, participant: Participant) -> tuple[Said, ...]:
        """Return what the participant said just before, as far as it may run on into the next segment."""
        return tuple(said for said in self.window if said.participant == participant)

    def shown_to(self, participant: Participant) -> frozenset[str]:
        """Return the numbers that the others have just said and that were nobody's."""
        return frozenset().union(*(numbers for who, numbers in self.shown if who != participant))

    @property
    def uncut(self) -> bool:
        """True when segments come as they were cut, within words and with the spaces at their edges."""
        shown, segments = self.edges
        return shown > 0 and shown * _SHOWN >= segments

    @property
    def is_new(self) -> bool:
        """True at the beginning of a call, when it is not known yet how segments come."""
        return self.edges[0] == 0 and self.edges[1] <= _NEW

    def noticing(self, shown: bool) -> Dialogue:  # noqa: FBT001  it is what was noticed
        """Return the memory with one more segment counted.

        Args:
            shown: True when the segment shows that it comes as it was cut.
        """
        before, segments = (count // 2 for count in self.edges) if self.edges[1] >= _EDGES else self.edges
        return replace(self, edges=(before + shown, segments + 1))

    def goes_on(self, participant: Participant) -> bool:
        """True when a participant is in the middle of an utterance."""
        return self.utterance is not None and self.utterance.participant == participant

    def expected(self, participant: Participant, *, whole: bool = False) -> dict[str, float]:
        """Return what the next turn of a participant may be an answer to: kind, and its type, -> weight.

        Args:
            participant: who speaks.
            whole: for all that they have been saying since they began, not for the next segment of it.
        """
        begun = self.utterance.asked if whole and self.utterance is not None else self.asked
        return expected(begun, participant)

    def awaited(self, participant: Participant) -> dict[str, float]:
        """Return what was asked of a participant and not answered since: kind -> weight.

        Args:
            participant: who speaks.
        """
        return awaited(self.asked, participant)


def _restored(state: dict[str, Any], known: list[tuple[str, str, str]]) -> Dialogue:
    return Dialogue(**{**state, "known": tuple(map(KnownValue._make, known))})


def remember(dialogue: Dialogue, heard: Heard) -> Dialogue:
    """Return the memory after a turn.

    Args:
        dialogue: the memory before it.
        heard: the turn.
    """
    idle = heard.is_idle and not takes_with_thanks(dialogue.asked, heard)
    goes_on = dialogue.goes_on(heard.said.participant)
    return replace(
        dialogue,
        utterance=dialogue.utterance if idle or goes_on else Utterance(heard.said.participant, dialogue.asked),
        recent=dialogue.recent if idle else _recent(dialogue, heard.said),
        topics=dialogue.topics if idle else _topics(dialogue, heard),
        asked=dialogue.asked if idle else after_turn(dialogue.asked, heard, goes_on=goes_on),
        window=_window(dialogue, heard, idle=idle),
        marks=_marks(dialogue, heard),
        known=_known(dialogue, heard),
        open=tuple(heard.open),
        doubts=tuple(heard.doubts),
        clinical=heard.clinical,
        threads=heard.threads,
        echoes=heard.echoes[-_ECHOES:],
        shown=dialogue.shown if idle else _shown(dialogue, heard, goes_on=goes_on),
    )


def _shown(dialogue: Dialogue, heard: Heard, *, goes_on: bool) -> tuple[tuple[Participant, frozenset[str]], ...]:
    """Keep the numbers of each side's last turn, over all its segments."""
    mine = heard.said.participant
    before = next((numbers for who, numbers in dialogue.shown if who == mine and goes_on), frozenset())
    others = [(who, numbers) for who, numbers in dialogue.shown if who != mine]
    return (*others, (mine, frozenset(sorted(before | heard.shown)[:_NUMBERS])))[-_PARTICIPANTS:]


def _recent(dialogue: Dialogue, said: Said) -> tuple[Said, ...]:
    cut = max(0, len(said.text) - _RECENT_CHARACTERS)
    kept = replace(said, text=said.text[cut:], offset=said.offset + cut)
    return (*dialogue.recent, kept)[-_RECENT_SEGMENTS * (_PIECES if dialogue.uncut else 1) :]


def _topics(dialogue: Dialogue, heard: Heard) -> tuple[tuple[str, float], ...]:
    named = dict.fromkeys((mention.kind for mention in heard.mentions), 1.0)
    stays = {kind: weight * _TOPIC_STAYS for kind, weight in dialogue.topics if kind not in named}
    return tuple(list((named | {kind: weight for kind, weight in stays.items() if weight >= _FAINT}).items())[:_TOPICS])


def _known(dialogue: Dialogue, heard: Heard) -> tuple[KnownValue, ...]:
    """Keep each value once, those said last at the end."""
    if not heard.known:
        return dialogue.known
    said = {(value.entity_type, value.written) for value in heard.known}
    old = [value for value in dialogue.known if (value.entity_type, value.written) not in said]
    return tuple([*old, *heard.known][-_KNOWN_VALUES:])


def _window(dialogue: Dialogue, heard: Heard, *, idle: bool) -> tuple[Said, ...]:
    """Keep what may run on into the next segment: a substantive turn of the other side ends it."""
    mine = [said for said in dialogue.window if said.participant == heard.said.participant]
    others = [said for said in dialogue.window if said.participant != heard.said.participant] if idle else []
    last = {said.participant: said.segment_id for said in others}.values()
    others = [replace(said, answered=True) if said.segment_id in last else said for said in others]
    mine = [*mine, heard.said] if _may_run_on(heard) else []
    kept: list[Said] = []
    room = _WINDOW_CHARACTERS
    for said in reversed(mine[-_WINDOW_SEGMENTS * (_PIECES if dialogue.uncut else 1) :]):
        if room <= 0:
            break
        cut = _word_start(said.text, max(0, len(said.text) - room))
        kept.append(replace(said, text=said.text[cut:], offset=said.offset + cut) if cut else said)
        room -= len(said.text)
    return (*others, *reversed(kept))


def _word_start(text: str, at: int) -> int:
    """Return where the next word begins: half a word reads like another one. A long figure has no better place."""
    if at == 0 or text[at - 1].isspace():
        return at
    gap = text.find(" ", at, at + _LONGEST_WORD)
    return gap + 1 if gap >= 0 else at


def _may_run_on(heard: Heard) -> bool:
    """True unless a segment ends as a sentence does, and neither within a value nor with a figure."""
    text = heard.said.text.rstrip()
    if text[-1:] not in (".", "!", "?"):
        return True
    return text.rstrip(".!?")[-1:].isdigit() or heard.ends_inside or bool(heard.open)


def _marks(dialogue: Dialogue, heard: Heard) -> tuple[Mark, ...]:
    segments = {said.segment_id for said in (*dialogue.window, *dialogue.recent)} | {heard.said.segment_id}
    fresh = {mark.span for mark in heard.marks}
    old = [mark for mark in dialogue.marks if mark.span.segment_id in segments and mark.span not in fresh]
    return (*old[-64:], *heard.marks)
