"""The diagrams are the tables."""

from __future__ import annotations

import subprocess
import sys

from server.redaction.diagram import call_diagram, markdown, segment_diagram
from server.redaction.states import CALL, SEGMENT


def test_every_transition_is_drawn() -> None:
    """No arrow is missing, none is made up."""
    arrows = {(p.value, f.value) for p, transitions in CALL.items() for f in transitions.values()}
    drawn = {tuple(line.strip().split(":")[0].split(" --> ")) for line in call_diagram().splitlines() if ": " in line}
    assert drawn == arrows
    arrows = {(p.value, f.value) for p, transitions in SEGMENT.items() for f in transitions.values()}
    drawn = {
        tuple(line.strip().split(":")[0].split(" --> ")) for line in segment_diagram().splitlines() if ": " in line
    }
    assert drawn == arrows


def test_the_module_prints_what_the_page_holds() -> None:
    """``python -m server.redaction.diagram`` is how the page is made."""
    printed = subprocess.run(
        [sys.executable, "-m", "server.redaction.diagram"], capture_output=True, text=True, check=True
    ).stdout
    assert printed == markdown() + "\n"
