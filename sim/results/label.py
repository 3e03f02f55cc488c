"""Labels: what a part of a batch says of itself."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Label:
    """What a part says of itself."""

    batch: str
    """The fingerprint of the batch."""
    first: int
    runs: int
    failed: int
    outcomes: str = ""
    """The hash of the file of outcomes, once that is written."""
    series: str = ""
    """That of the file of series, if there is one."""

    @property
    def mark(self) -> dict[str, Any]:
        """What stands in the files themselves."""
        return {key: getattr(self, key) for key in ("batch", "first", "runs", "failed")}

    @property
    def record(self) -> dict[str, Any]:
        """The part as the manifest lists it."""
        keys = ("first", "runs", "failed", "outcomes", "series")
        plain = {key: getattr(self, key) for key in keys}
        return {key: value for key, value in plain.items() if value or key == "first"}
