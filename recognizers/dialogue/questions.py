"""The questions of a call: which values were asked for, and how much each question still counts.

A question fades with turns and with answers. One that was answered may count again: who asked says that the answer is
wrong, or who answered takes it back. One whose answer was taken with thanks is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from recognizers.dialogue.heard import Heard, Participant
from recognizers.speech.tokens import Kind, Token

_TAIL = 2  # words that may follow what is asked for at the end of a question
_SHORT_ANSWER = 4  # words that say nothing but a secret
_FAINT = 0.15  # below this a question is forgotten

# How much an open question counts after …
_AFTER_ANSWER = 0.5  # … a turn that answered it
_AFTER_TURN = 0.75  # … a turn that did not
_OWN_QUESTION = 0.5  # … for the one who asked
_PLAINLY = 0.6  # how much a question counts that another one is put after: "for security" is none
_AFTER_QUESTION = 0.5  # … another question of the same side, or a refusal of the other

_NAME = "PERSON/name"
_REST_TO_COME = 0.6  # how much the beginning of a number, said by one side, asks the other for the rest of it
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
_IN_WORDS = frozenset(("PASSWORD/words", "USERNAME"))  # thanks for one of these close the question: it has no length
_DENIES = re.compile(
    r"\b(?:don't|do not|never|won't|forgot|forgotten|forget|lost|not giving|already have|no longer"
    r"|(?:isn't|is not|not|doesn't|won't) work(?:ing)?|expired|blocked|locked"
    r"|(?:can't|cannot|can not) (?:tell|give|say|share|disclose)|(?:rather|prefer) not|not comfortable)\b"
)
_BARE = {"street": "ADDRESS/street", "road": "ADDRESS/street", "flat": "ADDRESS/street", "apartment": "ADDRESS/street"}
_AROUND_BARE = frozenset("and the your a what which okay ok thanks thank you so now next then".split())
_THANKS = frozenset("thanks thank perfect excellent wonderful brilliant lovely correct exactly cheers ta".split())
_REJECTS = re.compile(
    r"\b(?:not (?:it|right|correct|quite|what|matching|working|a match|the one|found|finding|on file|showing|coming)"
    r"|(?:doesn't|does not|didn't|don't|isn't|not)(?: \w+)? (?:match|work|come|right|correct|ring|fit|agree|exist|go"
    r"|see|find|recogni[sz]e|open|show)|isn't it|wasn't it|wrong|incorrect|invalid|nope|no match|no luck"
    r"|try (?:again|another)|another one|something else|a different|can't find|cannot find|couldn't find|failed"
    r"|mismatch)\b|^\W*(?:\w{2,3} )?no\W*$"
)
_IN_LETTERS = frozenset((_NAME, "PERSON/spelling", "PASSWORD/words", "USERNAME"))
_COUNTS = re.compile(r"\bhow (?:many|much|long|often|big)\b")  # asks for a number that is nobody's
_ASKS_BACK = re.compile(  # instead of an answer, which is still to come: "why do you need that"
    r"^(?:(?:but|and|so|um|uh|er|well|sorry|okay|ok|wait|hang on|hold on)\W+)*"
    r"(?:why|what for|how come|is (?:it|that|this)|do (?:you|i) (?:really|have|need)|does (?:it|that)"
    r"|are you (?:sure|a|really)|what do you (?:need|want) (?:it|that))"
    r"(?:\W+\w+){0,8}\W*$"
)
_ASKS_ON = re.compile(r"\b(?:thanks|thank you|(?<!not )what|how|why|when|where)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """One open question: which kind of value, how much it still counts, who asked."""

    kind: str
    weight: float
    asker: Participant
    unfinished: bool = False  # the asker stopped short of the value: "my card number is"
    answered: bool = False  # an answer has begun, and may go on in the next segment of the same speaker
    given: bool = False  # an answer was given, and may turn out to be wrong


def expected(questions: Iterable[Asked], participant: Participant) -> dict[str, float]:
    """Return what the next turn of a participant may be an answer to: kind, and its type, -> weight.

    Args:
        questions: those that are open.
        participant: who speaks.
    """
    weights: dict[str, float] = {}
    for asked in questions:
        if asked.unfinished and asked.answered and asked.asker != participant:
            continue  # the rest of a name is its speaker's to say
        own = asked.asker == participant and not asked.unfinished
        weight = asked.weight * (_OWN_QUESTION if own else 1.0)
        for key in {asked.kind, asked.kind.partition("/")[0]}:
            weights[key] = max(weights.get(key, 0.0), weight)
    return weights


def awaited(questions: Iterable[Asked], participant: Participant) -> dict[str, float]:
    """Return what was asked of a participant and not answered since: kind -> weight.

    Args:
        questions: those that are open.
        participant: who speaks.
    """
    waiting = (asked for asked in questions if asked.asker != participant and not (asked.given or asked.answered))
    return {asked.kind: asked.weight for asked in waiting}


def takes_with_thanks(questions: Iterable[Asked], heard: Heard) -> bool:
    """Return True when who asked for a secret has it now, and says so: "thank you"; "okay" may be a nod.

    Args:
        questions: those that are open.
        heard: a turn.
    """
    thanks = not _THANKS.isdisjoint(token.lower for token in heard.words)
    return thanks and any(
        asked.answered and asked.kind in _IN_WORDS and asked.asker == heard.said.participant for asked in questions
    )


def after_turn(questions: tuple[Asked, ...], heard: Heard, *, goes_on: bool) -> tuple[Asked, ...]:
    """Return the questions that are open after a turn that asks or answers.

    Args:
        questions: those open before it.
        heard: the turn.
        goes_on: True when it is the next segment of an utterance: nothing fades in the middle of one.
    """
    asker = heard.said.participant
    new = _questions(heard)
    kept = []
    ends_inside = heard.ends_inside
    rejects = _rejects(heard)
    counts = bool(questions) and bool(_COUNTS.search(heard.utterance.lower()))
    asks_on = any(weight >= _PLAINLY for weight, _ in new.values())
    for asked in questions:
        if asked.unfinished and asked.answered and asked.asker != asker:
            continue  # the other side took the value for whole
        if asked.given and asked.asker == asker and rejects and asked.kind not in new:
            kept.append(replace(asked, weight=1.0, answered=False, given=False))
            continue
        answers = bool({asked.kind, asked.kind.partition("/")[0]} & set(heard.answered))
        answers = answers or (asked.kind in _IN_WORDS and _is_taken(heard, asked))
        said_back = asked.asker == asker and not asked.unfinished and asked.kind.partition("/")[0] in _SAID_WHOLE
        more_to_come = answers and ends_inside and not said_back and asked.kind not in heard.whole
        if asked.answered or answers:
            weight = asked.weight * (1.0 if more_to_come else _AFTER_ANSWER)
        else:
            weight = _unanswered(asked, heard, asks_on=asks_on, goes_on=goes_on)
        if counts and asked.given and asked.asker == asker and asked.kind not in _IN_LETTERS:
            weight *= _AFTER_QUESTION  # a number is to come, and it is none of these
        if weight >= _FAINT and asked.kind not in new:
            # What the other side answered was a question: "and the password is".
            own = asked.unfinished and not (answers and asked.asker != asker)
            given = asked.given or answers
            kept.append(replace(asked, weight=weight, unfinished=own, answered=more_to_come, given=given))
    kept += [Asked(kind, weight, asker, unfinished) for kind, (weight, unfinished) in new.items()]
    if heard.begun and all(asked.kind != heard.begun for asked in kept):
        kept.append(Asked(heard.begun, _REST_TO_COME, asker))
    if ends_inside and heard.marks[-1].entity_type == "PERSON" and not any(a.kind == _NAME for a in kept):
        kept.append(Asked(_NAME, _SURNAME_TO_COME, asker, unfinished=True, answered=True))
    return tuple(kept)


def _unanswered(asked: Asked, heard: Heard, *, asks_on: bool, goes_on: bool) -> float:
    """Return what a question still counts that a turn did not answer: less where somebody turned from it or refused it.

    Who asks back, "why do you need that", is still to answer.
    """
    if asked.asker == heard.said.participant:
        turned = asks_on
    else:
        said = heard.utterance.lower()
        turned = bool(_DENIES.search(said))
        goes_on = goes_on or (not turned and bool(_ASKS_BACK.search(said)))
    if turned:
        return asked.weight * _AFTER_QUESTION
    return asked.weight if goes_on else asked.weight * _AFTER_TURN


def _is_taken(heard: Heard, asked: Asked) -> bool:
    """True when a secret in words was told, as something else maybe: "rex" is a name; or who asked says thanks."""
    if heard.said.participant == asked.asker:
        return not _THANKS.isdisjoint(token.lower for token in heard.words)
    said = sum(token.kind is not Kind.MARK for token in heard.words)
    return bool(heard.answered) and said <= _SHORT_ANSWER


def _rejects(heard: Heard) -> bool:
    """True for "that's not it", "doesn't match": the answer just given is wrong, and another one may follow."""
    said = heard.said.text.lower().replace("\u2019", "'")
    return bool(_REJECTS.search(said)) and not _ASKS_ON.search(said)


def _bare(words: Sequence[Token]) -> str:
    """Return what a form asks for that is read out line by line: "and the street"; "" for anything else."""
    said = {token.lower for token in words} - _AROUND_BARE
    return _BARE.get(said.pop(), "") if len(said) == 1 else ""


def _questions(heard: Heard) -> dict[str, tuple[float, bool]]:
    """Return the kinds a turn asks for, with how plainly it asks and whether it stopped short of the value."""
    words = [token for token in heard.uttered if token.kind is Kind.WORD]
    bare = _bare(words) if heard.said.participant[0].is_agent else ""
    if not heard.mentions:
        return {bare: (1.0, False)} if bare else {}
    text = heard.utterance.lower()
    asks = bool(_ASKS.search(text))
    # An agent who says no more than "routing" asks; a customer who does is about to say it.
    leads = not heard.said.participant[0].is_agent or bool(_LEADS.search(text))
    short = len(words) <= 8
    denies = bool(_DENIES.search(text)) and not text.rstrip().endswith("?")
    answered = set(heard.answered)
    asked: dict[str, tuple[float, bool]] = {}
    for mention in heard.mentions:
        at_end = len(words) <= _TAIL or words[-_TAIL - 1].start < mention.end
        # "Maria, thank you, and the surname" has a name in it, and asks for another.
        asks_on = heard.said.participant[0].is_agent and words[-1].end <= mention.end
        if {mention.kind, mention.kind.partition("/")[0]} & answered and not asks_on:
            continue
        plain = at_end or short or asks
        weight = (1.0 if plain else 0.5) * mention.strength
        if not heard.said.participant[0].is_agent and not at_end and "?" not in text:
            weight *= 0.4
        if denies:
            weight *= 0.4
        unfinished = at_end and leads and not asks and not denies
        asked[mention.kind] = max(asked.get(mention.kind, (0.0, False)), (weight, unfinished))
    return asked
