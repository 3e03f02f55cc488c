"""Combat models behind one contract, and the rules that all of them share."""
