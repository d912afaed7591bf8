"""Post codes by their form: United Kingdom, Canada, Ireland; figures alone need a cue, a question or a state before.

Forms: Royal Mail's PAF guide (outward and inward code), Canada Post's addressing guidelines (letters D, F, I, O, Q, U
left out), the Eircode routing keys.
"""

from __future__ import annotations

import re

_UK_AREAS = frozenset(
    """
    ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec en ex fk fy g
    gl gu gy ha hd hg hp hr hs hu hx ig im ip iv ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw
    ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc
    wd wf wn wr ws wv yo ze je
    """.split()
)
_UK = re.compile(r"([a-z]{1,2})\d[a-z\d]?\d[abd-hjlnp-uw-z]{2}")
_CANADA = re.compile(r"[abceghj-nprstvxy]\d[abceghj-nprstv-z]\d[abceghj-nprstv-z]\d")
_IRELAND = re.compile(r"(?:[ac-fhknprtv-y]\d{2}|d6w)[ac-fhknprtv-y\d]{4}")
_FIGURES = re.compile(r"\d{4,6}|\d{9}")
_ROUTING_KEYS = frozenset(
    """
    a41 a42 a45 a63 a67 a75 a81 a82 a83 a84 a85 a86 a91 a92 a94 a96 a98 c15 d01 d02 d03 d04 d05 d06 d6w d07 d08 d09
    d10 d11 d12 d13 d14 d15 d16 d17 d18 d20 d22 d24 e21 e25 e32 e34 e41 e45 e53 e91 f12 f23 f26 f28 f31 f35 f42 f45
    f52 f56 f91 f92 f93 f94 h12 h14 h16 h18 h23 h53 h54 h62 h65 h71 h91 k32 k34 k36 k45 k56 k67 k78 n37 n39 n41 n91
    p12 p14 p17 p24 p25 p31 p32 p36 p43 p47 p51 p56 p61 p67 p72 p75 p81 p85 r14 r21 r32 r35 r42 r45 r51 r56 r93 r95
    t12 t23 t34 t45 t56 v14 v15 v23 v31 v35 v42 v92 v93 v94 v95 w12 w23 w34 w91 x35 x42 x91 y14 y21 y25 y34 y35
    """.split()
)
SHORTEST, LONGEST = 4, 9


def is_lettered_code(written: str) -> bool:
    """Return True for a whole British, Canadian or Irish post code: their form is seldom anything else's.

    Args:
        written: lower-case letters and figures without spaces.
    """
    match = _UK.fullmatch(written)
    if match and match[1] in _UK_AREAS:
        return True
    return bool(_CANADA.fullmatch(written)) or (written[:3] in _ROUTING_KEYS and bool(_IRELAND.fullmatch(written)))


def is_code(written: str) -> bool:
    """Return True for anything that can be a whole post code where one is expected.

    Args:
        written: lower-case letters and figures without spaces.
    """
    return is_lettered_code(written) or bool(_IRELAND.fullmatch(written) or _FIGURES.fullmatch(written))
