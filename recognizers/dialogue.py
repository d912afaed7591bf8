"""The memory of one call: what was asked, what is being said, what was found.

Frozen, small and picklable, so that any worker process can judge the next turn. Bounded in everything: a call of ten
hours needs no more than one of ten minutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from recognizers.artifacts import KnownValue
from recognizers.entities import Finding, KnownIdentity, OpenSpan, Role, Span
from recognizers.speech.cues import Mention
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import BACK_CHANNEL, BACK_CHANNEL_PHRASES, HESITATIONS

_WINDOW_SEGMENTS = 8
_WINDOW_CHARACTERS = 120
_KNOWN_VALUES = 128
_RECENT_SEGMENTS = 6  # of both sides, that a later turn may point at
_RECENT_CHARACTERS = 160
_TOPICS = 6
_TOPIC_STAYS = 0.9  # of a topic's weight, from turn to turn
_TAIL = 2  # words that may follow what is asked for at the end of a question
_PIECES = 3  # times as many segments are kept, where they come as they were cut
_SHOWN = 8  # one segment of so many shows it, where segments come as they were cut
_EDGES = 64  # segments after which what was seen at their edges counts half
_FAINT = 0.15  # below this a question is forgotten

# How much an open question counts after …
_AFTER_ANSWER = 0.5  # … a turn that answered it
_AFTER_TURN = 0.75  # … a turn that did not
_OWN_QUESTION = 0.5  # … for the one who asked
_AFTER_QUESTION = 0.5  # … another question of the same side, or a refusal of the other

_NAME = "PERSON/name"
_SURNAME_TO_COME = 0.6  # how much a name at the end of a segment asks for the rest of it

_ASKS = re.compile(
    r"\?|\b(?:what|what's|whats|which|who|whose|when|where|how|may i|can i|could i|can you|could you|would you|will you"
    r"|do you|did you|is there|are there|have you|need|please|give me|tell me|provide|confirm|verify|enter|say|spell"
    r"|read|repeat|share|take|get|let me have|i'll have|looking for|require|for security|once more|again|back to"
    # An order; "you set", "i created" and the like tell what was done.
    r"|(?<!\byou )(?<!\bi )(?<!\bwe )(?<!\bthey )(?<!'ve )(?<!\bhave )(?:set|choose|pick|create)"
    r"|(?:now we|you can) (?:set|choose|pick|create))\b"
)
_LEADS = re.compile(r"(?:\bis|\bare|\bwas|'s|:)\W*$")
_SAID_WHOLE = frozenset(("PASSWORD", "USERNAME"))  # who asked for one and says it back has all of it
_IDLE = BACK_CHANNEL | HESITATIONS
_MOMENTS = frozenset({"moment", "sec", "second", "minute"})
_DENIES = re.compile(r"\b(?:don't|do not|never|won't|forgot|forgotten|forget|lost|not giving|already have|no longer)\b")

Participant = tuple[Role, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """One open question: which kind of value, how much it still counts, who asked."""

    kind: str
    weight: float
    asker: Participant
    unfinished: bool = False  # the asker stopped short of the value: "my card number is"
    answered: bool = False  # an answer has begun, and may go on in the next segment of the same speaker


@dataclass(frozen=True, slots=True)
class Said:
    """The kept end of one recent segment.

    Attributes:
        segment_id: of the segment.
        participant: who said it.
        text: what is kept of it.
        offset: where the kept text begins in the segment.
        answered: True when the other side said something after it and before the next, if only "mm hm".
    """

    segment_id: str
    participant: Participant
    text: str = field(repr=False)
    offset: int = 0
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of a recent segment that was found to be part of an entity, and how surely."""

    span: Span
    entity_type: str
    thread: str
    score: float = 0.0

    def tells(self, span: Span, score: float) -> bool:
        """True when it says as much of a place as a finding of this score does."""
        same = self.span.segment_id == span.segment_id and self.score >= score
        return same and self.span.start <= span.start and span.end <= self.span.end


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was found at the end of somebody's last segment, as far as its last word may go on in the next."""

    participant: Participant
    finding: Finding


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

    def __reduce__(self) -> tuple[Callable[..., Dialogue], tuple[object, ...]]:
        """Pickle the values as plain tuples: that is ten times as quick, and a memory is pickled at every turn."""
        state = {name: getattr(self, name) for name in self.__slots__ if name != "known"}
        return _restored, (state, [tuple(value) for value in self.known])

    def before(self, participant: Participant) -> tuple[Said, ...]:
        """Return what the participant said just before, as far as it may run on into the next segment."""
        return tuple(said for said in self.window if said.participant == participant)

    @property
    def uncut(self) -> bool:
        """True when segments come as they were cut, within words and with the spaces at their edges."""
        shown, segments = self.edges
        return shown > 0 and shown * _SHOWN >= segments

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
        weights: dict[str, float] = {}
        begun = self.utterance.asked if whole and self.utterance is not None else self.asked
        for asked in begun:
            if asked.unfinished and asked.answered and asked.asker != participant:
                continue  # the rest of a name is its speaker's to say
            own = asked.asker == participant and not asked.unfinished
            weight = asked.weight * (_OWN_QUESTION if own else 1.0)
            for key in {asked.kind, asked.kind.partition("/")[0]}:
                weights[key] = max(weights.get(key, 0.0), weight)
        return weights


def _restored(state: dict[str, Any], known: list[tuple[str, str, str]]) -> Dialogue:
    return Dialogue(**{**state, "known": tuple(map(KnownValue._make, known))})


@dataclass(frozen=True, slots=True)
class Heard:
    """One final turn, as far as the memory needs to know it."""

    said: Said
    words: Sequence[Token] = field(repr=False)
    utterance: str = field(default="", repr=False)  # with what the speaker said just before, as one
    uttered: Sequence[Token] = field(default=(), repr=False)
    mentions: Sequence[Mention] = ()
    answered: Sequence[str] = ()  # the kinds and types that were found in it
    marks: Sequence[Mark] = ()
    known: Sequence[KnownValue] = field(default=(), repr=False)
    clinical: float = 0.0
    open: Sequence[OpenSpan] = ()
    doubts: Sequence[Doubt] = ()
    threads: int = 0
    repeats: bool = False  # True when it says nothing but what was said before


def remember(dialogue: Dialogue, heard: Heard) -> Dialogue:
    """Return the memory after a turn.

    Args:
        dialogue: the memory before it.
        heard: the turn.
    """
    idle = heard.repeats or is_back_channel(heard.words)
    goes_on = dialogue.goes_on(heard.said.participant)
    return replace(
        dialogue,
        utterance=dialogue.utterance if idle or goes_on else Utterance(heard.said.participant, dialogue.asked),
        recent=dialogue.recent if idle else _recent(dialogue, heard.said),
        topics=dialogue.topics if idle else _topics(dialogue, heard),
        asked=_asked(dialogue, heard, idle=idle),
        window=_window(dialogue, heard, idle=idle),
        marks=_marks(dialogue, heard),
        known=_known(dialogue, heard),
        open=tuple(heard.open),
        doubts=tuple(heard.doubts),
        clinical=heard.clinical,
        threads=heard.threads,
    )


def is_back_channel(words: Sequence[Token]) -> bool:
    """Return True for a turn that neither asks nor answers: "mhm", "okay go on", "one moment"; an empty turn too."""
    said = [token.lower for token in words if token.kind is not Kind.MARK]
    if "one" in said and _MOMENTS.isdisjoint(said):
        return False
    left = list(said)
    for phrase in BACK_CHANNEL_PHRASES:
        size = len(phrase)
        for at in range(len(left) - size, -1, -1):
            if tuple(left[at : at + size]) == phrase:
                del left[at : at + size]
    return _IDLE.issuperset(left)


def _recent(dialogue: Dialogue, said: Said) -> tuple[Said, ...]:
    cut = max(0, len(said.text) - _RECENT_CHARACTERS)
    kept = replace(said, text=said.text[cut:], offset=said.offset + cut)
    return (*dialogue.recent, kept)[-_RECENT_SEGMENTS * (_PIECES if dialogue.uncut else 1) :]


def _topics(dialogue: Dialogue, heard: Heard) -> tuple[tuple[str, float], ...]:
    named = dict.fromkeys((mention.kind for mention in heard.mentions), 1.0)
    stays = {kind: weight * _TOPIC_STAYS for kind, weight in dialogue.topics if kind not in named}
    return tuple(list((named | {kind: weight for kind, weight in stays.items() if weight >= _FAINT}).items())[:_TOPICS])


def _asked(dialogue: Dialogue, heard: Heard, *, idle: bool) -> tuple[Asked, ...]:
    if idle:
        return dialogue.asked
    goes_on = dialogue.goes_on(heard.said.participant)
    asker = heard.said.participant
    new = _questions(heard)
    kept = []
    ends_inside = _ends_inside(heard)
    refuses = bool(dialogue.asked) and bool(_DENIES.search(heard.utterance.lower()))
    for asked in dialogue.asked:
        if asked.unfinished and asked.answered and asked.asker != asker:
            continue  # the other side took the value for whole
        weight = asked.weight
        answers = bool({asked.kind, asked.kind.partition("/")[0]} & set(heard.answered))
        said_back = asked.asker == asker and not asked.unfinished and asked.kind.partition("/")[0] in _SAID_WHOLE
        more_to_come = answers and ends_inside and not said_back
        if asked.answered or answers:
            weight *= 1.0 if more_to_come else _AFTER_ANSWER
        elif (asked.asker == asker and new) or (asked.asker != asker and refuses):
            weight *= _AFTER_QUESTION
        elif not goes_on:
            weight *= _AFTER_TURN
        if weight >= _FAINT and asked.kind not in new:
            kept.append(replace(asked, weight=weight, answered=more_to_come))
    kept += [Asked(kind, weight, asker, unfinished) for kind, (weight, unfinished) in new.items()]
    if ends_inside and heard.marks[-1].entity_type == "PERSON" and not any(a.kind == _NAME for a in kept):
        kept.append(Asked(_NAME, _SURNAME_TO_COME, asker, unfinished=True, answered=True))
    return tuple(kept)


def _known(dialogue: Dialogue, heard: Heard) -> tuple[KnownValue, ...]:
    """Keep each value once, those said last at the end."""
    if not heard.known:
        return dialogue.known
    said = {(value.entity_type, value.written) for value in heard.known}
    old = [value for value in dialogue.known if (value.entity_type, value.written) not in said]
    return tuple([*old, *heard.known][-_KNOWN_VALUES:])


def _ends_inside(heard: Heard) -> bool:
    """True when a turn ends with an entity: the next segment of its speaker may be the rest of it."""
    end = len(heard.said.text.rstrip(" .,;!\n"))
    return any(m.span.segment_id == heard.said.segment_id and m.span.end >= end for m in heard.marks)


def _questions(heard: Heard) -> dict[str, tuple[float, bool]]:
    """Return the kinds a turn asks for, with how plainly it asks and whether it stopped short of the value."""
    if not heard.mentions:
        return {}
    text = heard.utterance.lower()
    words = [token for token in heard.uttered if token.kind is Kind.WORD]
    asks = bool(_ASKS.search(text))
    # An agent who says no more than "routing" asks; a customer who does is about to say it.
    leads = not heard.said.participant[0].is_agent or bool(_LEADS.search(text))
    short = len(words) <= 8
    denies = bool(_DENIES.search(text)) and not text.rstrip().endswith("?")
    answered = set(heard.answered)
    asked: dict[str, tuple[float, bool]] = {}
    for mention in heard.mentions:
        if {mention.kind, mention.kind.partition("/")[0]} & answered:
            continue
        at_end = len(words) <= _TAIL or words[-_TAIL - 1].start < mention.end
        plain = at_end or short or asks
        weight = (1.0 if plain else 0.5) * mention.strength
        if not heard.said.participant[0].is_agent and not at_end and "?" not in text:
            weight *= 0.4
        if denies:
            weight *= 0.4
        asked[mention.kind] = max(asked.get(mention.kind, (0.0, False)), (weight, at_end and not asks and leads))
    return asked


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
        cut = max(0, len(said.text) - room)
        kept.append(replace(said, text=said.text[cut:], offset=said.offset + cut) if cut else said)
        room -= len(said.text)
    return (*others, *reversed(kept))


def _may_run_on(heard: Heard) -> bool:
    """True unless a segment ends as a sentence does, and neither within a value nor with a figure."""
    text = heard.said.text.rstrip()
    if text[-1:] not in (".", "!", "?"):
        return True
    return text.rstrip(".!?")[-1:].isdigit() or _ends_inside(heard) or bool(heard.open)


def _marks(dialogue: Dialogue, heard: Heard) -> tuple[Mark, ...]:
    segments = {said.segment_id for said in (*dialogue.window, *dialogue.recent)} | {heard.said.segment_id}
    fresh = {mark.span for mark in heard.marks}
    old = [mark for mark in dialogue.marks if mark.span.segment_id in segments and mark.span not in fresh]
    return (*old[-64:], *heard.marks)
