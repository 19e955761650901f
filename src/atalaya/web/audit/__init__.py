"""Who did what, when: an append-only record in which every entry carries the hash of the one before."""
