"""The network: some layers of MiniLM, how words are written added to them, and one judgement a piece."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from recognizers.model.encoding import KINDS as PIECE_KINDS
from recognizers.model.encoding import LONGEST
from recognizers.model.wordpiece import CASES


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's measures.

    Attributes:
        pieces: size of the vocabulary.
        labels: size of the answer.
        layers: how many layers.
        width: numbers a piece is made of.
        heads: attention heads.
        inner: width within a layer.
    """

    pieces: int
    labels: int
    layers: int
    width: int = 384
    heads: int = 12
    inner: int = 1536


class Layer(nn.Module):
    """One layer of BERT: attention, then two dense steps, each added to what came in and normalised."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query, self.key, self.value, self.out = (nn.Linear(shape.width, shape.width) for _ in range(4))
        self.widen, self.narrow = nn.Linear(shape.width, shape.inner), nn.Linear(shape.inner, shape.width)
        self.norm, self.norm_out = nn.LayerNorm(shape.width, eps=1e-12), nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return x after this layer.

        Args:
            x: (batch, pieces, width).
            bias: (batch, 1, 1, pieces), very negative where there is only padding.
        """
        batch, pieces, width = x.shape
        split = (batch, pieces, self.heads, width // self.heads)
        query, key, value = (part(x).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        weights = torch.softmax(query @ key.transpose(2, 3) / (width // self.heads) ** 0.5 + bias, dim=-1)
        heard = (weights @ value).transpose(1, 2).reshape(batch, pieces, width)
        x = self.norm(x + self.dropout(self.out(heard)))
        return self.norm_out(x + self.dropout(self.narrow(functional.gelu(self.widen(x)))))


class CallNetwork(nn.Module):
    """The whole network: (batch, pieces) in, (batch, pieces, labels) out.

    Args:
        shape: its measures.
        dropout: share of numbers forgotten in training.
    """

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.pieces, shape.width)
        self.positions = nn.Embedding(LONGEST, shape.width)
        self.kinds = nn.Embedding(PIECE_KINDS, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.judge = nn.Linear(shape.width, shape.labels)

    def forward(self, pieces: Tensor, kinds: Tensor, seen: Tensor) -> Tensor:
        """Return logits.

        Args:
            pieces: numbers of pieces.
            kinds: part and case of each, see ``recognizers.model.encoding``.
            seen: 1 for a piece, 0 for padding.
        """
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.words(pieces) + self.kinds(kinds) + self.positions(places)
        x = self.dropout(self.norm(x))
        bias = (1.0 - seen[:, None, None, :].to(x.dtype)) * -10_000.0
        for layer in self.layers:
            x = layer(x, bias)
        logits: Tensor = self.judge(x)
        return logits


_PARTS = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "out": "attention.output.dense", "norm": "attention.output.LayerNorm", "widen": "intermediate.dense",
    "narrow": "output.dense", "norm_out": "output.LayerNorm",
}  # fmt: skip


def from_encoder(folder: Path, old: list[str], kept: list[str], layers: tuple[int, ...], labels: int) -> CallNetwork:
    """Return a network that begins as MiniLM with fewer layers and pieces.

    Args:
        folder: the encoder's files.
        old: its vocabulary.
        kept: the pieces to keep.
        layers: which layers to keep, from 0.
        labels: size of the answer.
    """
    weights = load_file(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    shape = Shape(
        len(kept),
        labels,
        len(layers),
        config["hidden_size"],
        config["num_attention_heads"],
        config["intermediate_size"],
    )
    network = CallNetwork(shape)
    numbers = {piece: number for number, piece in enumerate(old)}
    parts = weights["embeddings.token_type_embeddings.weight"]
    state = {
        "words.weight": weights["embeddings.word_embeddings.weight"][[numbers[piece] for piece in kept]],
        "positions.weight": weights["embeddings.position_embeddings.weight"][:LONGEST],
        # How a word is written begins without a say.
        "kinds.weight": parts.repeat_interleave(CASES, dim=0),
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
        "judge.weight": torch.randn(labels, shape.width) * 0.02,
        "judge.bias": torch.zeros(labels),
    }
    for new, number in enumerate(layers):
        for ours, theirs in _PARTS.items():
            for part in ("weight", "bias"):
                state[f"layers.{new}.{ours}.{part}"] = weights[f"encoder.layer.{number}.{theirs}.{part}"]
    network.load_state_dict(state)
    return network
