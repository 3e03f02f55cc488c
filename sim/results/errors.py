"""What goes wrong with batches, in plain words."""


class UserError(Exception):
    """A request that cannot be carried out as it stands; the message says why in plain words."""


class BatchStopped(Exception):
    """A batch that could not go on: a full disk, killed workers, a cluster that is gone.

    The message says why, and that the finished parts are kept.
    """
