"""Rules and the model that ships, on every case that the rules alone are held to.

A rule is certain, a model is not: what the rules hide must stay hidden with the model beside them, every time; of what
must stay readable, the model may take a word now and then. `make eval` measures the exact share on labelled calls.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from recognizers.engine import Engine, build
from tests.recognizers.conftest import play, read_case, wrongs

ROOMS = Path(__file__).parents[1]
LEAST_KEPT = 0.98  # of the cases; one case is a few turns
PLACES = frozenset({"LOCATION"})  # the rules alone leave most towns readable; the policy hides them


def cases() -> Iterator[str]:
    """Every written case of the recognizers' tests."""
    for path in sorted(ROOMS.rglob("test_*.py")):
        if path.parent == Path(__file__).parent:
            continue
        spec = importlib.util.spec_from_file_location(f"cases_of_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for value in vars(module).values():
            if isinstance(value, list) and value and all(isinstance(c, str) and c[:3] in ("a: ", "c: ") for c in value):
                yield from value


@pytest.fixture(scope="module")
def judged() -> list[tuple[str, list[str], list[str]]]:
    """Each case with what leaked and what was taken, rules and model together."""
    engine, rules = build(), Engine()
    found = []
    for case in dict.fromkeys(cases()):
        turns = read_case(case)
        spoken = [(role, text) for role, text, _ in turns]
        leaked, taken = [], []
        for shown, alone, (_, _, ranges) in zip(play(engine, spoken), play(rules, spoken), turns, strict=True):
            left, _ = wrongs(shown, ranges)
            shown.hidden = [one for one in shown.hidden if one in alone.hidden or one[2] not in PLACES]
            _, lost = wrongs(shown, ranges)
            leaked += [word for word in left if word not in wrongs(alone, ranges)[0]]
            taken += [word for word in lost if word not in wrongs(alone, ranges)[1]]
        found.append((case, leaked, taken))
    return found


def test_there_are_cases(judged: list[tuple[str, list[str], list[str]]]) -> None:
    """The cases were found: a thousand and more."""
    assert len(judged) > 1000


def test_nothing_that_the_rules_hide_is_shown(judged: list[tuple[str, list[str], list[str]]]) -> None:
    """The model takes nothing away from what a rule hides."""
    assert [(case, leaked) for case, leaked, _ in judged if leaked] == []


def test_ordinary_words_survive(judged: list[tuple[str, list[str], list[str]]]) -> None:
    """Nearly every case keeps every ordinary word."""
    lost = [(case, taken) for case, _, taken in judged if taken]
    assert len(lost) <= (1 - LEAST_KEPT) * len(judged), lost
