"""People and addresses of some fifty countries, from Faker's locales: what no English list holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from random import Random

from faker import Factory, Generator

# Locales whose names are written in Latin letters.
_LOCALES = (
    "az_AZ cs_CZ da_DK de_AT de_CH de_DE en_BD en_IE en_IN en_KE en_NG en_PH en_PK en_TH es_AR es_CL es_CO es_ES es_MX "
    "et_EE fi_FI fil_PH fr_BE fr_CA fr_CH fr_FR ga_IE ha_NG hr_HR hu_HU id_ID ig_NG is_IS it_IT lb_LU lt_LT lv_LV "
    "mt_MT nl_BE nl_NL no_NO pl_PL pt_BR pt_PT ro_RO sk_SK sl_SI sq_AL sv_SE sw tr_TR tw_GH uz_UZ vi_VN yo_NG zu_ZA"
).split()
# Theirs are given in Latin letters beside their own.
_ROMANIZED = ("ja_JP", "ja_JP", "zh_CN", "zh_TW")
_HOMES = (
    "cs_CZ da_DK de_AT de_CH de_DE en_IN en_IE en_NZ en_AU en_CA es_AR es_CO es_ES es_MX et_EE fi_FI fr_BE fr_CA fr_CH "
    "fr_FR hr_HR hu_HU id_ID it_IT lt_LT lv_LV nl_BE nl_NL no_NO pl_PL pt_BR pt_PT ro_RO sk_SK sl_SI sv_SE tr_TR"
).split()


def first(rng: Random) -> str:
    """Return a given name in lower case."""
    return _name(rng, "first_name", "first_romanized_name")


def last(rng: Random) -> str:
    """Return a family name in lower case."""
    return _name(rng, "last_name", "last_romanized_name")


def address(rng: Random) -> str:
    """Return an address as it is written there: the street, often its town, on one line or on several."""
    maker = _maker(rng.choice(_HOMES), rng)
    parts: list[str] = [maker.street_address().replace("\n", " ")]
    if rng.random() < 0.2:
        parts.append(f"{rng.choice(('Suite', 'Apt.', 'Flat', 'Unit'))} {rng.randrange(1, 900)}")
    if rng.random() < 0.6:
        town = maker.city()
        code = maker.postcode() if rng.random() < 0.6 else ""
        parts.append(f"{code} {town}".strip() if rng.random() < 0.6 else f"{town} {code}".strip())
    joint = rng.choice((", ", ", ", " ", "\n"))
    return _as_heard(joint.join(part.strip() for part in parts), rng)


def _name(rng: Random, plain: str, romanized: str) -> str:
    if rng.random() < 0.08:
        made: Callable[[], str] = getattr(_maker(rng.choice(_ROMANIZED), rng), romanized)
    else:
        made = getattr(_maker(rng.choice(_LOCALES), rng), plain)
    return _as_heard(made(), rng).lower()


@cache
def _locale(name: str) -> Generator:
    return Factory.create(name)


def _maker(locale: str, rng: Random) -> Generator:
    maker = _locale(locale)
    maker.random = rng  # all chance is the caller's
    return maker


def _as_heard(text: str, rng: Random) -> str:
    """Leave the accents away as often as not: an English recogniser does."""
    if text.isascii() or rng.random() < 0.5:
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
