"""The wheel works on its own: away from the repository, with its battles inside."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the sdist, so that the sdist is known to be complete as well."""
    folder = tmp_path_factory.mktemp("dist")
    run(
        *(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, REPOSITORY),
        cwd=folder,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def binaries(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment that borrows only the dependencies of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name != "nt")
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / "python"
    run(
        *(sys.executable, "-m", "pip", "--python", python, "install"),
        *("--quiet", "--no-index", "--no-deps", wheel),
        cwd=folder,
    )
    # A folder named in a .pth file comes after site-packages, so the wheel's `sim` is found first;
    # and the .pth files inside that folder are not read, so an editable install there stays unseen.
    here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    there = run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    ).strip()
    Path(there, "borrowed.pth").write_text("\n".join(sorted(here)) + "\n")
    return binaries


def test_the_wheel_contains_the_scenarios(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "sim/scenarios/toro.yaml" in names
    assert "sim/py.typed" in names
    templates = {f"sim/report/templates/report.{kind}" for kind in ("html.j2", "md.j2", "css")}
    assert templates <= set(names)
    assert {"sim/plots/map/coast/okhotsk.geojson", "sim/plots/map/coast/README.md"} <= set(names)
    assert not [name for name in names if name.startswith(("scenarios/", "tests/", "notebooks/"))]


def test_the_package_comes_from_the_wheel(binaries: Path, tmp_path: Path) -> None:
    probe = "import json, sim, sys; print(json.dumps([sim.__file__, *sys.path]))"
    package, *path = json.loads(run(binaries / "python", "-c", probe, cwd=tmp_path))
    assert Path(package).resolve().is_relative_to(binaries.parent.resolve())
    # An empty entry is the folder that the command runs in.
    assert REPOSITORY not in [(tmp_path / entry).resolve() for entry in path]


def test_the_command_plays_toro_from_any_folder(binaries: Path, tmp_path: Path) -> None:
    output = run(binaries / "beachhead", "run", "toro", "--seed", "1", cwd=tmp_path)
    assert "toro" in output.lower()
