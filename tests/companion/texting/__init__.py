"""What texts mean, and when one may leave."""
