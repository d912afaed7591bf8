"""Whole calls: an opening, who is calling, what about, small talk between, an end; and single sentences of text."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from training.examples import Example, Line, in_context
from training.generator import asr, disfluency, forms
from training.generator.forms import Form
from training.generator.grammar import play
from training.generator.lists import Lists, scenes
from training.generator.values import Cast

Turn = tuple[str, Line]

_FORMS = (Form.LEXICAL, Form.LEXICAL, Form.LEXICAL, Form.FORMATTED, Form.FORMATTED, Form.MIXED, Form.CHAT)
_CLINIC = ("clinic", "clinic", "clinic", "clinic", "medical_history")
_TOPICS = ("bank", "booking", "delivery", "insurance", "reception", "technical", "ordinary", *_CLINIC)
_BETWEEN = ("ordinary", "ordinary", "numbers", "tricky", "tricky", "sounds_like_health")

_SHORT = 0.12  # of the calls are a moment of one
# What is not a call to a firm, and how often it comes.
_WHOLE = (
    (0.09, "conference"),
    (0.08, "written"),
    (0.02, "social"),
    (0.07, "booking", "booking"),
    (0.08, "identify", "identify"),
)


def calls(lists: Lists, seed: int, turns: int) -> Iterator[Example]:
    """Invent calls.

    Args:
        lists: the words.
        seed: the same seed gives the same calls.
        turns: stop after about this many.
    """
    rng = Random(seed)
    made = 0
    while made < turns:
        for example in in_context(call(lists, rng), "generated"):
            made += 1
            yield example


def call(lists: Lists, rng: Random) -> list[Turn]:
    """Invent one call, as speech-to-text wrote it."""
    form = rng.choice(_FORMS)
    cast = Cast(lists, rng, form)
    turns: list[Turn] = []
    for name in _plot(rng):
        turns += play(rng.choice(scenes()[name]), cast)
    spoken = form is not Form.CHAT
    if spoken:
        turns = disfluency.pause(turns, rng, rng.choice((0.0, 0.04, 0.15)))
        rate = rng.choice((0.0, 0.01, 0.04))
        turns = [(speaker, disfluency.stumble(line, rng, rate)) for speaker, line in turns]
    written = [(speaker, forms.write(line, form, rng)) for speaker, line in turns]
    errors = rng.choice((0.0, 0.0, 0.01, 0.05)) if spoken else 0.0
    noise = rng.choice((0.0, 0.0, 0.0, 0.1)) if spoken else 0.0
    return [(speaker, asr.add_noise(asr.mishear(line, rng, errors), rng, noise)) for speaker, line in written]


def _plot(rng: Random) -> list[str]:
    """Return which scenes a call has."""
    if rng.random() < _SHORT:
        return [rng.choice(("ordinary", "numbers", "tricky", "sounds_like_health", "prompts"))]
    at = rng.random()
    for share, *plot in _WHOLE:
        at -= share
        if at < 0:
            return plot
    plot = ["opening"] if rng.random() < 0.8 else []
    plot += ["identify"] * rng.choice((0, 1, 1, 2, 3))
    for _ in range(rng.choice((1, 1, 2))):
        plot += [rng.choice(_TOPICS), rng.choice(_BETWEEN)]
    if rng.random() < 0.3:
        plot.append("identify")
    if rng.random() < 0.6:
        plot.append("closing")
    return plot
