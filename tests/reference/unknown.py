"""What the referee has no rule for."""


class UnknownToReferee(NotImplementedError):
    """A scenario asks for something that the referee does not know."""
