"""Names of people: announced, asked for, greeted with, spelled, said again; and the words that only look like names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recognizers.engine import Engine
from recognizers.entities import Role, Turn

HIDDEN = """
c: hi my name is <gabriela montoya> and i have a question about my bill
a: thank you for calling meadow ridge dental this is <bernice> how can i help
c: hello this is <tariq> calling about the estimate
c: Good morning, this is <Ingrid Vasquez-Holm> from accounts.
a: am i speaking with <desmond okafor> / c: yes you are
a: who am i speaking with / c: <priyanka>
a: may i have your full name please / c: it's <hal brightwater>
a: and your last name / c: <wojciechowski>
a: first name please / c: <rose>
a: what's the name on the reservation / c: it's under <l m fairbanks> for six
a: can i have your name / c: <will> yes
a: name please / c: <grace>
a: your name / c: sure it's uh <mark> <delacroix>
a: what is your name / c: <oghenekaro>
a: hello you've reached solar support what's your name / c: yes hi i'm <bartholomew>
c: my name's <nnenna> thanks
c: you can call me <gus>
c: thanks <fatima> that was really helpful
c: hey <rosalind> good to hear you again
a: hi <may> what can i do for you
a: Thanks, <Hope>.
a: Good afternoon, <Iker>.
c: i'd like to see dr <abernathy> on tuesday
c: is doctor <stone> in today
a: okay mr <young> let me check
c: Mrs. <Featherstonehaugh> asked me to ring.
c: my daughter <maeve> is the patient
c: it's for my husband <enrique>
c: please transfer two hundred dollars to <svetlana>
c: Send $40 to <Tomasz Zielinski>.
a: Next question comes from the line of <Anders Lindqvist> with Halvard Securities.
a: I'll now hand it over to <Beatrice>.
c: sign it love <arthur> and <mabel>
c: tell <frank> to call me back
c: the account is in <dolores haverford>'s name
c: <josephine tillman> returning your call
c: <Lars> speaking.
c: i talked to <michelle> yesterday and <antonio> the day before
c: My colleague Dr. <Yusuf Demir> and <Kathleen O'Dwyer> will join.
c: my name is <maria van der berg> and i live close by
c: my name is <ali bin rashid>
c: My name is <José Luis Ibáñez>, calling from {Madrid}.
c: hi my name is / c: <genevieve> / c: <ashworth>
c: her name is <xochitl>
c: it's <quim> spelled <q u i m>
a: how do you spell your last name / c: <t h i b o d e a u x>
a: could you spell your name for me please / c: <m as in mary> <a> <r> <c>
a: Can you spell that name? / c: <Thi B O de Aux>
c: my name is <ford> / a: thank you mr <ford>
c: my name is <elodie marchetti> / a: thanks <elodie> / c: no problem / a: is that <marchetti> with two t's
c: my name is <Hope Larkin>. / a: Welcome back, <Hope>. / c: I hope you can help.
c: It's <Deng Xiuying>. / a: <Xiuying>, thank you.
c: hi my name is <sunday adeyemi> and i need an appointment for sunday
a: what's your name / c: my name is on the account but sure it's <celestine>
c: <padraig o'hanlon>
c: <siegfried> {4471}
c: sure it is <baxter> {5523}
c: just <okonkwo> sorry
c: show the latest email from <frank>
c: the meeting includes <oliver> and <thordis>
c: remind me of <quilla>'s birthday
a: and who are the drivers / c: <Aldous> drives a van
c: on the call we have <Paula Ortega>, our chief, and <Emiliano Quintana> the head of finance.
c: The winners are <Sólveig Gunnarsdóttir> and <Mirza Hadžiahmetović>.
c: I would suggest <Barlow Lynn E> in Dublin.
c: i work at mason and my name's <mason> too actually <mason> <overby>
c: not you <tiraporn>
c: jo- <joanna> is my name
""".strip().splitlines()

KEPT = """
a: thank you for calling harbor national bank how can i help
c: i got it at wendy's and it was cold
c: is this rose and co or the other shop
a: what is your name / c: i don't want to give my name
a: may i have your name / c: why do you need it
a: and your name / c: yes one moment please
a: your name please / c: speaking
c: my name is on the account already
a: thanks ma'am / c: thank you sir
a: okay will do
c: i will be there in may or june
c: can you mark it as paid and bill me in august
c: the chase card has a grace period
c: i hope the summer sale is still on
c: have a little faith in the process it's a joy to use
c: hey siri set a timer
c: hey google what's the weather
a: please hold while i transfer you to customer service
c: i'm sorry i'm just checking
c: i'm calling about the invoice for march
c: this is ridiculous and it's broken again
c: it's fine it's working now
a: okay great perfect let me check that for you
c: one two three four
c: seven of nine
a: welcome to the winter sale
c: i need a plumber and an electrician
c: the doctor will call me back on monday
c: my son is tall and my wife is a nurse
c: we watched a film about paris
c: i'm in the parking lot
c: it's frank talk that i like
c: the manager said no
c: he drew a sunny picture with crystal clear colors
a: the file name is untitled two
c: the company name is marlowe gas
c: i had a test drive in a lincoln
c: my bill is too high and the pat answer doesn't help
a: press star to repeat
c: i do it in the name of science
a: Your Art Deco lamp ships Friday.
c: Can I pay with Amex?
c: i'm gon na call you back and i wan na cancel
c: She joined Wells Fargo in 2015.
a: A table for two at Giulietta tonight, correct?
c: Welcome to the annual call of Altamira.
c: What about the property named Ravenscroft?
c: Enzo's italian restaurant in the square
c: hello gentle- ladies and gentlemen
c: it is a honda civic
c: honda 800
c: gracias
c: brie- brief me please
c: my name is <sunny> / a: okay / c: what sunny weather and what a joy
c: My name is <Joy>. / a: Thanks. / c: Joy rides are not my thing
a: thank you goodmorning
c: please help me / c: i want to update it
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_a_name_is_hidden(judge: Callable[..., None], case: str) -> None:
    """Whoever says a name, in whatever form and order, no part of it stays readable, and nothing beside it goes."""
    judge(case, "PERSON")


@pytest.mark.parametrize("case", KEPT)
def test_a_word_that_only_looks_like_a_name_stays(judge: Callable[..., None], case: str) -> None:
    """Firms, products, months, refusals and words that are somebody's name elsewhere are left alone."""
    judge(case)


def test_a_name_over_two_segments_is_one_entity(engine: Engine) -> None:
    """The family name said in a segment of its own joins the given name: one thread, both spans."""
    dialogue = engine.begin()
    for number, text in enumerate(("my name is", "henrietta")):
        dialogue = engine.analyze(Turn(f"s{number}", text, Role.CUSTOMER), dialogue).dialogue
    (finding,) = engine.analyze(Turn("s2", "lundqvist", Role.CUSTOMER), dialogue).findings
    assert finding.value == "henrietta lundqvist"
    assert [(span.segment_id, span.start, span.end) for span in finding.spans] == [("s1", 0, 9), ("s2", 0, 9)]


def test_a_name_said_again_is_the_same_entity(engine: Engine) -> None:
    """The given name alone, later in the call, carries the thread of the whole name."""
    first = engine.analyze(Turn("s0", "my name is ottoline graves", Role.CUSTOMER), engine.begin())
    (again,) = engine.analyze(Turn("s1", "thank you ottoline", Role.AGENT), first.dialogue).findings
    assert again.thread == first.findings[0].thread


def test_a_name_still_being_spoken_is_hidden(engine: Engine) -> None:
    """An interim result may end in the middle of a name, or of a word that becomes one."""
    for text in ("hi my name is ade", "this is marjo", "hello i'm siobh"):
        analysis = engine.analyze(Turn("s0", text, Role.CUSTOMER, final=False), engine.begin())
        assert [finding.spans[0].end for finding in analysis.findings] == [len(text)], text


def test_a_possessive_keeps_its_ending(engine: Engine) -> None:
    """The mark of possession is not part of the name."""
    (finding,) = engine.analyze(Turn("s0", "it is Philippa's turn", Role.CUSTOMER), engine.begin()).findings
    assert (finding.spans[0].start, finding.spans[0].end) == (6, 14)


def test_a_long_list_of_names_is_read_to_its_end(engine: Engine) -> None:
    """Thousands of names joined by "and" neither overflow nor slow the reader."""
    text = "my name is jane" + " and jane" * 5_000
    found = engine.analyze(Turn("s0", text, Role.CUSTOMER), engine.begin()).findings
    assert sum(len(finding.spans) for finding in found) == 5_001
