"""The notebooks still say what they are kept with, whichever machine executes them."""

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tests.notebooks import FOLDER, NOTEBOOKS, executed, read

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
LEAST = 6
"""Notebooks that there are at least."""
CLOSE = 2.0
"""Mean difference of two pictures, of 255, that other versions of the fonts may cause."""


def outputs(notebook):
    return [cell.get("outputs", []) for cell in notebook.cells]


def words(output):
    """What an output says, its pictures aside."""
    data = {kind: text for kind, text in output.get("data", {}).items() if kind != "image/png"}
    return output.output_type, output.get("name"), output.get("text"), data


def picture(output):
    png = output.get("data", {}).get("image/png")
    if png is None:
        return None
    return np.asarray(Image.open(BytesIO(base64.b64decode(png))).convert("RGB"), np.float64)


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= LEAST


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_clean_kernel_says_the_same(path):
    kept, fresh = outputs(read(path)), outputs(executed(path))
    for number, (old, new) in enumerate(zip(kept, fresh, strict=True), start=1):
        again = f"cell {number}; `python -m tests.notebooks {path.stem}` keeps what it says now"
        assert [words(one) for one in new] == [words(one) for one in old], again
        for one, other in zip(new, old, strict=True):
            now, before = picture(one), picture(other)
            assert (now is None) == (before is None), again
            if now is not None and before is not None:
                assert now.shape == before.shape, again
                assert np.abs(now - before).mean() < CLOSE, again


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_kept_and_hold_no_noise(path):
    notebook = read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert any(cell.outputs for cell in code)
    for output in (one for cell in code for one in cell.outputs):
        assert output.output_type != "error"
        assert output.get("name") != "stderr"
    text = path.read_text(encoding="utf-8")
    assert str(FOLDER.parent) not in text
    assert "/tmp/" not in text
