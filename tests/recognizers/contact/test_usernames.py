"""User names and handles: after their cue, after a question, with an "@"; and talk about them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HIDDEN = """
c: my username is <sky walker>
c: the user name is <jdoe_77> and the password is on file
c: username: <tom.hardy>
c: login is <mike two two>
a: in the app you'd log in as <m etcheverry two>
c: user's <saltmarsh fox> um <nine>
c: DM me at <@mossy.kettle.pottery>, it's quicker
c: handle is <@river.kid>
a: Alright - your username is <dwilliams1>.
a: and the username / c: <rowan.tidewater>
a: and the username? / c: <mossy kettle>
a: Your username please? / c: it's <d w nine nine>
a: Can I have your username? / c: i think it's <blue heron twenty two>
a: username, email and order id? / c: <aphoenix570>
a: user name please / c: yeah! It's <sa495897>
a: can i get your username, email and order id / c: username is <sanyaa54>, and email is <sanyaa54@example.com>
""".strip().splitlines()

KEPT = """
c: my username is not working
c: i forgot my username and password
a: what's your username / c: not sure
a: what's your username / c: hold on let me check
a: what's your username / c: i don't remember
a: what's your username / c: same as my email
a: what's your username / c: sure thing
a: what's your username / a: Identity verification in progress ...
c: the username was incorrect
c: I can't log in with my phone
c: it's near a user's gym
c: how do you handle returns
c: can i just double-check that
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_a_user_name_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A name is hidden to its last word or figure, and the next word stays."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_talk_about_a_user_name_stays(judge: Callable[..., None], case: str) -> None:
    """A refusal, a pause or a complaint is no user name, even right after the question for one."""
    judge(case)
