"""From examples to a pipeline that works, on a tiny encoder: training, its resumption, export, packing."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from recognizers.model import shipped
from training import examples, pack
from training.examples import Example, Label

ROOT = Path(__file__).parents[2]
NEEDED = ("torch", "safetensors", "onnx", "onnxscript", "onnxruntime")
PLAN = "--layers 0,1 --threads 1 --epochs 11 --batch 16 --rate 0.003".split()

# An encoder of MiniLM's make, as small as one can be.
ENCODER = """
import json, sys, torch
from pathlib import Path
from safetensors.torch import save_file
from recognizers.model.wordpiece import SPECIAL
folder, width, inner = Path(sys.argv[1]), 24, 32
letters = [*"abcdefghijklmnopqrstuvwxyz0123456789.,'!?-"]
words = "my name is what your ada grace alan turing hopper please the bill rose call me".split()
vocabulary = [*SPECIAL[:4], "[unused0]", "[unused1]", "[unused2]", *words, *letters, *("##" + c for c in letters)]
folder.mkdir()
(folder / "vocab.txt").write_text("\\n".join(vocabulary) + "\\n")
(folder / "config.json").write_text(json.dumps(
    {"hidden_size": width, "num_attention_heads": 2, "intermediate_size": inner}))
torch.manual_seed(3)
table = lambda *shape: torch.randn(*shape) * 0.1
norm = lambda name: {name + ".weight": torch.ones(width), name + ".bias": torch.zeros(width)}
dense = lambda name, out, size: {name + ".weight": table(out, size), name + ".bias": torch.zeros(out)}
state = {"embeddings.word_embeddings.weight": table(len(vocabulary), width),
         "embeddings.position_embeddings.weight": table(512, width),
         "embeddings.token_type_embeddings.weight": table(2, width), **norm("embeddings.LayerNorm")}
for layer in range(2):
    at = f"encoder.layer.{layer}."
    for part in ("query", "key", "value"):
        state |= dense(at + "attention.self." + part, width, width)
    state |= dense(at + "attention.output.dense", width, width) | norm(at + "attention.output.LayerNorm")
    state |= dense(at + "intermediate.dense", inner, width) | dense(at + "output.dense", width, inner)
    state |= norm(at + "output.LayerNorm")
save_file(state, folder / "model.safetensors")
"""


def _workshop() -> str | None:
    """Return a Python that has what training needs: this one, or that of ``make train``."""
    if all(importlib.util.find_spec(name) for name in NEEDED):
        return sys.executable
    other = ROOT / ".venv-train" / "bin" / "python"
    return str(other) if other.exists() else None


def _run(*arguments: str) -> str:
    python = _workshop()
    assert python is not None
    done = subprocess.run([python, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def _taught(count: int) -> list[Example]:
    """Return turns that one rule explains: the word after "is" is a name, the word after "the" is not."""
    made = []
    for index in range(count):
        name = ("ada", "grace", "alan", "rose", "bill")[index % 5]
        context = (("agent", "what is your name please"),)
        made.append(Example(context, "customer", f"my name is {name}", (Label(11, 11 + len(name), "PERSON"),), "x"))
        made.append(Example(context, "customer", f"call me the {name}", (), "x"))
    return made


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if _workshop() is None:
        pytest.skip("torch is not installed: make train sets up an environment that has it")
    out = tmp_path_factory.mktemp("out")
    examples.write(out / "train.jsonl.gz", _taught(600))
    examples.write(out / "held.jsonl.gz", _taught(60))
    (out / "sources.json").write_text(json.dumps({"generated": 1200}))
    _run("-c", ENCODER, str(out / "encoder"))
    said = _run("-m", "training.train", str(out), "--encoder", str(out / "encoder"), *PLAN)
    assert "min left" in said
    _run("-m", "training.export", str(out))
    return out


def test_a_tiny_run_learns_what_it_was_taught(trained: Path, tmp_path: Path) -> None:
    """What comes out is a sealed pipeline that finds the names and leaves the same words alone elsewhere."""
    nlp = shipped.load(pack.pack(trained, tmp_path / "pipeline"))
    for text, found in (("my name is grace", ["grace"]), ("my name is bill", ["bill"]), ("call me the rose", [])):
        assert [entity.text for entity in nlp(text).ents] == found
    card = (tmp_path / "pipeline" / pack.CARD).read_text()
    assert "| generated | 1,200 | ours |" in card
    assert "$" not in card


def test_scores_know_how_often_they_are_right(trained: Path) -> None:
    """A type that was seen often enough has its calibration, and every label its place."""
    settings = json.loads((trained / "model" / "settings.json").read_text())
    assert settings["labels"][0] == "O"
    assert "PERSON" in settings["calibration"]


def test_a_finished_run_goes_on_from_its_checkpoint(trained: Path) -> None:
    """Starting again repeats no step that was kept, and ends with the same network."""
    weights = (trained / "network.pt").read_bytes()
    said = _run("-m", "training.train", str(trained), "--encoder", str(trained / "encoder"), *PLAN)
    assert "Going on from step 800." in said
    assert (trained / "network.pt").read_bytes() == weights
