"""What users of the package hold in their hands: a wargame, and what comes out of it."""
