"""What stands around an e-mail address that is dictated, and what stands within."""

from __future__ import annotations

from collections.abc import Callable

import pytest

DICTATED = """
c: write <kate dot smith at gmail dot com>
c: write to <kate dot smith at gmail dot com>
c: <jane at my work place dot com>
c: <jane at myworkplace dot com>
c: it's <sam at the bike shop dot co dot uk>
c: my email is <info at our little bakery dot com>
c: you can email <bob at your home loans dot com>
a: what's your email? / c: <tina at my tiny house dot org>
c: type <k dot smith at yahoo dot com>
c: enter <joe underscore bloggs at outlook dot com>
c: copy in <anna dot lee at proton dot me>
c: cc <mark dot jones at gmail dot com>
c: just reply to <mark dot jones at gmail dot com>
c: message <kate dot smith at gmail dot com>
c: add <kate dot smith at gmail dot com> please
c: drop <kate dot smith at gmail dot com> a line
c: note <kate dot smith at gmail dot com>
c: respond to <kate dot smith at gmail dot com>
c: ping <kate at gmail dot com>
c: invite <kate dot smith at gmail dot com>
c: could you add <kate at smithson dot co dot uk>
c: please write down <kate dot smith at gmail dot com>
c: write it to <k smith at gmail dot com>
c: just type <r j patel at yahoo dot com>
c: then enter <sam underscore lee at hotmail dot com>
c: cc <tom at work place dot net>
c: Write <kate.smith@gmail.com>
c: it's <ping pong at gmail dot com>
c: my email is <drop box nine at gmail dot com>
c: <add one four at gmail dot com>
c: email is <note book at outlook dot com>
c: <maria at my new job dot org>
c: <peter at our phone shop dot com>
c: send it to <nora at the home store dot com>
c: it's <j smith at all my work dot com>
a: email please / c: <bob at my work place dot com>
a: email please / c: it's <info at the dog shop dot co dot uk>
""".strip().splitlines()

TALK = """
c: i work at my home office dot dot dot
c: i'm at my work place
c: we met at the bike shop
c: please write to me at home
c: add it to my account at the shop
c: copy me at work
c: type your answer at the prompt
c: ping me at noon
c: look at my mail dot com is down
""".strip().splitlines()


@pytest.mark.parametrize("case", DICTATED)
def test_an_address_is_hidden_and_what_asks_to_write_it_stays(judge: Callable[..., None], case: str) -> None:
    """"Write" is no part of an address; "work" may be one of a firm's name."""
    judge(case)


@pytest.mark.parametrize("case", TALK)
def test_an_at_that_is_no_address_stays(judge: Callable[..., None], case: str) -> None:
    """Places and shops are no addresses."""
    judge(case)
