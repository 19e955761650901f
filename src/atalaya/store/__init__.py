"""Immutable snapshots of a city's incidents, published in one step, and the narrow columns the screens scan."""
