"""A model that is asked once: the same question has the same answer, and nothing that was said is kept."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

from recognizers.engine import Engine
from recognizers.entities import Role, Turn
from recognizers.model.again import AskedOnce
from recognizers.model.reader import ModelReader
from recognizers.model.tagged import Tagged

SAID = (("agent", "what is your name"),)


class Counted(ModelReader):
    """A model that takes every "ada" for a name, and counts how often it is asked."""

    version = "counted"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, text: str, speaker: str, said: Sequence[tuple[str, str]]) -> list[Tagged]:
        del speaker, said
        self.asked.append(text)
        at = text.find("ada")
        return [Tagged(at, at + 3, "PERSON", 0.9)] if at >= 0 else []


def test_the_same_question_is_asked_once() -> None:
    """White space at the end is no part of a question; who speaks, and what was said before, is."""
    model = Counted()
    once = AskedOnce(model)
    first = once.ask("it is ada", "customer", SAID, final=False)()
    assert once.ask("it is ada ", "customer", SAID, final=False)() == first == [Tagged(6, 9, "PERSON", 0.9)]
    assert len(model.asked) == 1
    once.ask("it is ada", "agent", SAID, final=False)()
    once.ask("it is ada", "customer", (), final=False)()
    once.ask(" it is ada", "customer", SAID, final=False)()
    assert len(model.asked) == 4
    assert once.version == "counted"


def test_a_final_result_lets_the_answer_go() -> None:
    """It is told what its last interim result was told, and nothing is kept of it."""
    model = Counted()
    once = AskedOnce(model)
    interim = once.ask("it is ada", "customer", SAID, final=False)()
    assert once.ask("it is ada", "customer", SAID, final=True)() == interim
    assert len(model.asked) == 1
    assert not once._answers
    once.ask("it is ada", "customer", SAID, final=True)()
    assert len(model.asked) == 2
    assert not once._answers


def test_an_answer_that_is_changed_changes_no_other() -> None:
    """Who asked may do with the answer what they like."""
    once = AskedOnce(Counted())
    once.ask("ada", "customer", (), final=False)().clear()
    assert once.ask("ada", "customer", (), final=True)()


def test_the_answers_asked_for_last_are_kept() -> None:
    """And no more than so many, however long the process lives."""
    model = Counted()
    once = AskedOnce(model, kept=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        once.ask(text, "customer", (), final=False)()
    assert model.asked == ["one", "two", "three", "two"]


def test_nothing_that_was_said_is_kept() -> None:
    """Neither the turn nor what was said before it is in anything that the answers hold on to."""
    once = AskedOnce(Counted())
    once.ask("my canary is ada", "customer", (("agent", "and the other canary"),), final=False)()
    assert once._answers
    assert b"canary" not in pickle.dumps(once._answers)


def test_an_interim_result_that_grows_asks_once_a_word_and_the_final_one_not_at_all() -> None:
    """Each is judged also without its last word: that is what the one before it was."""
    model = Counted()
    engine = Engine(model=model)
    words = "my name is ada lovelace".split()
    dialogue = engine.begin()
    for count in range(1, len(words) + 1):
        engine.analyze(Turn("s1", " ".join(words[:count]), Role.CUSTOMER, final=False), dialogue)
    asked = len(model.asked)
    assert asked == len(words) + 1  # the first one without its only word, too
    found = engine.analyze(Turn("s1", " ".join(words), Role.CUSTOMER), dialogue).findings
    assert [finding.entity_type for finding in found] == ["PERSON"]
    assert len(model.asked) == asked
