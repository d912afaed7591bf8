
"""Build the public part of the health vocabulary: ``diseases.txt`` and ``drugs.txt``.

Takes the Disease Ontology's names and synonyms (CC0), the ingredients and trade names of the FDA's Orange Book and the
NLM's drug portal (both works of the US government), and keeps what people can say on a call and what is no ordinary
word and no common name. Needs ``wordfreq``, which the product itself does not.

Usage: build_health.py LISTS_DIR OUT_DIR
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from wordfreq import zipf_frequency

from recognizers.health.words import fold

_DRUG_FILES = (
    "drugs_fda_orangebook_ingredients_nosalt.txt",
    "drugs_fda_orangebook_tradenames.txt",
    "drugs_nlm_drugportal_cc0.txt",
)
_NAME_FILES = ("names_census1990_female_first.tsv", "names_census1990_male_first.tsv", "names_census1990_last.tsv")
_COMMON_NAME = 0.002  # percent of the population
# Zipf frequencies: 3 is once in a million words.
_ORDINARY_DRUG = 1.7
_ORDINARY_DISEASE = 3.0
_ORDINARY_IN_PHRASE = 3.5
_FEWEST_LETTERS = 5
_SAYABLE = re.compile(r"[a-z]+(?: [a-z]+){0,2}")
_NO_DRUG = frozenset(
    """acid adult air allergy and aqueous arginine base capsule chloride cold complete control cough day dextrose drops
    extended extra flavored foam for free gel glycerin hydrochloride in injection kit lotion maximum mouthwash night oil
    oral original pediatric plus powder pure regular relief release sinus sodium solution spray strength sulfate syrup
    system tablet topical ultra water with chocolate caffeine nicotine alcohol sugar salt starch gold silver helium
    nitrogen oxygen iron zinc copper urea daysee tarka metra compro intermezzo""".split()
)
_NO_DISEASE = frozenset(
    """
    disease disorder syndrome condition cancer deficiency deficiencies anxiety fetishism voyeurism bestiality
    exhibitionism transvestism hermaphroditism alexithymia piedra neoplasm fibroma metra tindal candida thrush
    purpura
    """.split()
)


def main() -> int:
    """Write both lists and say how long they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lists", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    names = _common_names(args.lists)
    for name, phrases in (("drugs", _drugs(args.lists, names)), ("diseases", _diseases(args.lists, names))):
        written = sorted(set(phrases))
        (args.out / f"{name}.txt").write_text("\n".join(written) + "\n", encoding="utf-8")
        print(f"{name}: {len(written)}", file=sys.stderr)
    return 0


def _common_names(lists: Path) -> set[str]:
    names: set[str] = set()
    for file in _NAME_FILES:
        for line in (lists / file).read_text(encoding="utf-8").splitlines():
            name, percent = line.split("\t")[:2]
            if float(percent) >= _COMMON_NAME:
                names.add(name.lower())
    return names


def _sayable(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        phrase = " ".join(re.sub(r"[-,/]", " ", line.lower().replace("'s", "")).split())
        if _SAYABLE.fullmatch(phrase):
            yield " ".join(map(fold, phrase.split()))


def _drugs(lists: Path, names: set[str]) -> Iterator[str]:
    for file in _DRUG_FILES:
        for phrase in _sayable((lists / file).read_text(encoding="utf-8").splitlines()):
            # A drug is known by its first word; what follows is its salt, form or strength.
            word = phrase.split()[0]
            if (
                len(word) >= _FEWEST_LETTERS
                and word not in _NO_DRUG | names
                and zipf_frequency(word, "en") < _ORDINARY_DRUG
            ):
                yield word


def _diseases(lists: Path, names: set[str]) -> Iterator[str]:
    lines = (lists / "conditions_doid_cc0.tsv").read_text(encoding="utf-8").splitlines()
    for phrase in _sayable(line.split("\t")[0] for line in lines):
        words = phrase.split()
        if words[0] in _NO_DISEASE:
            continue
        if len(words) == 1:
            if (
                len(phrase) > _FEWEST_LETTERS
                and phrase not in names
                and zipf_frequency(phrase, "en") < _ORDINARY_DISEASE
            ):
                yield phrase
        elif min(zipf_frequency(word, "en") for word in words) < _ORDINARY_IN_PHRASE:
            # "Job syndrome" and "web eye" are diseases too, and nothing anybody says on a call.
            yield phrase


if __name__ == "__main__":
    sys.exit(main())
