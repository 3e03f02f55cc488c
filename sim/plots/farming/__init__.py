"""Pictures of farms."""
