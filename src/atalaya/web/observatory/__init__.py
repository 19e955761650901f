"""The observatory: a city's files taken in, its figures, its map, its bulletins."""
