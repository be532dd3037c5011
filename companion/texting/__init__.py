"""What a text means, what follows from it, and whether a text may leave."""
