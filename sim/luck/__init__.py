"""Addressed random numbers: the generator, the draws and the variates made from them."""
