"""The advocate's desk: my people, their words, and what goes to their phones."""
