"""What a number is called that is nobody's: a flight, a page, a version, a standard, a book, a draw.

The name comes first ("gate", "version", "ISBN"), in the same text or as a question of the other side, and says what its
numbers look like. A number that looks so is nobody's, however long; one that does not is judged as any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from recognizers.speech.cues import Cue, Mention, phrases
from recognizers.speech.spoken import Link, Run, SpokenForm
from recognizers.speech.tokens import Token

LABEL, AMOUNT, MODEL, VERSION, STANDARD, BOOK, DRAW, FAULT, PART = (
    f"QUANTITY/{name}"
    for name in ("label", "amount", "model", "version", "standard", "book", "draw", "fault", "part")
)
CUES = (
    Cue(
        LABEL,
        phrases(
            """
            flight|flights, gate|gates, terminal, row|rows, seat|seats, table|tables, page|pages, chapter|chapters,
            level, grade, group, route, highway, interstate, exit, channel|channels, floor, suite, room|rooms, size,
            step, section, article, paragraph, question|questions, problem|problems, quarter, fiscal, aisle, track,
            platform, carousel, lane, bay, dock, press, option, number one, phase, stage, series, season, episode,
            volume, iphone, galaxy, pixel, ipad, rtx, gtx, geforce, radeon, ryzen, thinkpad, laserjet, officejet,
            playstation, xbox, peugeot, top, bus, train, class, form, pantone, psalm, caller number, at number,
            item, lot, tier, unit price, extension cord, cheque, check number, part, covid, type, formula, score, mazda,
            fiat, porsche, port|ports, status code, promo code, discount code, coupon code, building code, dress code,
            locker, table number, stop number, mile marker, store, store number, your|my|the number in the queue|line,
            your|my|the number in queue|line
            """
        ),
        0.8,
    ),
    Cue(
        AMOUNT,
        phrases(
            """
            balance|balances, account balance|balances, checking account balance, savings account balance, bank account
            balance, card balance, credit card balance, balance on|in|of your|my|the account|card, amount|amounts,
            subtotal, deductible, copay, premium, odometer, mileage, threshold, limit, total, fee, excess, salary,
            income, reading|readings
            """
        ),
        0.8,
    ),
    Cue(MODEL, phrases("model, model number|numbers, model no"), 0.8),
    Cue(FAULT, phrases("error, error code, error number, error message, fault code, trouble code, stop code"), 0.8),
    Cue(PART, phrases("part number|numbers, part no, sku, product code"), 0.8),
    Cue(
        VERSION,
        phrases(
            """
            version|versions, build|builds, release|releases, firmware, kernel, windows, python, java, android, ios,
            macos, mac os, ubuntu, boeing, airbus
            """
        ),
        0.8,
    ),
    Cue(STANDARD, phrases("iso, iec, ieee, ansi, astm, rfc, din, nfpa, nist, kb, cve"), 0.8),
    Cue(BOOK, phrases("isbn, isbn number, i s b n, i s b n number"), 0.8),
    Cue(
        DRAW,
        phrases(
            """
            lottery, lottery numbers, lotto, lotto numbers, winning numbers, lucky numbers, powerball, mega millions,
            euromillions, bingo
            """
        ),
        0.8,
    ),
)
BOOK_TALKED_OF = f"{BOOK}/topic"
"""What ``Weigh`` is asked for to learn how much a call is about books."""
KINDS = (LABEL, AMOUNT, MODEL, VERSION, STANDARD, BOOK, DRAW, FAULT, PART)

_BETWEEN = frozenset("id number numbers no with code the a is was were are it was it's to uh um #".split())
_TELLS = frozenset(("is", "are", "was", "were", "of", ":", "at", "says", "reads", "shows"))
_REACH = 3  # words between a name and its number
_DRAW_REACH = 8
_LIST = frozenset(("or", "and", ",", "to", "through", "/", "&", "-"))
_LONGEST_LIST = 8
_NAMED = 0.5  # how much a question, or the topic of the call, must count
_LABEL_FIGURES, _LABEL_LENGTH = 4, 6
_AMOUNT_FIGURES = 5
_LONGEST_MODEL = 14
_VERSION_FIGURES = 6
_LONGEST_CODE = 10
_LONG, _DOTS = 10, 3  # figures of what may be a phone number, and dots that none has
_LONG_BOOK = 13
_DOTTED_VERSION = re.compile(r"v?\d{1,5}(?:\.\d{1,6}){1,4}(?:[-.]?[a-z\d-]{1,16})?")
_HALF_YEARS = re.compile(r"\d{0,2}\d\dh[12]")  # Windows 10 22H2
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})")
_PHONE = re.compile(r"\d{3}\.\d{3}\.\d{4}")
_STANDARD = re.compile(
    r"(?:iso|iec|ieee|ansi|astm|rfc|din|nfpa|nist){1,2}\d{2,5}(?:(?:19|20)\d\d)?[a-z]?|kb\d{6,7}|cve(?:19|20)\d{6,7}"
)

Weigh = Callable[[str, int], float]
"""Returns how much a kind of name was asked for, or is what the call is about, at a code point of the text."""


def is_labelled(spoken: SpokenForm, run: Run, mentions: Sequence[Mention], weigh: Weigh) -> bool:
    """Return True for a number that its name makes nobody's.

    Args:
        spoken: the text it stands in.
        run: the number.
        mentions: the cues of the text.
        weigh: how much a kind of name counts without being said in the text.
    """
    mention = _name_before(run, mentions)
    if mention is not None and _looks_like(spoken, run, mention, mentions):
        return True
    if any(weigh(kind, run.end - 1) >= _NAMED and fits(spoken, run) for kind, fits in _UNNAMED.items()):
        return True
    return _is_listed(spoken, run, mentions)


def is_standard(run: Run) -> bool:
    """Return True for a standard whose name is a part of the run: "ISO 27001".

    Args:
        run: the run.
    """
    return bool(_STANDARD.fullmatch(run.written))


def _name_before(run: Run, mentions: Sequence[Mention]) -> Mention | None:
    """Return the last name before a number."""
    first = run.atoms[0].first
    return next((m for m in reversed(mentions) if m.kind in KINDS and m.after <= first), None)


def _looks_like(spoken: SpokenForm, run: Run, mention: Mention, mentions: Sequence[Mention]) -> bool:
    first = run.atoms[0].first
    announced = any(mention.after <= m.first and m.after <= first and m.kind not in KINDS for m in mentions)
    between = spoken.tokens[mention.after : run.atoms[0].first]
    if mention.kind == DRAW:
        return len(between) <= _DRAW_REACH and not announced and _is_draw(spoken, run)
    near = len(between) <= 1 or (len(between) <= _REACH and all(t.lower in _BETWEEN for t in between))
    if not near:
        return False
    if mention.kind == AMOUNT and _TELLS.isdisjoint(token.lower for token in between):
        return False  # "i want to check my balance 9874"
    if mention.kind == STANDARD:
        name = "".join(token.lower for token in spoken.tokens[mention.first : mention.after])
        return _is_glue(between) and bool(_STANDARD.fullmatch(name + run.written))
    return _NAMED_FORMS.get(mention.kind, _is_short)(spoken, run)


def _is_glue(between: Sequence[Token]) -> bool:
    """True for nothing, or a hyphen, between a name and its number."""
    return all(token.lower in "-#" for token in between)


def _is_short(_: SpokenForm, run: Run) -> bool:
    return len(run.written) <= _LABEL_LENGTH and len(run.digits) <= _LABEL_FIGURES


def _is_amount(_: SpokenForm, run: Run) -> bool:
    return not run.letters and len(run.digits) <= _AMOUNT_FIGURES


def _is_model(spoken: SpokenForm, run: Run) -> bool:
    """True for letters and figures, "WF45T6000", and for as few figures as any label has."""
    return (run.letters > 0 and len(run.written) <= _LONGEST_MODEL) or _is_short(spoken, run)


def _is_code(_: SpokenForm, run: Run) -> bool:
    """True for "1603", "8024402c" and "8804-2"; a longer one is another's."""
    return len(run.written) <= _LONGEST_CODE


def _is_version(_: SpokenForm, run: Run) -> bool:
    """True for "22631.3007", "10.0.19045.3803", "5.15.0-91-generic", "10 22H2", "737-800"; not for a dotted phone."""
    if _DOTTED_VERSION.fullmatch(run.punctuated):
        return not _PHONE.fullmatch(run.punctuated)
    short = len(run.digits) <= _VERSION_FIGURES and run.letters <= 2
    return short or bool(_HALF_YEARS.fullmatch(run.written))


def _is_book(spoken: SpokenForm, run: Run) -> bool:
    """True for a part of an ISBN, however it is grouped."""
    at = spoken.runs.index(run)
    first = at
    while first > 0 and spoken.runs[first].link is not Link.NONE and at - first < _LONGEST_LIST:
        first -= 1
    written = ""
    for later in spoken.runs[first : at + _LONGEST_LIST]:
        if later is not spoken.runs[first] and later.link is Link.NONE:
            break
        written += later.written
    return is_isbn(written)


def _is_draw(_: SpokenForm, run: Run) -> bool:
    """True for numbers below a hundred one after the other, most of them of two figures."""
    said = [atom.written for atom in run.atoms]
    pairs = sum(len(figures) == 2 for figures in said)
    small = all(len(figures) <= 2 and not figures.startswith("0") for figures in said)
    return not run.letters and small and 2 * pairs >= len(said)


def _is_long_book(spoken: SpokenForm, run: Run) -> bool:
    """True for an ISBN of thirteen figures, where none was asked for.

    Those of ten are as long as a phone number, and one in eleven fits.
    """
    return len(run.written) == _LONG_BOOK and _is_book(spoken, run)


def _is_dotted_version(_: SpokenForm, run: Run) -> bool:
    """True for what can be neither a dotted phone number nor a dotted date."""
    written = run.punctuated
    if not _DOTTED_VERSION.fullmatch(written) or _DATE.fullmatch(written):
        return False
    return len(run.digits) < _LONG or written.count(".") >= _DOTS


_NAMED_FORMS = {
    AMOUNT: _is_amount,
    MODEL: _is_model,
    FAULT: _is_code,
    PART: _is_code,
    VERSION: _is_version,
    BOOK: _is_book,
}
_UNNAMED = {VERSION: _is_dotted_version, BOOK: _is_book, BOOK_TALKED_OF: _is_long_book}
"""How a number looks whose name was said in an earlier turn."""


def _is_listed(spoken: SpokenForm, run: Run, mentions: Sequence[Mention]) -> bool:
    """True for one more of a list that a name begins: "port 8080 or 8443", "pages 114, 115 and 120"."""
    if not _is_short(spoken, run):
        return False
    at = spoken.runs.index(run)
    for before in reversed(spoken.runs[max(0, at - _LONGEST_LIST) : at]):
        between = spoken.tokens[before.atoms[-1].last + 1 : run.atoms[0].first]
        alike = len(before.written) == len(run.written) and before.letters == run.letters
        if not alike or not between or any(token.lower not in _LIST for token in between):
            return False
        mention = _name_before(before, mentions)
        if mention is not None and mention.kind == LABEL and _looks_like(spoken, before, mention, mentions):
            return True
        run = before
    return False


def is_isbn(written: str) -> bool:
    """Return True for an ISBN (ISO 2108): 13 figures after the prefix 978 or 979, or 10 with a right check.

    Thirteen need no right check: after its name the prefix tells enough, and figures are misheard.

    Args:
        written: figures, and "x" for ten as the last of ten.
    """
    if len(written) == 13:
        return written.isdigit() and written.startswith(("978", "979"))
    if len(written) != 10 or not written[:9].isdigit() or not (written[9].isdigit() or written[9] == "x"):
        return False
    figures = [10 if figure == "x" else int(figure) for figure in written]
    return sum(weight * figure for weight, figure in zip(range(10, 0, -1), figures, strict=True)) % 11 == 0
