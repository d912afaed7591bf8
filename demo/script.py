"""The call that is shown: invented from the first word to the last, in the lower case of speech recognition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: who speaks, and what speech recognition wrote."""

    speaker: str
    text: str


CALL = (
    Said("agent", "thanks for calling northfield pharmacy how can i help"),
    Said("customer", "hi i need my metformin again five hundred twice a day"),
    Said("agent", "sure can you spell your name for me"),
    Said("customer", "it's owen brannigan that's b r a double n i g a n"),
    Said("agent", "thanks mr brannigan what's your date of birth"),
    Said("customer", "the fourteenth of march nineteen eighty one"),
    Said("agent", "and where should we send it"),
    Said("customer", "two twenty one maple street apartment four springfield"),
    Said("agent", "what's the best phone number for the driver"),
    Said("customer", "it's two one seven five five five oh one eight three"),
    Said("agent", "and an e mail address for the receipt"),
    Said("customer", "owen dot brannigan at example dot com"),
    Said("agent", "that comes to forty two dollars and fifty cents what's the card number"),
    Said("customer", "four oh one two"),
    Said("agent", "okay"),
    Said("customer", "eight eight eight eight uh double eight double eight"),
    Said("agent", "mm hm"),
    Said("customer", "one eight eight one"),
    Said("agent", "so four oh one two eight eight eight eight eight eight eight eight one eight eight one"),
    Said("customer", "yes and it expires oh nine twenty seven"),
    Said("agent", "it takes one or two seconds to go through"),
    Said("customer", "oh and for the door it's seven seven"),
    Said("customer", "one nine"),
    Said("agent", "all done it will be there tomorrow between two and four"),
    Said("customer", "great that price is killing me but thanks bye"),
)

# Everything personal in the call, as it was said and as it would be written: none of it may be in what is passed on.
VALUES = (
    "metformin",
    "owen",
    "brannigan",
    "b r a double n i g a n",
    "fourteenth of march",
    "nineteen eighty one",
    "maple street",
    "two one seven five five five oh one eight three",
    "oh one eight three",
    "dot brannigan",
    "four oh one two",
    "eight eight eight eight",
    "double eight",
    "one eight eight one",
    "oh nine twenty seven",
    "4012888888881881",
    "2175550183",
    "+12175550183",
    "owen.brannigan@example.com",
    "1981-03-14",
    "221 maple",
    "seven seven",
    "7719",
)

# The caller's number as a deletion request writes it; nobody ever wrote it in the call.
CALLER = "PHONE_NUMBER=+12175550183"

# What sounds personal and is not: a price, a wait, a time of day, a figure of speech.
ORDINARY = (
    "forty two dollars and fifty cents",
    "one or two seconds",
    "between two and four",
    "that price is killing me",
)
