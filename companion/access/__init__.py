"""Who may see what; the only way in to a record. Missing and forbidden look the same."""
