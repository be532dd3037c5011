"""What an advocate agrees with a person about texts."""
