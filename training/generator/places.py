"""Invented addresses and towns, American, British, Irish, Indian and from elsewhere, whole or in parts."""

from __future__ import annotations

from random import Random

from training.examples import Line, Piece
from training.generator import abroad, asr, numbers
from training.generator.forms import Form
from training.generator.lists import Lists

_CLEAR = (
    "street street street avenue avenue road road lane drive drive court boulevard way place terrace circle crescent "
    "close parkway highway trail loop row square grove hill gardens run rise path point view mews walk"
).split()
_ABBREVIATED = {"street": "St", "avenue": "Ave", "road": "Rd", "drive": "Dr", "lane": "Ln", "boulevard": "Blvd"}
_TOWN_ENDINGS = (
    "ville ton burg ford field wood ham port land mont dale view side borough bury mouth worth minster combe stead by "
    "wick ley"
).split()
_TOWN_STARTS = (
    "north south east west new old lake mount saint fort port san santa el los grand great upper little "
).split()
_TOWN_WORDS = "creek springs falls heights hills beach park city valley grove junction ridge bay island center".split()
_ABROAD = (
    "Calle {}", "Avenida {}", "Rua {}", "Rue de {}", "Rue {}", "Via {}", "Piazza {}", "{}straße", "{}weg", "{}gatan",
    "{}vägen", "{}vej", "{}straat", "{}laan", "ulica {}", "{} utca", "{} út", "Av. {}", "C. {}", "Viale {}", "Jalan {}",
    "{} complex", "{} nagar", "{} colony", "{} marg", "Rue du {}", "Quinta de {}", "Plaza {}", "Travessa {}",
    "Praça {}", "{}gasse", "{}platz", "{}plein", "{}tie", "{}katu", "{}gata", "{} utja", "{} tér", "Bulevar {}",
    "Ulitsa {}", "Jl. {}", "Camino {}", "Paseo {}", "Corso {}", "Largo {}", "Alameda {}", "Avda. {}", "Cra. {}",
    "{} Isle",
)  # fmt: skip
_UNITS = ("apartment", "apt", "unit", "suite", "flat", "number", "floor", "room", "lot", "trailer", "building", "#")
_OUTWARD = "AB B BA BB BD BN BR BS CB CF CH CO CR CV DA DE DH DN DT E EC EH EN EX FK G GL GU HA HD HP HU IG IP KT L LA LE LN LS LU M ME MK N NE NG NN NP NR NW OL OX PE PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SS ST SW SY TA TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO".split()  # noqa: E501
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def titled(name: str) -> str:
    """Write a place's name with capitals."""
    small = {"of", "the", "on", "and", "de", "la"}
    return " ".join(word if word in small else word.capitalize() for word in name.split(" "))


def town(lists: Lists, rng: Random) -> str:
    """Return a town: a real one or one that could be."""
    kind = rng.random()
    if kind < 0.55:
        return titled(rng.choice(lists.cities))
    name = rng.choice(lists.last)[0] if kind < 0.8 else rng.choice(lists.nature)
    if kind < 0.7:
        return titled(name + rng.choice(_TOWN_ENDINGS))
    if kind < 0.85:
        return titled(f"{rng.choice(_TOWN_STARTS)} {name}")
    return titled(f"{name} {rng.choice(_TOWN_WORDS)}")


def state(lists: Lists, rng: Random, form: Form) -> str:
    """Return a state, province or county, sometimes by its letters."""
    name, letters = rng.choice(lists.states)
    if letters and rng.random() < (0.6 if form.figures(rng) else 0.15):
        return letters.upper() if form.figures(rng) else " ".join(letters)
    return titled(name)


def house(rng: Random, form: Form) -> str:
    """Return a house number."""
    number = rng.choice((rng.randrange(1, 100), rng.randrange(100, 1000), rng.randrange(1000, 10000)))
    if form.figures(rng):
        return f"{number}{rng.choice('ABC')}" if rng.random() < 0.04 else str(number)
    way = rng.random()
    if way < 0.45:
        return numbers.pairs(number, rng)
    return numbers.digits(str(number), rng) if way < 0.85 or number > 2000 else numbers.cardinal(number)


def road(lists: Lists, rng: Random, form: Form) -> str:
    """Return the name of a street."""
    kind = rng.random()
    if kind < 0.08:
        number = rng.randrange(1, 100)
        name = numbers.ordinal_figure(number) if form.figures(rng) else numbers.ordinal(number)
    elif kind < 0.42:
        name = rng.choice(lists.nature)
    elif kind < 0.6:
        name = f"{rng.choice(lists.nature)} {rng.choice(lists.nature)}"
    elif kind < 0.85:
        name = rng.choice(lists.last)[0]
    elif kind < 0.92:
        name = f"{rng.choice(lists.first)[0]} {rng.choice(lists.last)[0]}"
    else:
        return rng.choice(_ABROAD).format(titled(rng.choice(lists.world_last)))
    ending = rng.choice(_CLEAR) if rng.random() < 0.8 else rng.choice(lists.streets)
    if form.figures(rng) and rng.random() < 0.4:
        ending = _ABBREVIATED.get(ending, ending)
    side = rng.choice(("North ", "South ", "East ", "West ", "N ", "SW ")) if rng.random() < 0.08 else ""
    return side + titled(f"{name} {ending}")


def crossing(lists: Lists, rng: Random, form: Form) -> str:
    """Return where two streets meet, as people name it: "5th and Main", "the corner of Oak and Pine Street"."""
    names = []
    for _ in range(2):
        name = road(lists, rng, form)
        names.append(name if rng.random() < 0.3 else name.rpartition(" ")[0] or name)
    joint = " and " if rng.random() < 0.8 else rng.choice((" & ", " at ", " at the corner of "))
    return joint.join(names)


def unit(rng: Random, form: Form) -> str:
    """Return an apartment, a floor, a suite."""
    number = rng.randrange(1, 40) if rng.random() < 0.5 else rng.randrange(100, 1300)
    said = str(number) if form.figures(rng) else numbers.pairs(number, rng)
    letter = rng.choice("ABCDEFG")
    said = rng.choice((said, said, said, f"{said}{letter}" if said.isdigit() else f"{said} {letter}", letter))
    return f"{rng.choice(_UNITS)} {said}".replace("# ", "#")


def zip_code(rng: Random, form: Form) -> str:
    """Return an American post code."""
    figures = f"{rng.randrange(501, 99951):05d}"
    return figures if form.figures(rng) else numbers.digits(figures, rng)


def postcode(rng: Random, form: Form) -> str:
    """Return a British, Canadian or Irish post code."""
    kind = rng.random()
    inward = f"{rng.randrange(10)}{rng.choice(_LETTERS)}{rng.choice(_LETTERS)}"
    code = f"{rng.choice(_OUTWARD)}{rng.randrange(1, 30)} {inward}"
    if kind < 0.15:
        a, b, c = (rng.choice(_LETTERS) for _ in range(3))
        code = f"{a}{rng.randrange(10)}{b} {rng.randrange(10)}{c}{rng.randrange(10)}"
    if form.figures(rng) and rng.random() < 0.7:
        return code if rng.random() < 0.8 else code.replace(" ", "")
    spaced = " ".join(character for character in code if character != " ")
    if form.figures(rng):
        return spaced
    return " ".join(numbers.digits(part, rng) if part.isdigit() else part for part in spaced.lower().split())


def heard_postcode(rng: Random) -> str:
    """Return a post code as a recogniser of bad phone lines writes it."""
    code = postcode(rng, Form.LEXICAL if rng.random() < 0.3 else Form.CHAT)
    spaced = " ".join(character for character in code if character != " ") if len(code) < 9 else code
    return asr.letters(spaced, rng, 0.2)


def street_line(lists: Lists, rng: Random, form: Form) -> Line:
    """Return a house and its street."""
    name = road(lists, rng, form)
    number = house(rng, form)
    after = any(name.startswith(form[:-2]) if form.endswith("{}") else name.endswith(form[2:]) for form in _ABROAD)
    line = f"{name} {number}" if after and rng.random() < 0.75 else f"{number} {name}"
    if rng.random() < 0.03:
        # Heard as ordinary words: "four s johns".
        line = f"{number} " + " ".join(rng.choice(lists.ordinary) for _ in range(rng.choice((1, 2))))
    return (Piece(line, "ADDRESS"),)


def address(lists: Lists, rng: Random, form: Form) -> Line:
    """Return an address, as much of it as people give."""
    kind = rng.random()
    if kind > 0.9:
        return (Piece(abroad.address(rng), "ADDRESS"),)
    if kind < 0.06:
        box = str(rng.randrange(10, 9999)) if form.figures(rng) else numbers.pairs(rng.randrange(10, 9999), rng)
        start = rng.choice(("PO Box", "P.O. Box", "Rural Route", "Box", "Post Office Box")) + f" {box}"
    else:
        start = street_line(lists, rng, form)[0].text
    parts = [start]
    if rng.random() < 0.22:
        parts.append(unit(rng, form))
    if rng.random() < 0.6:
        parts.append(town(lists, rng))
        if rng.random() < 0.7:
            parts.append(state(lists, rng, form))
    if rng.random() < 0.4:
        parts.append(zip_code(rng, form) if rng.random() < 0.65 else postcode(rng, form))
    joint = ", " if rng.random() < 0.8 else " "
    return (Piece(joint.join(parts), "ADDRESS"),)
