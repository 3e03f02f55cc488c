"""What each kind of operation needs to know: a module a kind, named after it."""
