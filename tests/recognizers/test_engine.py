"""What holds for every text and every call: nothing leaks, nothing overlaps, nothing raises, nothing is changed."""

from __future__ import annotations

import time
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from recognizers.engine import Engine
from recognizers.entities import Analysis, Role, Turn
from tests.recognizers.conftest import play

WORDS = dict(zip("0123456789", "zero one two three four five six seven eight nine".split(), strict=True))
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
BACK_CHANNELS = ("okay", "mhm", "yes", "go ahead", "uh huh", "got it", "Okay.", "right")
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
QUESTIONS = {
    "my card number is": ("what's the card number", 16),
    "my phone number is": ("what's your phone number", 10),
    "my social security number is": ("what's your social security number", 9),
}


def pair(two: str) -> str:
    """Say two figures as one number: "twelve", "forty nine", "oh five"."""
    tens, unit = two
    if tens == "0":
        return f"oh {WORDS[unit]}"
    if tens == "1":
        return TEENS[int(unit)]
    return TENS[int(tens) - 2] + (f" {WORDS[unit]}" if unit != "0" else "")


@st.composite
def said(draw: st.DrawFn, size: int) -> str:
    """Draw a number and say it: single figures, "oh", doubles, pairs and groups in figures, in any mixture."""
    number = draw(st.text("123456789", min_size=1, max_size=1)) + draw(
        st.text("0123456789", min_size=size - 1, max_size=size - 1)
    )
    parts: list[str] = []
    while number:
        way = draw(st.sampled_from(("digit", "oh", "double", "pair", "figures", "figure")))
        if way == "double" and len(number) > 1 and number[0] == number[1]:
            parts.append(f"double {WORDS[number[0]]}")
            number = number[2:]
        elif way == "pair" and len(number) > 1:
            parts.append(pair(number[:2]))
            number = number[2:]
        elif way == "figures":
            length = draw(st.integers(2, 4))
            parts.append(number[:length])
            number = number[length:]
        elif way == "figure":
            parts.append(number[0])
            number = number[1:]
        else:
            parts.append("oh" if way == "oh" and number[0] == "0" else WORDS[number[0]])
            number = number[1:]
    return " ".join(parts)


def left_readable(engine: Engine, turns: list[tuple[Role, str]], prefix: str) -> str:
    """Return what stays readable of the customer's turns after their first words."""
    shown = play(engine, turns)
    rest = [s.text.removeprefix(prefix) for s, (role, _) in zip(shown, turns, strict=True) if role is Role.CUSTOMER]
    return " ".join(rest).replace("\u2588", "").replace("-", " ").strip()


@pytest.mark.parametrize("opening", QUESTIONS)
@given(data=st.data())
@FEW
def test_an_announced_number_is_hidden_in_any_mixture(engine: Engine, opening: str, data: st.DataObject) -> None:
    """A card, a phone or a social security number in one turn is hidden to its last figure."""
    number = data.draw(said(QUESTIONS[opening][1]))
    assert left_readable(engine, [(Role.CUSTOMER, f"{opening} {number}")], opening) == ""


@pytest.mark.parametrize("opening", QUESTIONS)
@given(data=st.data())
@FEW
def test_an_answer_cut_anywhere_is_hidden(engine: Engine, opening: str, data: st.DataObject) -> None:
    """Cut into segments at any words, with back-channels between, no figure of the answer is let go."""
    question, size = QUESTIONS[opening]
    words = data.draw(said(size)).split()
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(words) - 1)), max_size=6)))
    turns = [(Role.AGENT, question)]
    for start, end in pairwise([0, *cuts, len(words)]):
        turns.append((Role.CUSTOMER, " ".join(words[start:end])))
        if data.draw(st.booleans()):
            turns.append((Role.AGENT, data.draw(st.sampled_from(BACK_CHANNELS))))
    assert left_readable(engine, turns, "") == ""


scraps = st.sampled_from(
    """my card number is/4111 1111/four one one one/oh/double five/what's your phone number/415 555/okay/uh/2:30/$40/
    A1B-22/jane doe/at gmail dot com/the pin is/\u202e12\u200b34/\u0663\u0664/the fifth of june/twenty/hundred/no/dash/
    """.split("/")
)
texts = st.one_of(st.text(max_size=80), st.lists(scraps, max_size=8).map(" ".join))
calls = st.lists(st.tuples(st.sampled_from(Role), texts, st.booleans()), max_size=8)


def analyses(engine: Engine, call: list[tuple[Role, str, bool]]) -> list[tuple[Turn, Analysis]]:
    dialogue, made = engine.begin(), []
    for number, (role, text, final) in enumerate(call):
        turn = Turn(f"s{number}", text, role, final=final)
        made.append((turn, engine.analyze(turn, dialogue)))
        dialogue = made[-1][1].dialogue
    return made


@given(call=calls)
@FEW
def test_spans_lie_in_their_segments_and_never_overlap(engine: Engine, call: list[tuple[Role, str, bool]]) -> None:
    """A span is a range of its own segment's text, and no character belongs to two findings of an analysis."""
    lengths: dict[str, int] = {}
    for turn, analysis in analyses(engine, call):
        lengths[turn.segment_id] = len(turn.text)
        found = [span for finding in analysis.findings for span in finding.spans]
        assert not any(one.overlaps(other) for one, other in combinations(found, 2))
        for span in [*found, *(item.span for item in analysis.open)]:
            assert 0 <= span.start < span.end <= lengths[span.segment_id]


@given(call=calls)
@FEW
def test_judging_is_pure(engine: Engine, call: list[tuple[Role, str, bool]]) -> None:
    """The same turn and memory give the same analysis; the memory passed in stays, and so does an interim's."""
    dialogue = engine.begin()
    for number, (role, text, final) in enumerate(call):
        turn = Turn(f"s{number}", text, role, final=final)
        before = repr(dialogue), hash(dialogue.asked), dialogue.window, dialogue.marks, dialogue.open
        first, second = engine.analyze(turn, dialogue), engine.analyze(turn, dialogue)
        assert first == second
        assert before == (repr(dialogue), hash(dialogue.asked), dialogue.window, dialogue.marks, dialogue.open)
        if not final:
            assert first.dialogue == dialogue
        dialogue = first.dialogue


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@example("\u202e\u202d4111\u200b1111\u200b1111\u200b1111")
@example("\u0664\u0661\u0661\u0661 \u0967\u0968\u0969\u096a \U0001d7d8\U0001d7d9 \u00b2\u00b3 \u2460 \u56db\u4e00")
@example("e\u0301" * 50 + "\ufeff\x00\x1b[31m")
@FEW
def test_no_text_raises(engine: Engine, text: str) -> None:
    """Any script, control and combining character is a text like another."""
    engine.analyze(Turn("s", text, Role.CUSTOMER), engine.begin())


@pytest.mark.parametrize(
    "piece",
    ["four one ", "4111 1111 ", "a", "1", " ", "no sorry four ", "my card number is ", "\u4e00", "a1-", "(555) "],
)
def test_a_segment_of_64_kib_is_judged_in_reasonable_time(engine: Engine, piece: str) -> None:
    """The longest segment allowed takes no more than seconds, whatever it is made of."""
    text = (piece * (65536 // len(piece.encode()) + 1)).encode()[:65536].decode("utf-8", "ignore")
    began = time.process_time()
    engine.analyze(Turn("s", text, Role.CUSTOMER), engine.begin())
    assert time.process_time() - began < 10


def test_a_number_that_was_asked_for_is_decided_at_once(engine: Engine) -> None:
    """Each part of it is hidden as it comes, hesitations and all: nothing of it has to wait."""
    turns = (
        (Role.AGENT, "what's the card number"),
        (Role.CUSTOMER, "four oh one two"),
        (Role.AGENT, "okay"),
        (Role.CUSTOMER, "eight eight eight eight uh double eight double eight"),
        (Role.AGENT, "mm hm"),
        (Role.CUSTOMER, "one eight eight one"),
    )
    dialogue = engine.begin()
    threads = set()
    for index, (role, text) in enumerate(turns):
        analysis = engine.analyze(Turn(f"s{index}", text, role), dialogue)
        dialogue = analysis.dialogue
        assert analysis.open == ()
        threads.update(finding.thread for finding in analysis.findings)
    assert len(threads) == 1


def test_a_person_named_in_part_is_the_same_entity(engine: Engine) -> None:
    """A surname with a title, or a first name alone, goes on with the thread of the full name."""
    dialogue = engine.begin()
    threads = []
    for index, (role, text) in enumerate(
        (
            (Role.CUSTOMER, "my name is owen brannigan"),
            (Role.AGENT, "thank you mr brannigan"),
            (Role.AGENT, "thanks owen"),
        )
    ):
        analysis = engine.analyze(Turn(f"s{index}", text, role), dialogue)
        dialogue = analysis.dialogue
        threads += [finding.thread for finding in analysis.findings]
    assert len(threads) == 3
    assert len(set(threads)) == 1
