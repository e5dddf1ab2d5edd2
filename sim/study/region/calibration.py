"""Values fitted to a region's published rates, kept beside the region.

``calibration.yaml`` in a region's folder is written by ``sim calibrate`` and replaces the
central values of the evidence cards whose design is *calibration*; nothing else may be
fitted there. A region without the file uses the cards as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.study.evidence.overrides import evidence_cards, used_parameters
from sim.study.reading.diagnostics import Diagnostics
from sim.study.reading.files import is_there
from sim.study.reading.quantities import Quantity
from sim.study.reading.source import read_yaml

FILE = "calibration.yaml"
HEAD = (
    "# Fitted by `sim calibrate` to the target rates of region.yaml, with central values of all other\n"
    "# parameters. Held-out rates were not used. Written by the command: edit region.yaml and fit again.\n"
    "parameters:\n"
)

Value = float | tuple[float, ...]


def read_calibration(folder: Path, diagnostics: Diagnostics) -> dict[str, Quantity | tuple[float, ...]]:
    """Fitted values by card id; empty when the region has none or (with errors) when the file is wrong."""
    path = folder / FILE
    if not is_there(path):
        return {}
    tree = read_yaml(path, diagnostics)
    if tree is None:
        return {}
    fitted = Diagnostics()
    values = used_parameters(tree, fitted)
    for error in fitted.errors:
        diagnostics.extend([error])
    for name in values:
        if evidence_cards()[name].design != "calibration":
            message = f"'{name}' is not a calibrated parameter"
            diagnostics.error("SIM142", message, tree.mark, "only cards of design 'calibration' are fitted")
    return values


def calibration_text(values: Mapping[str, Value]) -> str:
    """The file for fitted values, four decimals each."""
    lines = []
    for name in sorted(values):
        value = values[name]
        shown = (
            "[" + ", ".join(f"{item:.4f}" for item in value) + "]"
            if isinstance(value, tuple)
            else f"{value:.4f}"
        )
        lines.append(f"  {name}: {shown}\n")
    return HEAD + "".join(lines)
