"""Calls that are cut for a measurement come back as they were."""

from __future__ import annotations

import pytest

from bench.cuts import ANYWHERE, BETWEEN, cut, mend

CALL = {
    "call_id": "c",
    "turns": [
        {"speaker": "agent", "text": "what is  your name", "entities": [{"start": 0}]},
        {"speaker": "customer", "text": "jane"},
        {"speaker": "agent", "text": ""},
        {"speaker": "customer", "text": "no i"},
    ],
}


@pytest.mark.parametrize("where", [BETWEEN, ANYWHERE])
@pytest.mark.parametrize("pieces", [1, 2, 3, 9])
def test_pieces_put_together_are_the_turns(where: str, pieces: int) -> None:
    """Text and spans, with the spaces that were left out; the same cuts every time."""
    said = cut(CALL, pieces, where)
    assert said == cut(CALL, pieces, where)
    assert all("entities" not in turn for turn in said["turns"])
    back = [
        {"text": turn["text"], "spans": [[0, len(turn["text"]), "X"]], "released": True, "degraded": False}
        for turn in said["turns"]
    ]
    mended = mend(CALL, list(zip(said["turns"], back, strict=True)))
    assert [turn["text"] for turn in mended] == [turn["text"] for turn in CALL["turns"]]
    for turn, result in zip(CALL["turns"], mended, strict=True):
        covered = {at for start, end, _ in result["spans"] for at in range(start, end)}
        assert covered >= {at for at, sign in enumerate(turn["text"]) if not sign.isspace()}


def test_a_turn_with_a_piece_that_never_came_did_not_come() -> None:
    """It counts as not released."""
    said = cut(CALL, 2, BETWEEN)
    back = [{"text": None, "spans": [], "released": False, "degraded": False} for _ in said["turns"]]
    assert {turn["text"] for turn in mend(CALL, list(zip(said["turns"], back, strict=True)))} == {None}


def test_between_words_no_word_is_cut() -> None:
    """And no piece begins or ends with a space."""
    words = [word for turn in CALL["turns"] for word in turn["text"].split()]
    said = cut(CALL, 3, BETWEEN)
    assert [word for turn in said["turns"] for word in turn["text"].split()] == words
    assert all(turn["text"] == turn["text"].strip() for turn in said["turns"])
