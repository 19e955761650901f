"""Where incidents gather: hot spots told from chance, and densities."""
