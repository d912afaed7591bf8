"""A role is no name, and a name is no role."""

from __future__ import annotations

import pytest

from recognizers.entities import Role
from server.archive.speakers import Masks, role_of


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Agent", Role.AGENT),
        ("agent_2", Role.AGENT),
        ("Live Agent", Role.AGENT),
        ("Virtual Agent", Role.AUTOMATED_AGENT),
        ("IVR", Role.AUTOMATED_AGENT),
        ("CUSTOMER", Role.CUSTOMER),
        ("patient", Role.CUSTOMER),
        ("Speaker 12", Role.UNSPECIFIED),
        ("spk_0", Role.UNSPECIFIED),
        ("B", Role.UNSPECIFIED),
        ("", Role.UNSPECIFIED),
        ("Jane", None),
        ("Jane Doe", None),
        ("Agent Smith", None),
        ("Dr Smith", None),
        ("+1 415 555 0134", None),
        ("4155550134", None),
    ],
)
def test_roles_and_names_are_told_apart(label: str, role: Role | None) -> None:
    """What is not surely a role counts as a name."""
    assert role_of(label) is role


def test_masks_are_stable() -> None:
    """One name, one mask, however it is spelled; another name, another."""
    masks = Masks()
    assert [masks.mask(name) for name in ("Jane Doe", "JANE  doe", "John")] == [
        "[SPEAKER_1]",
        "[SPEAKER_1]",
        "[SPEAKER_2]",
    ]
