"""Counts, rates, exact intervals, and changes that are told only after a test."""
