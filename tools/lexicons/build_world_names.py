"""Build the lists of the world's names that the census lists have few of: ``faker_first.txt`` and ``faker_last.txt``.

Takes the names of all locales of Faker (MIT, its notice beside the lists) that are written in Latin letters, with and
without their accents, since speech-to-text drops them. Left out: what the shipped lists know already, whatever for,
drugs and diseases, and what is better known as something else.

Usage: build_world_names.py OUT_DIR
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from faker.providers import person

from recognizers.health import lexicon as health
from recognizers.names.lexicon import lexicon

_FEWEST_LETTERS = 4  # shorter ones are as often slips of typing
_LATIN = re.compile(r"[a-zÀ-ɏḀ-ỿ]+(?:'[a-zÀ-ɏḀ-ỿ]+)?")
_ALIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ə": "a"}
)
# Better known as something else; brands are in brands.txt.
_OTHERWISE = frozenset(
    """abou ambers amigo amine amino anker baba bali bosch cena cerro clas corona coto dach dada dell ding dodge
    elle fifa finan ford gala glenwood gren hama heere hello helo hosp indie kota lego lincoln logi lotta
    lovey mahal maillot mala mame mand matic mont musee nagar nota okay okey olly pent pers pesa plese plza
    pllz polis prat rasa resi rica roce sanz seat sharp shell siemens sibor sitar stann sylvania taht tikka
    tine tota tule valero ville vizio webby whit willaim zaria""".split()
)


def main() -> None:
    """Write both lists."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    known = lexicon().keys() | {word for phrase in health.load().terms for word in phrase.split()} | _OTHERWISE
    for name, attributes in (("faker_first.txt", ("first_name", "first_romanized")), ("faker_last.txt", ("last_",))):
        words = {form for word in _names(attributes) for form in _forms(word)} - known
        lines = [f"# Names of Faker's locales, see SOURCES.tsv; made by tools/lexicons/{Path(__file__).name}."]
        (out / name).write_text("\n".join([*lines, *sorted(words)]) + "\n", "utf-8")


def _names(attributes: tuple[str, ...]) -> Iterator[str]:
    for module in pkgutil.iter_modules(person.__path__):
        if not module.ispkg:
            continue
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            if attribute.startswith(attributes):
                yield from _strings(getattr(provider, attribute))


def _strings(value: object) -> Iterator[str]:
    """Yield the names of a provider's list, whatever its shape: words, words with weights, words with spellings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Iterable):
        for item in value:
            yield from _strings(item)


def _forms(name: str) -> Iterator[str]:
    lower = name.lower().replace("\u2019", "'")
    if not _LATIN.fullmatch(lower) or len(lower) < _FEWEST_LETTERS:
        return
    yield lower
    plain = unicodedata.normalize("NFKD", lower.translate(_ALIKE))
    yield "".join(letter for letter in plain if not unicodedata.combining(letter))


if __name__ == "__main__":
    main()
