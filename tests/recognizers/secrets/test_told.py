"""Secrets told in an order of their own: after an adjective, before their name, turns after the question."""

from __future__ import annotations

from collections.abc import Callable

import pytest

WITH_AN_ADJECTIVE = """
c: the passphrase is <correct, horse battery staple>
c: the passphrase is <correct horse battery staple>
c: my password is <safe. harbour. lights>
a: what's your passphrase? / c: it's <wrong, turtle, paper, moon>
c: so the password is <private, island>
c: password is <short, Tulip, Ninety>
c: my security word is <good, Harvest>
a: security word please / c: <right, lantern>
a: and the passphrase? / c: um <broken, arrow, ridge>
c: my memorable word is <stuck pelican>
c: the passphrase is <correct, purple horse battery staple>
c: my passphrase, it's <blue kettle>
c: the passphrase is, uh, <new, orchid, thunder>
c: passphrase is <strong, coffee, kettle>
a: say your passphrase / c: <correct, horse, battery, staple>
a: say your passphrase / c: <correct horse, battery staple>
a: say your passphrase / c: <Correct. Horse. Battery. Staple.>
a: your security phrase? / c: it is <short, sweet, lemon>
c: the password is <private>{.} <island44>
c: my pass phrase is <wrong>, <turtle>
""".strip().splitlines()

REMARKS = """
c: the password is correct, i checked it twice
c: the password is correct, thank you
c: the password is wrong, sorry
c: the password is too short, apparently
c: the password is expired, again
c: the passphrase is safe, don't worry
a: the password is correct, you're logged in
a: the passphrase is correct, one moment please
c: the password is right, it just won't let me in
a: the password is invalid, please try again
c: the password is new, i changed it yesterday
c: my password is stuck, locked, whatever
a: your password is temporary, valid for one day
c: the password is right, right?
c: the password is strong, like really strong
c: the passphrase is correct, horse riding is on tuesday
c: the password is expired, keeps throwing login errors
c: the password is wrong, got error messages
c: the password is wrong, it's <tulip44>
c: the password is reset, good
c: password is wrong, caps lock
c: the password is locked, account too
c: the password's expired, obviously
c: the password is wrong, every single time
c: the password is wrong, both times
c: my password is saved, browser remembers it
c: it's correct, the password, i typed it twice
a: what's the password / c: it's expired, cancelled, whatever
a: is it the right password? / c: correct, yes
a: your password please / c: not sure, sorry
a: is the password correct / c: correct, two times
c: your password is expired, sir
a: my password is correct, ma'am
c: the password is wrong, same problem
""".strip().splitlines()

LATE = """
c: my first pet's name is <rex>
c: the answer is <rex>
a: what's your memorable word? / c: can i get a pen first / a: sure / c: okay i'm back / a: great / c: it's <marigold>
c: it's <tulip> the password i mean
c: <bluebird>, that's the password i mean
c: it's <marmalade>, my memorable word
c: my mother's maiden name is <kowalczyk>
c: my first car was a <ford fiesta>
c: my favourite teacher was <mrs applegate>
c: i answered <rex> to the security question
c: the answer to my security question is <green lantern>
c: my pet's name is <biscuit>
a: what is your mother's maiden name? / c: can you hear me okay / a: yes i can / c: the answer is <hollingsworth>
a: what is your mother's maiden name? / c: can you hear me okay / a: yes i can / c: that would be <hollingsworth>
a: your memorable word? / c: sorry my kettle's boiling / a: no problem / c: right so it would be <marigold>
a: your memorable word? / c: can i get a pen first / a: sure / c: okay i'm back / a: great / c: it's <marigold>
a: your security answer? / c: which one is that / a: your favourite movie / c: right / c: the answer should be <jaws>
a: and the password? / c: i don't remember / a: okay tell me what's wrong with it / c: it's flashing red
""".strip().splitlines()

BEFORE_ITS_NAME = """
c: it's <tulip>, the password
c: it was <sunny meadows> the secret word
c: <tulip nine>, that's my password
c: <tulip nine> that's the password
c: <otter>. that's my safe word
c: it's <blue heron>, that's my memorable word i mean
c: i mean it's <tulip> the password
c: sorry it's <tulip> the security answer i mean
""".strip().splitlines()

TALK = """
c: the answer is no
c: the answer is yes, send it
c: i think the answer is obvious
c: the answer is to restart the router
c: if the answer is that simple then great
c: it's raining here
a: have you tried turning it off? / c: the answer is yes
c: we had a dog called biscuit
c: our dog biscuit ate the remote
c: my first car broke down so i need a tow
c: my first pet insurance claim was rejected
c: my first school run is at eight
c: it's the password i mean
c: it's broken the password i mean
a: what's your memorable word? / c: can i get a pen first / a: sure / c: it's on the kitchen table
a: what was the name of your first pet? / c: <rex> / a: perfect, thank you, how can i help? / c: it's the broadband
c: it's slow, the password reset
c: it's the wrong one, the password i mean
c: it's locked, the password
c: it's gone, the password i mean
c: it's about the password
c: it's a problem with my password
c: it's not working the password i mean
c: great, that's my password sorted
c: okay that's the password changed
c: yes that's my password
c: right, that's the password
c: i see, that's the security question
c: it's weird, the security question
c: it's my password
c: it's case sensitive, the password
c: perfect, that's my memorable word
a: so it's the password / c: yes it's the password
a: what was your first pet called? / c: i don't have that / a: okay, tell me what's wrong / c: it's leaking water
a: what's your memorable word? / c: <tulip> / a: great / c: it's lovely here
""".strip().splitlines()


@pytest.mark.parametrize("case", WITH_AN_ADJECTIVE)
def test_an_adjective_that_opens_a_secret_is_hidden_with_it(judge: Callable[..., None], case: str) -> None:
    """A passphrase may begin as a remark does: what follows tells, since it is no sentence."""
    judge(case)


@pytest.mark.parametrize("case", REMARKS)
def test_a_remark_with_a_clause_after_it_stays(judge: Callable[..., None], case: str) -> None:
    """What is said of a password stays, whatever else follows a comma."""
    judge(case)


@pytest.mark.parametrize("case", LATE)
def test_an_answer_that_comes_late_is_hidden(judge: Callable[..., None], case: str) -> None:
    """Nothing but an answer, thanks or a refusal ends the wait for a secret."""
    judge(case)


@pytest.mark.parametrize("case", BEFORE_ITS_NAME)
def test_a_secret_told_before_its_name_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A secret may be said first, and named afterwards."""
    judge(case)


@pytest.mark.parametrize("case", TALK)
def test_talk_in_the_place_of_an_answer_stays(judge: Callable[..., None], case: str) -> None:
    """Not everything that is said after a question, or before the name of a secret, is one."""
    judge(case)
