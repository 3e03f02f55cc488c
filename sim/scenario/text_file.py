"""The text of a file that a user names."""

from pathlib import Path

from sim.scenario.problems import Problem, ScenarioError

MAX_BYTES = 500_000


def read_text(path: Path) -> str:
    """The text of a file, or a `ScenarioError` that says why there is none."""
    file = str(path)
    try:
        if path.is_dir():
            raise ScenarioError([Problem(file, 0, 0, "", "is a folder, not a file")])
        if path.exists() and not path.is_file():  # it may never end, or never begin
            message = "is a device or a pipe; save what it gives to a file"
            raise ScenarioError([Problem(file, 0, 0, "", message)])
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ScenarioError([Problem(file, 0, 0, "", "no such file")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ScenarioError([Problem(file, 0, 0, "", f"cannot be read: {reason}")]) from None
    if len(data) > MAX_BYTES:
        message = f"file is too large (allowed: {MAX_BYTES:,} bytes)"
        raise ScenarioError([Problem(file, 1, 1, "", message)])
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 text"
        raise ScenarioError([Problem(file, line, column, "", message)]) from None
