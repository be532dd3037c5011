"""What a screen asks for, and what it refuses."""
