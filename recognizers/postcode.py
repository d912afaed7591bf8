"""Post codes by their form: United Kingdom, Canada, Ireland; figures alone need a cue, a question or a state before.

Forms: Royal Mail's PAF guide (outward and inward code), Canada Post's addressing guidelines (letters D, F, I, O, Q, U
left out), the Eircode routing keys.
"""

from __future__ import annotations

import re

_UK_AREAS = frozenset(
    """ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec en ex fk fy g gl gu gy ha
    hd hg hp hr hs hu hx ig im ip iv ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg
    rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze je""".split()
)
_UK = re.compile(r"([a-z]{1,2})\d[a-z\d]?\d[abd-hjlnp-uw-z]{2}")
_CANADA = re.compile(r"[abceghj-nprstvxy]\d[abceghj-nprstv-z]\d[abceghj-nprstv-z]\d")
_IRELAND = re.compile(r"(?:[ac-fhknprtv-y]\d{2}|d6w)[ac-fhknprtv-y\d]{4}")
_FIGURES = re.compile(r"\d{4,6}|\d{9}")
SHORTEST, LONGEST = 4, 9


def is_lettered_code(written: str) -> bool:
    """Return True for a whole British or Canadian post code: their form is seldom anything else's.

    Args:
        written: lower-case letters and figures without spaces.
    """
    match = _UK.fullmatch(written)
    return bool(match and match[1] in _UK_AREAS) or bool(_CANADA.fullmatch(written))


def is_code(written: str) -> bool:
    """Return True for anything that can be a whole post code where one is expected.

    Args:
        written: lower-case letters and figures without spaces.
    """
    return is_lettered_code(written) or bool(_IRELAND.fullmatch(written) or _FIGURES.fullmatch(written))
