"""The engine: clock, sequence of play, state, engagements and the battle itself."""
