"""What people say where a secret might stand and that gives none away: "too short", "i forgot it", "is that safe".

A remark is told by its grammar and by closed lists of what is said of passwords, never by a password being unlikely: a
secret may be any words. So "the password is safe" and "… is safe with us" are remarks, and "… is safe harbor" is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from recognizers.names.lexicon import NUMBER, STOP, lexicon
from recognizers.speech.cues import phrases
from recognizers.speech.vocabulary import BACK_CHANNEL

_DEGREES = frozenset(
    """too so very really quite pretty just now still already always currently probably definitely also actually
    completely totally only almost all apparently obviously usually normally perfectly far way bit little being getting
    been both either again""".split()
)
# What a password is said to be.
_STATES = frozenset(
    """reset changed locked blocked expired expiring saved stored written sent needed required disabled deactivated
    revoked rejected accepted refused declined denied stolen hacked compromised leaked exposed shared known unknown
    forgotten lost missing gone wrong incorrect invalid valid correct right fine good ok okay bad great safe secure
    insecure weak strong short long longer shorter simple easy hard harder difficult complicated complex impossible
    tricky old new different similar same unique common obvious case working broken unavailable available ready active
    inactive temporary permanent private confidential secret important mandatory optional empty blank hidden visible
    encrypted protected late due updated created generated automatic random confirmed verified approved set stuck done
    enabled included attached emailed mailed texted printed listed shown displayed supposed meant going gonna
    stupid silly annoying ridiculous weird strange unchanged typed entered used taken recognized recognised wanted asked
    down off out up on expire cancelled canceled""".split()
)
_NEVER = frozenset(
    """not never don't didn't doesn't isn't wasn't can't cannot couldn't won't wouldn't shouldn't wrong incorrect until
    nothing somewhere nowhere elsewhere anything everything something""".split()
)
_PLACES = frozenset("in on at by with for to from under over behind inside near of via about".split())
_THERE = frozenset(
    """the a an my your his her our their its this that these those it you me him us them there here file home work
    paper email mail hand hold record screen top purpose which who whom what sunday monday tuesday wednesday thursday
    friday saturday each every all some any""".split()
)
_DOES_TO = frozenset("me us you him her for as a an to that it out up by with".split())
_ONES = frozenset("one same only problem issue thing first next last old new wrong right correct other default".split())
_COUNTED = frozenset("character characters letter letters digit digits word words symbol symbols number".split())
_CLAUSES = frozenset("what why how when where that whatever because if".split())
_AFTER_CLAUSE = frozenset(
    "i you we they he she it is was are i'm i've i'd you're we're they're it's my your the do does did to for".split()
)
# Words that close what is said of a password, or open the next thing: "safe with us", "correct but …".
_OPENS = frozenset(
    """and but or so because as if when that than to for in on at by with from of until after before now again anymore
    enough then please sir madam ma'am right yet already though i you we it they he she is was too sensitive today
    tomorrow there here every each because since while""".split()
)

_SPEAKERS = frozenset(
    "i i'm i've i'll i'd we we're we've we'll you you're you've you'll they they've they're he she".split()
)
_I_AM = frozenset("i'm we're you're they're".split())
_BESIDE = frozenset(
    """really just honestly still also always actually only probably would will could should might may do have was am
    got wish did are""".split()
)
_TALKS = frozenset(
    """don't didn't can't cannot couldn't won't wouldn't haven't hadn't shouldn't forgot forget forgotten lost lose
    never need needed want wanted know knew thought think believe guess suppose wrote write written kept keep changed
    change told tell call called calling see saw look looking find check checking remember remembered trying tried not
    going gonna supposed unsure afraid sure ask asked asking wonder wondering wait waiting help give gave hope rather
    reset better happy sorry mentioned done ready""".split()
)
_OBJECTS = frozenset("it that one to".split())  # after "you should have", "i have"
_REACH = 3  # words between who speaks and what they do

_SAID = tuple(
    tuple(phrase.split())
    for phrase in phrases(
        """
        no idea, not, unsure, never mind, nevermind, hold on, hang on, one moment, one sec, one second, one minute, just
        a moment, just a sec, just a second, just a minute, a moment, let me, let's see, give me a, excuse me, pardon,
        of course, none, help me, forgot, forget, can't, cannot, don't, do not, didn't, please wait, please hold, please
        help, please don't, please let, please can, please hang, please tell, please ask, please give, please stop,
        please repeat, please use, please enter, please type, use this, use
        that, use it, thanks, thank you, there's, there is, there are, there was, good question, what's, who's,
        where's, why's, how's, it doesn't, it didn't, it won't, it isn't, it wasn't, it can't, it says, it said, that
        doesn't, that didn't, that won't, that isn't, that wasn't, that's not, that's strange, that's weird, that's odd,
        that's funny, caps lock, that's private, that's personal, that's all, that's it, can't you, don't you, i need,
        i want
        """
    )
)
_PAIR = 2
_SHORT_ANSWERS = frozenset(
    (who, does) for who in ("i", "we", "they") for does in "did do have was am are will can tried".split()
)
_ALONE = frozenset("sorry help please why what who how when where which never none nothing again wait".split())
_ASKS = frozenset("what why who how which where when".split())
_ASKED = frozenset(
    """is was are were do does did can could would should will one password passwords pin answer question account name
    word kind sort for about exactly again now not ever you that this it else""".split()
)
_CRIES = frozenset("gosh goodness god jeez geez blimey ha haha wow well oh ooh".split())
_HERE = frozenset("back here there home outside driving walking parked listening".split())
_AUXILIARIES = frozenset("is was are do does did can could would will should have has may shall am".split())
_SUBJECTS = frozenset("i you we they there he she".split())
_THINGS = frozenset("it that this the my your".split())
_OWNERS = frozenset("my his her our your the".split())
_IT_IS = frozenset(("one", "question"))
_KNOWS = frozenset("know knows has set had changed keep keeps forgot wrote told said did does never".split())
_NO_VALUE = frozenset("it that them one this these those me you us him her anything something".split())


def is_remark(words: Sequence[str]) -> bool:
    """Return True for words that stand where a secret would and are none.

    Args:
        words: in lower case, marks left out, without what leads in ("it's", "um").
    """
    while words and words[0] in _CRIES:
        words = words[1:]
    if not words or all(word in BACK_CHANNEL or word in _NO_VALUE for word in words):
        return True
    return _says_little(words) or _is_question(words) or is_state(words) or talks_from(words) == 0


def opens_remark(words: Sequence[str]) -> bool:
    """Return True when words that lead in begin a question or a refusal: "is that", "my wife knows".

    Args:
        words: in lower case, marks left out.
    """
    return bool(words) and (_says_little(words) or _is_question(words))


def talks_from(words: Sequence[str]) -> int:
    """Return the index of the word from which somebody speaks of themselves: "i don't know", "you asked"; -1: nowhere.

    Args:
        words: in lower case, marks left out.
    """
    for at, word in enumerate(words):
        if word not in _SPEAKERS:
            continue
        after = at + 1
        while after < len(words) and after - at <= _REACH and words[after] in _BESIDE:
            after += 1
        told = words[after] if after < len(words) else ""
        if told in _TALKS or (after > at + 1 and told in _OBJECTS) or (word in _I_AM and told in _HERE):
            return at
    return -1


def _says_little(words: Sequence[str]) -> bool:
    if (len(words) == 1 and words[0] in _ALONE) or (len(words) == _PAIR and tuple(words) in _SHORT_ANSWERS):
        return True
    if len(words) > 2 and words[0] in _OWNERS and words[2] in _KNOWS:
        return True  # "my wife knows it"
    if len(words) > 2 and words[0] == "my" and words[1].endswith("'s") and words[2].endswith("ing"):
        return True  # "my kettle's boiling"
    if len(words) > 3 and words[0] in _OWNERS and words[2] == "are" and words[3].endswith("ing"):
        return True  # "the kids are shouting"
    if words[-1] == "ago" or (len(words) == 2 and words[1] in _IT_IS):
        return True  # "ages ago", "a funny one"
    return _is_the_one(words) or any(tuple(words[: len(phrase)]) == phrase for phrase in _SAID)


def _is_question(words: Sequence[str]) -> bool:
    """True for "which one", "do you need it", "does it matter"; not for "is it tulip"."""
    if len(words) == 1:
        return False
    if words[0] in _ASKS:
        return words[1] in _ASKED
    if words[0] in _AUXILIARIES and words[1] in _SUBJECTS:
        return True
    if words[0] in ("is", "was") and words[1] == "this":
        return True
    return words[0] in _AUXILIARIES - {"is", "was"} and words[1] in _THINGS


def is_state(words: Sequence[str]) -> bool:
    """Return True for what a password is said to be: "too short", "on its way", "the one you gave me", "sent by email".

    Args:
        words: in lower case, marks left out, from the word after "is".
    """
    first, rest = words[0], words[1:]
    if first in _NEVER or (first == "no" and rest and rest[0] == "longer"):
        return True
    if _counts(words) or _is_the_one(words):
        return True
    if first in _PLACES:
        return not rest or rest[0] in _THERE or _is_number(rest[0])
    if first in _CLAUSES:
        return not rest or rest[0] in _AFTER_CLAUSE
    return _is_described(words)


def is_adjective(word: str) -> bool:
    """Return True for what alone can be said of a password, and can also be a word of one: "correct", "safe".

    Args:
        word: in lower case.
    """
    return word in _STATES


def _is_the_one(words: Sequence[str]) -> bool:
    """True for "the same as before", "the one you gave me"."""
    if len(words) < 2 or words[0] not in ("the", "a", "my", "your") or words[1] not in _ONES:
        return False
    return len(words) == 2 or words[2] in _OPENS | _THERE | {"one"}


def _is_described(words: Sequence[str]) -> bool:
    if words[0] == "being":
        return True
    degrees = 0
    while degrees < len(words) and words[degrees] in _DEGREES:
        degrees += 1
    if degrees == len(words):
        return True
    head, after = words[degrees], words[degrees + 1 :]
    if head.endswith("ing") and after and after[0] in _DOES_TO:
        return True  # "driving me crazy", "asking for a symbol"
    if degrees and head in _NEVER:
        return True
    if degrees and head in _PLACES:
        return bool(after) and after[0] in _THERE
    return head in _STATES and (not after or _opens(after))


def _opens(after: Sequence[str]) -> bool:
    """True when words after an adjective begin something else: "safe with us"; not "safe and sound"."""
    if after[0] == "and" and len(after) > 1:
        return bool(lexicon().get(after[1], 0) & STOP) or after[1] in _STATES
    return after[0] in _OPENS or (len(after) == 1 and after[0] in _DEGREES | _STATES)


def _counts(words: Sequence[str]) -> bool:
    """True for "eight characters" and "at least eight": a rule, not a secret that has a figure in it."""
    if words[0] in ("at", "between") or tuple(words[:2]) == ("up", "to"):
        return True
    at = next((at for at, word in enumerate(words[:5]) if word in _COUNTED), 0)
    before = words[at - 1] if at else ""
    return before == "more" or _is_number(before)


def _is_number(word: str) -> bool:
    return word.isdigit() or bool(lexicon().get(word, 0) & NUMBER)
