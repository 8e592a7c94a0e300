"""What a user pool decides: pure functions and frozen values; no storage, no clock, no randomness of their own."""
