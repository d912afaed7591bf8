"""Our recognizers and Presidio's live in one process without getting in each other's way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# In a process of its own: Presidio finds its recognizers among all classes that were ever defined.
TOGETHER = """
from recognizers.registry import all_recognizers
from bench.stock_presidio import StockPresidio
ours = {type(recognizer).__name__ for recognizer in all_recognizers()}
theirs = StockPresidio()._analyzer.registry.recognizers
taken = sorted(type(r).__name__ for r in theirs if type(r).__module__.startswith("recognizers."))
from presidio_analyzer import predefined_recognizers
print(taken, sorted(ours & set(dir(predefined_recognizers))))
"""


def test_a_stock_analyzer_keeps_its_own_recognizers() -> None:
    """Presidio looks its recognizers up by class name, so none of ours may have the name of one of its."""
    done = subprocess.run([sys.executable, "-c", TOGETHER], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[] []"
