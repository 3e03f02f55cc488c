"""The world: what every rule needs: time, order of battle, state, inputs, record."""
