"""The Django project: screens, accounts, audit, jobs and the API, split into apps by who uses them."""
