"""The scenarios that come with the package."""

from pathlib import Path

from sim.scenario.problems import Problem, ScenarioError, unknown

_PACKAGE = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """Where the bundled scenarios lie: in the installed package, or beside `sim` in a checkout."""
    installed = _PACKAGE / "scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def bundled() -> dict[str, Path]:
    """The bundled scenarios by name."""
    return {path.stem: path for path in sorted(folder().glob("*.yaml"))}


def find(name_or_path: str | Path) -> Path:
    """The file of a bundled scenario, or the path itself if it is one.

    Raises `ScenarioError` for what looks like a name but is not bundled.
    """
    text = str(name_or_path)
    scenarios = bundled()
    if isinstance(name_or_path, str) and text in scenarios:
        return scenarios[text]
    if not text.strip():
        names = ", ".join(scenarios)
        message = f"no scenario is named; give a file, or one of those bundled: {names}"
        raise ScenarioError([Problem("", 0, 0, "", message)])
    path = Path(text)
    looks_like_name = len(path.parts) == 1 and not path.suffix
    if isinstance(name_or_path, str) and looks_like_name and not _exists(path):
        message = f"{unknown('scenario', text, scenarios)}; a file needs its ending, .yaml"
        raise ScenarioError([Problem("", 0, 0, "", message)])
    return path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # such as a name that is too long, or holds a null character
        return False
