"""The observatory by the API, for programs with a token."""
