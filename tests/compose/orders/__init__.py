"""Orders: what operations of each kind say."""
