"""Every function that changes something: one verb, one transaction, one line of history."""
