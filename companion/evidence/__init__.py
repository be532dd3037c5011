"""What a panel's own work adds up to: counted from records, each figure with what it rests on."""
