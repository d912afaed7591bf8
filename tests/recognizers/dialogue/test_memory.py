"""What a question does to the answer, and for how long; and values that grow over turns and speakers."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest

from recognizers.dialogue.heard import is_back_channel
from recognizers.engine import Engine
from recognizers.entities import KnownIdentity, Role, Turn
from recognizers.speech.tokens import tokenize

ASKED = """
a: can i have your account number / c: sure / a: whenever you're ready / c: <four four one nine oh two>
a: what's your date of birth and your account number / c: one second / c: account is <four four one nine oh two>
a: i'll need your phone number and the last four of your social \
/ c: <two one two five five five oh one four seven> and <nine oh one seven>
a: your member id / c: let me find the card / a: no problem / c: okay it's <w two one oh four four nine>
a: could you confirm the last four / c: <nine oh one seven>
a: and the pin / c: um / c: <four four> / c: <one nine>
a: your order number should be in the email / c: got it <three three four eight one six>
c: do you want my account number / a: yes please / c: <four four one nine oh two>
c: my account number is / c: <four four one> / c: <nine oh two>
a: account number / c: <four four> / a: i'm listening / c: <one nine> / a: keep going / c: <oh> / a: mhm / c: <two>
a: read it to me slowly the card number / c: <four> / a: yes / c: <zero> / a: yes / c: <one> / a: yes / c: <two> \
/ a: yes / c: <double eight double eight> / c: <double eight double eight one eight eight one>
a: confirm your number for me / c: same as always <646 555 0102>
c: what's the reference / a: it's <q seven seven t four two> / c: <q seven seven t four two> thanks
a: what's your password / c: why do you need that / a: for security reasons / c: it's <tulip>
a: the answer to your security question please / c: is this call recorded / a: yes for training \
/ c: okay it's <marigold>
a: your pin please / c: is it safe to say it / a: yes this is a secure line / c: <four four one nine>
a: please enter your sixteen digit card number / c: <5425> / c: <2334> / c: <3010> / c: <9903> / a: thank you
""".strip().splitlines()

FADED = """
a: can i get your phone number / c: i'd rather use email / a: sure / c: so how much is the plan \
/ a: forty five a month / c: and with two lines / a: seventy
a: account number / c: <four four one nine oh two> / a: thanks how many people / c: four
a: account number / c: <four four one nine oh two> / a: what time works / c: nine fifteen
a: what's your pin / c: <four four one nine> / a: and how much / c: two hundred
a: account number / c: i don't have it / a: okay what's the issue \
/ c: the washer shows e nineteen and it's four years old
a: last four of the card / c: <9903> / a: Great, when shall we deliver? / c: Between 2 and 4.
a: your account number / c: why do you need it / a: just to verify you / c: i'd rather not / a: fine how many / c: four
a: your password please / c: why / a: never mind what's the room / c: it's the blue one on the third floor
a: order number / c: <three three four eight one six> / a: which item / c: number two on the list
""".strip().splitlines()


@pytest.mark.parametrize("case", ASKED)
def test_an_answer_is_hidden_as_what_was_asked_for(judge: Callable[..., None], case: str) -> None:
    """A question, from either side, makes a value of bare figures, over pauses and pieces."""
    judge(case)


@pytest.mark.parametrize("case", FADED)
def test_a_question_is_forgotten(judge: Callable[..., None], case: str) -> None:
    """Answered, refused or overtaken by another question, it takes no harmless number."""
    judge(case)


@pytest.mark.parametrize("said", ["4155550118", "415-555-0118", "four one five five five five oh one one eight"])
def test_a_known_number_is_found_in_every_form(engine: Engine, said: str) -> None:
    """What the platform knew is hidden without a cue, and linked to its subject."""
    known = KnownIdentity("subject-1", "PHONE_NUMBER", "+1 415 555 0118")
    analysis = engine.analyze(Turn("s", f"so {said} it was", Role.AGENT), engine.begin((known,)))
    assert [finding.subject_id for finding in analysis.findings] == ["subject-1"]
    assert {(span.start, span.end) for finding in analysis.findings for span in finding.spans} == {(3, 3 + len(said))}


def test_the_pieces_of_one_value_are_one_entity(engine: Engine) -> None:
    """A card over four turns, and its read-back, share one thread."""
    dialogue, threads = engine.begin(), set()
    turns = [(Role.AGENT, "card number"), *((Role.CUSTOMER, part) for part in ("4012", "8888", "8888", "1881"))]
    for number, (role, text) in enumerate([*turns, (Role.AGENT, "4012 8888 8888 1881 thank you")]):
        analysis = engine.analyze(Turn(f"s{number}", text, role), dialogue)
        threads |= {finding.thread for finding in analysis.findings}
        dialogue = analysis.dialogue
    assert len(threads) == 1


@pytest.mark.parametrize("aside", ["take your time", "okay whenever you're ready", "no hurry", "take your time yeah"])
def test_an_aside_between_parts_does_not_part_them(engine: Engine, aside: str) -> None:
    """What asks for nothing leaves a value the one entity it is, of the type that was asked for."""
    dialogue, found = engine.begin(), set()
    turns = ["your card number", "five four two five", aside, "two three three four three oh one oh nine nine oh three"]
    for number, text in enumerate(turns):
        role = Role.CUSTOMER if number % 2 else Role.AGENT
        analysis = engine.analyze(Turn(f"s{number}", text, role), dialogue)
        found |= {(finding.entity_type, finding.thread) for finding in analysis.findings}
        dialogue = analysis.dialogue
    assert [entity_type for entity_type, _ in found] == ["CREDIT_CARD"]


@pytest.mark.parametrize("said", ["your time", "is it your own", "take your seat"])
def test_a_part_of_an_aside_is_none(said: str) -> None:
    """The words of "take your time" carry something on their own."""
    assert not is_back_channel(tokenize(said))


def test_a_long_call_is_remembered_in_little_room(engine: Engine) -> None:
    """After 2,000 turns full of values the memory still pickles to less than 64 KiB, and works."""
    dialogue = engine.begin()
    for number in range(2000):
        role = Role.AGENT if number % 2 else Role.CUSTOMER
        text = f"my number is 415 555 {number:04d}, order number {number * 7919:08d}, what is your account number"
        dialogue = engine.analyze(Turn(f"s{number}", text, role), dialogue).dialogue
    stored = pickle.dumps(dialogue)
    assert len(stored) < 64 * 1024
    assert pickle.loads(stored) == dialogue  # noqa: S301  our own bytes


@pytest.mark.parametrize("size", range(140, 161))
def test_what_is_kept_of_a_long_segment_begins_with_a_whole_word(engine: Engine, size: int) -> None:
    """Half a word reads like another: what is kept of "history" may not begin with "story"."""
    turn = Turn("s0", ("it has a history and " * 20)[:size].rstrip(), Role.CUSTOMER)
    (said,) = engine.analyze(turn, engine.begin()).dialogue.before(turn.participant)
    assert said.offset > 0
    assert turn.text[said.offset - 1] == " "
