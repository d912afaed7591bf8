"""A model whose judgement is a table: each piece has its label. Small, real, and nothing about it is chance."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from recognizers.model.wordpiece import SPECIAL

LABELS = ("O", "B-PERSON", "I-PERSON", "B-LOCATION", "I-LOCATION")
JUDGED = {"ada": "B-PERSON", "love": "I-PERSON", "paris": "B-LOCATION", "new": "B-LOCATION", "york": "I-LOCATION"}
LETTERS = [*"abcdefghijklmnopqrstuvwxyz0123456789.,'!?-"]
PIECES = [*SPECIAL, *JUDGED, "##lace", *LETTERS, *(f"##{letter}" for letter in LETTERS)]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model's three files."""
    made = tmp_path_factory.mktemp("model")
    table = np.zeros((len(PIECES), len(LABELS)), dtype=np.float32)
    for number, piece in enumerate(PIECES):
        table[number, LABELS.index(JUDGED.get(piece, "O"))] = 4.0
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "pieces"])
        for name in ("pieces", "kinds", "seen")
    ]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", "pieces", len(LABELS)])
    node = helper.make_node("Gather", ["table", "pieces"], ["logits"])
    graph = helper.make_graph([node], "table", inputs, [output], [numpy_helper.from_array(table, "table")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.save(model, made / "model.onnx")
    (made / "vocab.txt").write_text("\n".join(PIECES))
    (made / "settings.json").write_text(json.dumps({"labels": LABELS, "floor": 0.2, "calibration": {}}))
    return made
