"""What protects secrets."""
