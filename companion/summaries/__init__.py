"""What a panel reads: each built from what `access` lets its reader see."""
