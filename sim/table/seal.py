"""A sealed seed: the host keeps it, the file holds a commitment to it.

The commitment is the SHA-256 hash of the seed, the run and a random number of 256 bits, so that
nobody who has the file can try seeds until one fits. Whoever is told the secret afterwards can see
that the host played by the dice to which he was committed.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from secrets import token_hex
from typing import Self

from sim.results.manifest_file import RunNumber, Seed
from sim.results.sound import Content, checked


class _Told(Content):
    seed: Seed
    run: RunNumber
    salt: str


@dataclass(frozen=True)
class Secret:
    """What the host keeps."""

    seed: int
    run: int
    salt: str

    @classmethod
    def of(cls, seed: int, run: int) -> Self:
        """A new secret."""
        return cls(seed, run, token_hex(32))

    @classmethod
    def read(cls, text: str) -> Self:
        """A secret from its text. Raises `UserError`."""
        try:
            content = json.loads(text)
        except (ValueError, RecursionError, TypeError):
            content = None
        told = checked(_Told, content, "the secret of a sealed table")
        return cls(told.seed, told.run, told.salt)

    @property
    def text(self) -> str:
        """As the host keeps it."""
        return json.dumps(asdict(self))

    @property
    def commitment(self) -> str:
        """What the file holds of it."""
        return sha256(self.text.encode()).hexdigest()
