"""Screens of the observatory, a module by what they are about."""
