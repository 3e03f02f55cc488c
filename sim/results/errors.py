"""What a user can put right by other words on the command line or in a call."""


class UserError(Exception):
    """A request that cannot be carried out as it stands; the message says why in plain words."""
