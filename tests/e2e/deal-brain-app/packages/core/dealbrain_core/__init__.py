"""What a price is worth; no dependencies."""
