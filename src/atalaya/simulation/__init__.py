"""A synthetic city with planted truth: the demonstration, teaching data, and the fixture of acceptance tests."""
