"""E-mail addresses: written, broken by speech-to-text, dictated, spelled, split, read back; and every other "at"."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallContext, KnownValue
from recognizers.contact.email import EmailAddressRecognizer
from recognizers.engine import Engine
from recognizers.entities import Role, Turn

HIDDEN = """
c: it's <lena.moss@example.com>, all lower case
c: Contact: <Sam.O'Neil+news@example.co.uk>.
c: i'm <kfarrow@emailcom>
c: my email is <otto @ gmail . com>
c: write to <r. patel @ gmail.com> please
c: <info@localhost> is fine
c: my email is <jstone99@gmail dot com>
c: you can reach me at <p dot okafor at yahoo dot co dot uk>
c: my email's <lena underscore m at protonmail dot com>
c: so that'd be <maria hyphen jose at correo dot es>
c: please forward the quote to <procurement at bluefin dash marine dot com> thanks
c: <b as in bravo r o w n dot k at aol dot com>
c: oh it's um <t dot w> uh no <t dot v at hotmail dot com>
c: <o w e n> um <at> hang on <owen at> no <owenroofing at gmail dot com>
c: send that over to my wife's email <sarah dot p at outlook dot com>
c: <accounts payable at widgets dot com>
c: you can email <billing at acme dot io>
c: <kay at kaysbakery dot com>
c: <double u smith at gmail dot com>
c: <zoe at sign gmail dot com>
c: is it <rob dot stark at gmail dot com>
c: it's <walter j pemberton the number two at example dot com>
c: i'm by the door and my email is <by the door at gmail dot com> really
c: can you send it to <jane dot doe at gmail>
c: <jstone99 at gmail>
c: <Una Falk, at, Una Falk dot net>.
c: email me at <kim dot lee one at live dot com> okay
a: what's your email / c: <jen hallorann at gmail>
a: where should i send the confirmation / c: sure <k dot obrien at hey dot com>
a: and your e-mail address? / c: sure it's <s m i t h four two>
a: your email please / c: <arun velgmailcom>
a: email? / c: <davi 95214 yahoocom>
c: my name is {vinod} and my email is <vinodhotmailcom>
c: my email is <jane at proton mail dot me>
c: email me at <jane at fast mail dot com>
c: <ruth at g mail dot com>
a: what is your email / c: <jane d o e at g mail dot com>
c: <jane dot> / a: mhm / c: <doe at gmail dot com>
c: my email is <jane underscore> / a: okay / c: <doe at> / a: mhm / c: <gmail dot com>
a: your email please / c: <jane at example dot co> / c: <dot uk>
c: my email is <jane.doe> / c: <@gmail.com> thanks
c: my email is <jane.doe@> / a: mhm / c: <gmail.com> thanks
c: <jane dot doe at> / c: <gmail dot com>
c: <jane dot doe> / c: <at gmail dot com>
a: and the email / c: <c o r w> / a: mhm / c: <y n at gmail dot com>
c: send it to <ap at coppermill logistics dot com> / a: <coppermill> with a c / c: yes <c o p p e r m i l l>
""".strip().splitlines()

KEPT = """
c: meet me at the store dot
c: meet me at noon dot
c: look at my mail dot com is down
c: i am at noon dot / a: mhm / c: see you at the gym
c: i'm at home until nine
c: he was at work at noon
c: what time does it open at
c: i work at comcast
c: the dot on the i is missing
c: we are at the gate and it is open
c: it was at yahoo that he worked
c: connect the dots at the bottom
c: could you look at my account
c: go to settings dot dot dot
c: she's at gmail headquarters
c: i'm good at that
c: update at this point in the process
a: what's your email / c: i don't have one
a: what's your email / c: it's on my account already
a: what's your email / c: let me think
a: what's your email / c: can i give you my wife's instead
a: I'll send you an email with the details today.
c: i never got the email about the refund
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_an_address_is_hidden_in_every_form_people_say_it(judge: Callable[..., None], case: str) -> None:
    """Written, dictated or split, an address is hidden as one, and no word of the sentence around it."""
    judge(case, "EMAIL_ADDRESS")


@pytest.mark.parametrize("case", KEPT)
def test_an_at_that_is_no_address_stays(judge: Callable[..., None], case: str) -> None:
    """Places, times and talk about e-mail are no addresses, not even where one was asked for."""
    judge(case)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("it's marcus underscore t four four at outlook dot com", "marcus_t44@outlook.com"),
        ("r double e d no sorry r double e s e dot berg at proton dot me", "reese.berg@proton.me"),
        ("william j pemberton the number two at example dot com", "williamjpemberton2@example.com"),
        ("send it to ap at coppermill logistics dot com", "ap@coppermilllogistics.com"),
        ("b as in bravo r o w n at a o l dot c o m", "brown@aol.com"),
        ("jane dot doe at\ngmail dot com", "jane.doe@gmail.com"),
        ("it's c h e n with an n at gmail dot com", "chen@gmail.com"),
        ("jo at bigmail dot co dot uk", "jo@bigmail.co.uk"),
        ("maria at gmail", "maria@gmail.com"),
        ("arun velgmailcon", "arunvel@gmail.com"),
        ("kfarrow@yahoocom", "kfarrow@yahoo.com"),
        ("is54@example.com", "is54@example.com"),
        ("my email is to77@example.com", "to77@example.com"),
    ],
)
def test_the_value_is_the_address_as_written(said: str, address: str) -> None:
    """The value is what one would type, so that a later request for it finds the call."""
    values = {r.recognition_metadata["value"] for r in _find(said)}
    assert values == {address}


@pytest.mark.parametrize("before", ["(575) 263-9917", "wenlock31", "it's 88 yes"])
def test_an_address_typed_whole_is_not_run_into_the_segment_before(engine: Engine, before: str) -> None:
    """What somebody typed just before may be hidden with it, but the value is the address, so that it is found."""
    dialogue = engine.analyze(Turn("s1", before, Role.CUSTOMER), engine.begin()).dialogue
    found = engine.analyze(Turn("s2", "tamsin52@example.com", Role.CUSTOMER), dialogue).findings
    (value,) = {f.value for f in found if any(span.segment_id == "s2" for span in f.spans)}
    assert value == "tamsin52@example.com"


def test_a_result_ends_where_a_segment_ends() -> None:
    """An address over two segments is two results with one value: no result spans the newline."""
    text = "jane dot doe at\ngmail dot com"
    results = _find(text)
    assert [text[r.start : r.end] for r in results] == ["jane dot doe at", "gmail dot com"]


def test_the_first_words_of_an_address_are_hidden_while_it_is_spoken() -> None:
    """An interim result that ends within an address shows none of it."""
    for begun in ("my email is jane", "my email is jane dot", "jane dot doe", "send it to jane dot doe at"):
        assert any(r.end == len(begun) or begun.endswith(("dot", "at")) for r in _find(begun, final=False)), begun


def test_a_known_address_is_known_in_parts() -> None:
    """Long parts of a known address are hidden when somebody says them again; short or common ones are not."""
    known = KnownValue("EMAIL_ADDRESS", "bright.harbour@windmillpress.com", "t1")
    assert _find("so that's bright harbour yes", known=known)
    assert _find("windmill press with an i", known=known)
    assert not _find("a bright day for the press", known=known)


@given(st.text(alphabet="abc@. dot\nx1_-,at", max_size=60))
def test_any_text_gives_truthful_ranges(text: str) -> None:
    """Whatever the text, results lie in it, hold something, and never span a newline."""
    for result in _find(text, expected={"EMAIL_ADDRESS": 1.0}):
        assert 0 <= result.start < result.end <= len(text)
        assert "\n" not in text[result.start : result.end]


_NAMES = st.sampled_from("ana bo carver delgado ember fitz garnet".split())
_MARKS = st.sampled_from([(" dot ", "."), (" underscore ", "_"), (" dash ", "-"), (" hyphen ", "-")])
_LEADS = st.sampled_from(["", "it's ", "my email is ", "send it to ", "you can reach me at ", "yeah it's uh "])


@given(_LEADS, st.lists(st.tuples(_NAMES, _MARKS), min_size=1, max_size=3), _NAMES, _NAMES)
def test_any_dictated_address_is_found_whole(
    lead: str, parts: list[tuple[str, tuple[str, str]]], last: str, domain: str
) -> None:
    """An address dictated with its marks is found to its first and last character, with its written value."""
    said = "".join(name + mark[0] for name, mark in parts) + f"{last} at {domain} dot com"
    written = "".join(name + mark[1] for name, mark in parts) + f"{last}@{domain}.com"
    results = _find(lead + said)
    assert [(r.start, r.end) for r in results] == [(len(lead), len(lead + said))]
    assert results[0].recognition_metadata["value"] == written


def _find(
    text: str, *, expected: dict[str, float] | None = None, known: KnownValue | None = None, final: bool = True
) -> list[RecognizerResult]:
    context = CallContext(expected=expected or {}, known=(known,) if known else (), final=final)
    return EmailAddressRecognizer().find(CallArtifacts(text, context))
