"""People: accounts, roles, second factor."""
