"""The only place where the observatory writes: permission, the change and its audit entry, in one transaction."""
