"""What a combat model must keep: one module for each kind of promise."""
