"""The R script of the notebook of farms finds the columns that it asks for."""

import json
import re
from pathlib import Path

from typer.testing import CliRunner

from sim.cli.app import app
from sim.scenario.csv_rows import read_csv

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "10_farming.ipynb"


def test_the_columns_of_the_r_script_are_in_the_table_that_a_farm_writes(tmp_path):
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    text = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    (script,) = re.findall(r"```r\n(.*?)```", text, re.DOTALL)
    asked = set(re.findall(r'\[\["([^"]+)"\]\]', script))
    assert len(asked) >= 3
    (name,) = re.findall(r'read\.csv\("([^"]+)", check\.names = FALSE\)', script)
    assert f"--csv {name}" in text
    factors = [one for one in asked if one.startswith("combat.")]
    words = ["farm", "shumshu", "--points", "2", "--runs", "2", "--check", "0", "--json"]
    words += [word for path in factors for word in ("--noise", f"{path}=0.4:0.5")]
    done = CliRunner().invoke(app, [*words, "--csv", str(tmp_path / name)])
    assert done.exit_code == 0, done.stderr
    columns, rows = read_csv(tmp_path / name)
    assert asked <= set(columns)
    assert len(rows) == 4
    assert all(float(row.cells[one]) >= 0 for row in rows for one in asked)
