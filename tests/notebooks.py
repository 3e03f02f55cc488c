"""The notebooks: executed from a clean kernel, and kept without what differs from run to run.

`python -m tests.notebooks` writes what they say now into them, all or those that are named.
"""

import asyncio
import base64
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from sim.report.after_action.palette import with_fewer_colours

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDGET = "application/vnd.jupyter.widget-view+json"
LONGEST = 300
"""Seconds that a cell may take on a busy machine."""


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook as it is kept."""
    return nbformat.read(path, as_version=4)


def executed(path: Path) -> nbformat.NotebookNode:
    """The notebook as a clean kernel in an empty folder fills it, without noise.

    What lies beside it in a folder of its name is there.

    Raises `nbclient.exceptions.CellExecutionError` for a cell that fails.
    """
    notebook = read(path)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("default")  # libraries of the notebook server warn about each other
        if path.with_suffix("").is_dir():
            shutil.copytree(path.with_suffix(""), Path(folder) / path.stem)
        client = NotebookClient(
            notebook,
            timeout=LONGEST,
            startup_timeout=LONGEST,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
        )
        asyncio.run(client.async_execute())
    return _without_noise(notebook)


def _without_noise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Nothing but what the cells say: no versions, no hours, no widgets, whose names are random."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for position, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{position:02d}"
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if "image/png" in data:
                png = with_fewer_colours(base64.b64decode(data["image/png"]))
                data["image/png"] = base64.b64encode(png).decode()
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
    return notebook


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for one in NOTEBOOKS:
        if not wanted or one.stem in wanted or one.name in wanted:
            nbformat.write(executed(one), one)
            print(one.name)
