"""Turns a trained network into the pipeline that ships: ONNX, int8, calibrated, sealed.

``python -m training.export OUT`` reads ``OUT/network.pt`` and leaves the model's three files in ``OUT/model``;
``training.pack`` makes a spaCy pipeline of them.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from recognizers.model.tagger import MODEL, SETTINGS, VOCABULARY, Calibration, Tagger
from training import examples
from training.examples import UNKNOWN
from training.features import LABELS
from training.network import CallNetwork
from training.train import load

Floats = npt.NDArray[np.float64]

FLOOR = 0.15  # a word this likely to be outside is not looked at again
_PULL = 2.0  # how strongly a calibration is drawn towards none
_LEAST_SLOPE = 0.1  # a higher score never counts less
_FEW = 30  # answers of one kind that do not make a calibration


def export(out: Path) -> Path:
    """Write the model's files; return their folder.

    Args:
        out: the folder of the training run.
    """
    folder = out / "model"
    folder.mkdir(exist_ok=True)
    whole = out / "whole.onnx"
    _to_onnx(load(out / "network.pt"), whole)
    # Weights of all rows by one scale each lose least; the table of pieces is most of the size.
    quantize_dynamic(
        whole, folder / MODEL, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"]
    )
    shutil.copyfile(out / "vocab.txt", folder / VOCABULARY)
    _settle(folder, {})
    held = list(examples.read(out / "held.jsonl.gz"))
    _settle(folder, calibrate(Tagger(folder), held))
    return folder


def _to_onnx(network: CallNetwork, path: Path) -> None:
    # Three tensors, not one: the exporter takes the same tensor for the same input.
    pieces, kinds, seen = (torch.ones(2, 8, dtype=torch.long) for _ in range(3))
    torch.onnx.export(
        network,
        (pieces, kinds, seen),
        input_names=["pieces", "kinds", "seen"],
        output_names=["logits"],
        dynamic_shapes={name: dict.fromkeys((0, 1), torch.export.Dim.DYNAMIC) for name in ("pieces", "kinds", "seen")},
        opset_version=20,  # the first in which GELU is one step
        external_data=False,
    ).save(path)
    onnx.checker.check_model(onnx.load(path))


def _settle(folder: Path, calibration: dict[str, Calibration]) -> None:
    settings = {
        "labels": LABELS,
        "floor": FLOOR,
        "calibration": {kind: [round(c.slope, 4), round(c.offset, 4)] for kind, c in calibration.items()},
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


@dataclass(slots=True)
class _Answers:
    odds: list[float]
    right: list[float]


def calibrate(tagger: Tagger, held: list[examples.Example]) -> dict[str, Calibration]:
    """Fit, for each type, how its raw scores become shares of right answers.

    Args:
        tagger: not yet calibrated.
        held: examples that it was not trained on.
    """
    answers = {kind: _Answers([], []) for kind in tagger.kinds}
    for example in held:
        for found in tagger.tag(example.text, example.speaker, example.context):
            over = [one for one in example.labels if one.start < found.end and found.start < one.end]
            if any(one.kind == UNKNOWN for one in over):
                continue
            score = min(max(found.score, 1e-4), 1 - 1e-4)
            answers[found.kind].odds.append(float(np.log(score / (1 - score))))
            answers[found.kind].right.append(float(any(_like(one.kind, found.kind) for one in over)))
    return {kind: _fit(one) for kind, one in answers.items() if len(one.odds) >= _FEW}


def _like(kind: str, found: str) -> bool:
    """True where taking one for the other hides the same thing."""
    return kind == found or (kind.startswith("HEALTH") and found.startswith("HEALTH"))


def _fit(answers: _Answers) -> Calibration:
    """Fit a logistic curve (Platt 1999), drawn a little towards no change, by Newton's method with short steps."""
    odds, right = np.array(answers.odds), np.array(answers.right)
    inputs = np.stack([odds, np.ones_like(odds)], axis=1)
    prior = np.array([1.0, 0.0])

    def loss(curve: Floats) -> float:
        said = inputs @ curve
        return float(np.sum(np.logaddexp(0, said) - right * said) + _PULL / 2 * np.sum((curve - prior) ** 2))

    curve = prior.copy()
    for _ in range(100):
        said = 1 / (1 + np.exp(-np.clip(inputs @ curve, -30, 30)))
        slope = inputs.T @ (said - right) + _PULL * (curve - prior)
        bend = (inputs * (said * (1 - said))[:, None]).T @ inputs + _PULL * np.eye(2)
        step, length = np.linalg.solve(bend, slope), 1.0
        while loss(curve - length * step) > loss(curve) and length > 1e-6:
            length /= 2
        curve = curve - length * step
        if float(np.abs(length * step).max()) < 1e-6:
            break
    return Calibration(max(float(curve[0]), _LEAST_SLOPE), float(curve[1]))


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(prog="python -m training.export", description=__doc__)
    parser.add_argument("out", type=Path)
    folder = export(parser.parse_args().out)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"{folder}: {size:.1f} MB")


if __name__ == "__main__":
    main()
