"""Makes the spaCy pipeline that ships: tokenizer, component, model, card, checksums.

``python -m training.pack OUT TO`` packs ``OUT/model`` into the folder ``TO``, which is replaced whole.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from string import Template

import spacy

from recognizers.model import component, seal
from training import raw

CARD = "CARD.md"
_TEMPLATE = Path(__file__).parent / "card.md"
_NO_FIGURES = "Not measured: the labelled sets were not at hand."


def pack(out: Path, to: Path) -> Path:
    """Write the pipeline.

    Args:
        out: the folder of the training run: ``model/``, ``sources.json`` and, if it was measured, ``figures.md``.
        to: the folder to make.
    """
    nlp = spacy.blank("en")
    component_ = nlp.add_pipe(component.NAME)
    if not isinstance(component_, component.CallNer):
        raise TypeError("Another component has taken the name call_ner.")
    component_.load(out / "model")
    nlp.meta.update(name="veilscript_call_ner", license="Apache-2.0", description="Names, places and health in calls")
    partial = to.with_name(to.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    nlp.to_disk(partial)
    (partial / CARD).write_text(card(out), encoding="utf-8")
    seal.seal(partial)
    shutil.rmtree(to, ignore_errors=True)
    partial.rename(to)
    return to


def card(out: Path) -> str:
    """Return the model card of a training run.

    Args:
        out: its folder.
    """
    sources = json.loads((out / "sources.json").read_text(encoding="utf-8"))
    licences = {"generated": "ours", **{corpus.name: corpus.licence for corpus in raw.CORPORA}}
    rows = [f"| {name} | {sources[name]:,} | {licences[name]} |" for name in licences if name in sources]
    figures = out / "figures.md"
    size = sum(path.stat().st_size for path in (out / "model").iterdir()) / 1e6
    settings = json.loads((out / "model" / "settings.json").read_text(encoding="utf-8"))
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        sources="\n".join(rows),
        held_out=f"{sources.get('held out', 0):,}",
        figures=figures.read_text(encoding="utf-8") if figures.exists() else _NO_FIGURES,
        size=f"{size:.1f}",
        pieces=f"{len((out / 'vocab.txt').read_text(encoding='utf-8').split(chr(10))):,}",
        kinds=", ".join(label[2:] for label in settings["labels"] if label.startswith("B-")),
        plan=json.dumps(json.loads((out / "plan.json").read_text(encoding="utf-8"))),
    )


def main() -> None:
    """Read the command line and pack."""
    parser = argparse.ArgumentParser(prog="python -m training.pack", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("to", type=Path)
    options = parser.parse_args()
    print(pack(options.out, options.to))


if __name__ == "__main__":
    main()
