"""Build the lists of names and ordinary words that the name recognizer reads.

Takes the given and family names of the 1990 US Census (public domain), the words of SCOWL (free, with its notice), and
counts the words of raw dialogues, of which only the order of frequency is kept. A word that is in the larger dictionary
alone is kept where it is nobody's name: "anker" is rather a name than a measure of wine.

Usage: build_names.py LISTS_DIR RAW_DIR OUT_DIR --words FILE... --more-words FILE...
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_LAST_SHARE = 0.001  # percent of the population
_FREQUENT = 1_800
_DIALOGUES = ("star_dialogues.jsonl.gz", "multidogo_customer_turns.jsonl.gz")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def main() -> None:
    """Write ``first.txt``, ``last.txt``, ``words.txt`` and ``frequent.txt``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lists", type=Path)
    parser.add_argument("raw", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--words", type=Path, nargs="+", required=True, help="a small dictionary, one word a line")
    parser.add_argument("--more-words", type=Path, nargs="+", default=[], help="a larger one")
    args = parser.parse_args()
    first: collections.Counter[str] = collections.Counter()
    for sex in ("female", "male"):
        for name, share in _census(args.lists / f"names_census1990_{sex}_first.tsv"):
            first[name] += share
    _write(args.out / "first.txt", [name for name, _ in first.most_common() if len(name) > 1])
    last = dict(_census(args.lists / "names_census1990_last.tsv"))
    family = [name for name, share in last.items() if share >= _LAST_SHARE and len(name) > 1]
    _write(args.out / "last.txt", family)
    words = _words(args.words) | (_words(args.more_words) - set(first) - set(last))
    _write(args.out / "words.txt", sorted(words))
    said = collections.Counter(word for name in _DIALOGUES for word in _said(args.raw / name))
    _write(args.out / "frequent.txt", [word for word, _ in said.most_common() if word in words][:_FREQUENT])


def _words(paths: Iterable[Path]) -> set[str]:
    words = {word for path in paths for word in path.read_text("utf-8").split() if _WORD.fullmatch(word)}
    return {word for word in words if not word.endswith("'s") and (len(word) > 1 or word in "ai")}


def _census(path: Path) -> Iterator[tuple[str, float]]:
    for line in path.read_text("utf-8").splitlines():
        name, _, share = line.partition("\t")
        yield name.lower(), float(share)


def _said(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            for turn in json.loads(line)["turns"]:
                yield from _WORD.findall(turn[1].lower())


def _write(path: Path, words: Iterable[str]) -> None:
    path.write_text("\n".join(words) + "\n", "utf-8")


if __name__ == "__main__":
    main()
