"""What goes wrong with batches, in plain words."""

import errno
from typing import Any

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a disk says that takes no more; no fault of the input."""


class UserError(Exception):
    """A request that cannot be carried out as it stands; the message says why in plain words."""


class NoRoom(UserError):
    """A disk that takes no more, so that a request cannot be carried out as it stands."""


class BatchStopped(Exception):
    """A batch that could not go on: a full disk, killed workers, a cluster that is gone.

    The message says why, and that the finished parts are kept.
    """


def unwritable(place: Any, error: OSError) -> UserError:
    """What to raise where a file or folder cannot be written."""
    kind = NoRoom if error.errno in FULL else UserError
    return kind(f"{place} cannot be written: {error.strerror or error}")
