"""The words around names: what asks for one, what announces one, and how far each can be trusted."""

from __future__ import annotations

import enum
from functools import cache

from recognizers.names.lexicon import read_list
from recognizers.speech.cues import Cue, CueMatcher, phrases

_ASKED = phrases(
    """
    first name, last name, second name, middle name, surname, sur name, family name, full name, first and last name,
    given name, your name, your names, the name, name please, a name, name, whose name, what name, legal name, maiden
    name, name on the account, name on the card, name on the reservation, name on the policy, name on the booking, who
    am i speaking with|to, who i'm speaking with|to, who am i talking to|with, whom am i speaking with|to, whom i'm
    speaking with|to, who i am speaking with|to, who i have the pleasure of, who's calling, who is calling, who is this,
    who's this, who's speaking, who is speaking, who do i have, speaking with whom, what should i call you, what can i
    call you, what do i call you, what do they call you, who's the account holder, who is the account holder, account
    holder name, name of the account holder, cardholder name, name of the patient, patient's name, patient name,
    caller's name, customer name, guest name, emergency contact, next of kin, beneficiary, who's it for, who is it for,
    who should i ask for, who are you here to see, who would you like to see, who would you like to speak to|with, who
    do you want to see, which doctor, name of your doctor, name of your primary, who's your doctor, who is your doctor,
    who is your primary, who referred you, authorized user, who's the host, who is the host, recipient, payee, to whom,
    who would you like to send, who do you want to send, who should i send, who's on the line, who
    the|these|those|your|our|my drivers|driver|people|members|contacts|doctors are|is, who is|are the|your|my
    driver|drivers|contact|contacts, who is|are driving|attending|coming, preferred name, prefer to be called, what do
    people|friends call you, what do your friends call you, what shall i call you, what name do you go by, who will be,
    who'll be, who is|'s picking|collecting|coming|attending|driving|travelling|traveling|flying|signing
    """
)
_NOBODYS = phrases(
    """
    file name, brand name, domain name, host name, name brand, company name, business name, street name, product name,
    model name, bank name, hotel name, restaurant name, network name, wifi name, pet name, event name, in the name of,
    dog's name, cat's name, project name, screen name, app name, by name
    """
)
_THINGS = """
    company restaurant hotel bank medication song movie app game place program drug pharmacy product store employer shop
    garage branch school college airline website provider manufacturer brand team film show book band course model
    network dog cat pet
    """.split()
_NOBODYS += tuple(f"{the}name of {whose} {'|'.join(_THINGS)}" for the in ("", "the ") for whose in ("the", "your"))
_FIRMS = """
    practice surgery clinic hospital school company firm branch bank shop store airline hotel network provider supplier
    insurer brand make model
    """.split()
_FIRMS_ASKED = (f"which|what {'|'.join(_FIRMS)}", "your|internet|energy|phone provider|supplier|network|insurer")
CUES = (
    Cue("PERSON/name", _ASKED),
    Cue("PERSON/spelling", ("spell", "spelled", "spelling", "spelt", "letter by letter", "how do you spell")),
    Cue("QUANTITY/name", (*_NOBODYS, *_FIRMS_ASKED)),
)


class Trust(enum.IntEnum):
    """How sure the words before a place are that a name stands there."""

    NONE = 0
    MAYBE = 1  # i'm …, it's …, okay …
    LIKELY = 2  # this is …, speaking with …, dr …
    SURE = 3  # my name is …


_PEOPLE = "|".join(
    """
    son daughter wife husband mother father mom mum dad brother sister aunt auntie uncle cousin nephew niece grandson
    granddaughter grandmother grandfather grandma grandpa friend partner fiance fiancee fiancée boyfriend girlfriend
    boss assistant colleague coworker neighbor neighbour roommate flatmate housemate carer landlord landlady tenant baby
    driver host guest attorney lawyer agent manager supervisor specialist psychologist dentist stylist
    """.split()
)
_SLOTS: dict[Trust, tuple[str, ...]] = {
    Trust.SURE: phrases(
        """
        name is|was, names is|are, my|your|his|her|the name is|was, my name, my names is|are, the name's,
        my|your|his|her full|first|last name is, my name's, name's, first name, last name, surname, full name, first
        name is|was, last name is|was, middle name is|was, surname is|was, full name is|was, maiden name is|was, name
        here is, first name's, last name's, surname's, name it's, name its, name it is, last name of, first name of,
        last name it's, first name it's, name on the account is, name on the card is, name on it is, name should be,
        name would be, name will be, name that's, name as, call me|him|her|them, calls me|him|her, goes by, go by, i
        am called, i'm called, by the name of, name under, under the name, under the name of, name to, names are, name
        are, host is, driver is, driver will be, they're called, he's called, she's called, patient is, me llamo, mi
        nombre es, je m'appelle, ich heiße, ich heisse, mi chiamo, meu nome é, اسمي, नाम, doctor's name is, name of
        """
    ),
    Trust.LIKELY: phrases(
        """
        through to, down as|under, this is, this's, it's me, its me, this is me, that this is, speaking with|to, speak
        with|to, talk with|to, talking with|to, spoke with|to, is this, calling for|about, calling on behalf of, on
        behalf of, in behalf of, it's for, reservation for, booking for, appointment for, account for, account of,
        under, attention, attn, care of, the line of, line from, joined by, over to, back to, from, call to, floor to,
        hand over to, with your host, love, dear, regards, sincerely, ask for, asking for, looking for, meet with,
        meeting with, appointment with, met with, session with, seeing, see, tell, ask, share with, share it with,
        pulled up for, booked for, registered to, belongs to, married to, send to, send it to, give it to, transfer to,
        transfer it to, pay, payment to, transaction with, request, money to, dollars to, deliver to, addressed to, made
        out to, sent to, sent it to, send this to, account of mr,
        email|emails|mail|message|messages|text|texts|voicemail|letter|reply from,
        lunch|dinner|brunch|breakfast|coffee|drinks|interview|session|plans with, birthday of, as, for, to, with, by,
        named, called, try, except, host, wish
        """
    ),
    Trust.MAYBE: phrases(
        """
        mine's, mine is, i'm, i am, im, it's, its, it is, that's, that is, he's, she's, you're, yes it is
        """
    ),
}
TITLES = "|".join(
    """
    mr mrs ms miss mx mister missus dr doctor prof professor madam master sir dame lady lord captain colonel
    sergeant officer judge nurse rev reverend father auntie
    """.split()
)
_GREETINGS = phrases(
    """
    thanks, thank you, thanks again, thank you again, thank you so much, thanks so much, thank you very much, thanks a
    lot, hi, hey, hello, hiya, hai, hi there, hello there, hey there, bye, goodbye, bye bye, cheers, good morning,
    good afternoon, good evening, morning, afternoon, evening, good day, good to see you, nice to see you, nice to
    meet you, great to see you, take care, you too, welcome, welcome back, see you, pleasure, namaste, hola, howdy,
    greetings, congratulations, good night, not you, and you, what about you, how about you
    """
)
_ADDRESSES = phrases(
    """
    okay, ok, alright, all right, sure, yes, yeah, yep, no, sorry, great, perfect, right, well, so, and, of course,
    absolutely, certainly, wonderful, fantastic, excellent, lovely, brilliant, good question, for you, you, listen,
    look, um, uh, but, now, today, please
    """
)
# Weak slots are followed by names and by anything else: only a word that is plainly a name counts there.
_WEAK = frozenset("for to with by as from see request try except ask pay wish host seeing called named".split())


class Slot(enum.Enum):
    """What kind of phrase stands before a place."""

    ANNOUNCED = "announced"
    TITLE = "title"
    GREETING = "greeting"  # thanks, hi: a vocative may follow
    ADDRESS = "address"  # okay, so: a vocative may follow, or anything
    PERSON = "person"  # my son …
    LABEL = "label"  # name …: plainly a name, or the word means something else
    NOBODY = "nobody"  # the company name is: what follows is no person's
    WEAK = "weak"  # for, to, with


@cache
def slot_matcher() -> CueMatcher:
    """Return the matcher of the phrases before names; a mention's kind is a slot, its strength a trust."""
    cues = [
        Cue(Slot.WEAK.value if phrase in _WEAK else Slot.ANNOUNCED.value, (phrase,), float(trust))
        for trust, phrases in _SLOTS.items()
        for phrase in phrases
    ]
    cues.append(Cue(Slot.LABEL.value, ("name", "names"), float(Trust.SURE)))
    cues.append(
        Cue(Slot.NOBODY.value, tuple(f"{phrase} {verb}" for phrase in _NOBODYS for verb in ("is", "was", "will")), 0.0)
    )
    cues.append(Cue(Slot.NOBODY.value, _NOBODYS, 0.0))
    cues.append(Cue(Slot.TITLE.value, (TITLES,), float(Trust.LIKELY)))
    cues.append(Cue(Slot.GREETING.value, _GREETINGS, float(Trust.MAYBE)))
    cues.append(Cue(Slot.ADDRESS.value, _ADDRESSES, float(Trust.MAYBE)))
    cues.append(
        Cue(Slot.PERSON.value, (_PEOPLE, f"{_PEOPLE} is", f"{_PEOPLE} named", f"{_PEOPLE} called"), float(Trust.MAYBE))
    )
    return CueMatcher(cues)


@cache
def nobodys_matcher() -> CueMatcher:
    """Return the matcher of firms, brands, eponyms and places that look like people's names."""
    places = [
        line.split("\t")[0]
        for room in ("countries.txt", "regions.tsv", "cities.txt")
        for line in read_list("places", room)
    ]
    brands = [brand for line in read_list("names", "brands.txt") for brand in line.split()]
    phrases = [*read_list("names", "not_people.txt"), *brands, *(place for place in places if " " in place)]
    return CueMatcher([Cue("nobody", (phrase.replace(".", ""),)) for phrase in phrases])
