"""The people, places, dates and illnesses of one call: what a scene's slots stand for.

A slot is asked for by its name; a person asked for twice in a call is the same person. Every value comes as pieces, so
that what it is stays with it; whether it is written in figures is the form's to say.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from training.examples import UNKNOWN, Line, Piece
from training.generator import dates, figures, health, organisations, people, places
from training.generator.forms import Form
from training.generator.lists import Lists

Maker = Callable[["Cast", str], Line]


class Cast:
    """Everybody and everything in one call.

    Args:
        lists: the words.
        rng: chance.
        form: how the call is written.
    """

    def __init__(self, lists: Lists, rng: Random, form: Form) -> None:
        self.lists, self.rng, self.form = lists, rng, form
        self._people: dict[str, people.Person] = {}
        self._kept: dict[str, Line] = {}

    def value(self, slot: str) -> Line:
        """Return the pieces of a slot.

        Args:
            slot: ``name``, ``name.part`` or ``name:argument``; a name in ``people.ROLES`` is a person.

        Raises:
            KeyError: there is no such slot.
        """
        name, _, argument = slot.partition(":")
        role, _, part = name.partition(".")
        if role in people.ROLES:
            if role not in self._people:
                self._people[role] = people.invent(self.lists, self.rng)
            return people.say(self._people[role], part or "any", self.form, self.rng)
        if role == "same":
            return self._kept.get(part) or self.value(part)
        made = _MAKERS[name](self, argument)
        self._kept[name] = made
        return made


def _plain(text: str) -> Line:
    return (Piece(text),)


_MAKERS: dict[str, Maker] = {
    "address": lambda cast, _: places.address(cast.lists, cast.rng, cast.form),
    "street": lambda cast, _: places.street_line(cast.lists, cast.rng, cast.form),
    "road": lambda cast, _: (Piece(places.road(cast.lists, cast.rng, cast.form), "ADDRESS"),),
    "crossing": lambda cast, _: (Piece(places.crossing(cast.lists, cast.rng, cast.form), "ADDRESS"),),
    "house": lambda cast, _: (Piece(places.house(cast.rng, cast.form), "ADDRESS"),),
    "unit": lambda cast, _: (Piece(places.unit(cast.rng, cast.form), "ADDRESS"),),
    "home_town": lambda cast, _: (Piece(places.town(cast.lists, cast.rng), "ADDRESS"),),
    "home_state": lambda cast, _: (Piece(places.state(cast.lists, cast.rng, cast.form), "ADDRESS"),),
    "zip": lambda cast, _: (Piece(places.zip_code(cast.rng, cast.form), "ADDRESS"),),
    "postcode": lambda cast, _: (Piece(places.postcode(cast.rng, cast.form), "ADDRESS"),),
    "heard_postcode": lambda cast, _: (Piece(places.heard_postcode(cast.rng), "ADDRESS"),),
    "town": lambda cast, _: (Piece(places.town(cast.lists, cast.rng), "LOCATION"),),
    "country": lambda cast, _: (Piece(places.titled(cast.rng.choice(cast.lists.countries)), "LOCATION"),),
    "region": lambda cast, _: (Piece(places.titled(cast.rng.choice(cast.lists.states)[0]), "LOCATION"),),
    "org": lambda cast, _: (Piece(organisations.organisation(cast.lists, cast.rng), "ORGANIZATION"),),
    "brand": lambda cast, _: (Piece(organisations.brand(cast.lists, cast.rng), "ORGANIZATION"),),
    "firm": lambda cast, _: (Piece(organisations.unheard(cast.lists, cast.rng), "ORGANIZATION"),),
    "venue": lambda cast, _: (Piece(organisations.venue(cast.lists, cast.rng), "ORGANIZATION"),),
    "dish": lambda cast, _: _plain(organisations.dish(cast.lists, cast.rng)),
    "product": lambda cast, _: _plain(organisations.product(cast.lists, cast.rng)),
    "title": lambda cast, _: _plain(organisations.title(cast.lists, cast.rng)),
    "paint": lambda cast, _: _plain(cast.rng.choice((*cast.lists.nature, *cast.lists.dishes)).split(" ")[0]),
    "hospital": lambda cast, _: (Piece(organisations.hospital(cast.lists, cast.rng), "ORGANIZATION"),),
    "age": lambda cast, _: dates.age(cast.rng, cast.form, bare=False),
    "bare_age": lambda cast, _: dates.age(cast.rng, cast.form, bare=True),
    "dob": lambda cast, _: (Piece(dates.birth(cast.rng, cast.form), "DATE_OF_BIRTH"),),
    "birth_day": lambda cast, _: (Piece(dates.day(cast.rng, cast.form), "DATE_OF_BIRTH"),),
    "birth_month": lambda cast, _: (Piece(cast.rng.choice(dates.MONTHS), "DATE_OF_BIRTH"),),
    "birth_year": lambda cast, _: (Piece(dates.birth_year(cast.rng, cast.form), "DATE_OF_BIRTH"),),
    "date": lambda cast, _: (Piece(dates.calendar(cast.rng, cast.form), "DATE"),),
    "when": lambda cast, _: (Piece(cast.rng.choice(dates.DEICTIC), UNKNOWN),),
    "condition": lambda cast, _: (Piece(health.condition(cast.lists, cast.rng), "HEALTH_CONDITION"),),
    "symptom": lambda cast, _: (Piece(health.symptom(cast.lists, cast.rng), "HEALTH_SYMPTOM"),),
    "procedure": lambda cast, _: (Piece(health.procedure(cast.lists, cast.rng), "HEALTH_PROCEDURE"),),
    "drug": lambda cast, _: (Piece(health.drug(cast.lists, cast.rng, cast.form), "HEALTH_MEDICATION"),),
    "job": lambda cast, _: _plain(cast.rng.choice(cast.lists.occupations)),
    "digits": lambda cast, count: _plain(figures.digits(int(count), cast.rng, cast.form)),
    "code": lambda cast, _: _plain(figures.code(cast.rng, cast.form)),
    "phone": lambda cast, _: _plain(figures.phone(cast.rng, cast.form)),
    "amount": lambda cast, _: _plain(figures.amount(cast.rng, cast.form)),
    "time": lambda cast, _: _plain(figures.clock(cast.rng, cast.form)),
    "count": lambda cast, _: _plain(figures.count(cast.rng, cast.form)),
    "letters": lambda cast, _: _plain(figures.letters(cast.rng)),
    "word": lambda cast, _: _plain(cast.rng.choice(cast.lists.dictionary)),
    "ordinary": lambda cast, _: _plain(cast.rng.choice(cast.lists.ordinary)),
    "titled_nature": lambda cast, _: _plain(places.titled(cast.rng.choice(cast.lists.nature))),
    "handle": lambda cast, _: (Piece(people.handle(people.invent(cast.lists, cast.rng), cast.rng), UNKNOWN),),
    "link": lambda cast, _: _plain(figures.link(cast.rng, cast.lists.ordinary)),
    "tricky": lambda cast, _: _plain(cast.rng.choice(cast.lists.tricky_first)),
    "email": lambda cast, _: (Piece(people.mail(people.invent(cast.lists, cast.rng), cast.form, cast.rng), UNKNOWN),),
}
