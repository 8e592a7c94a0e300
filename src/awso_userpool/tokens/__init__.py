"""What a signed-in person carries: claims, RS256 signatures, refresh tokens. Time and randomness are arguments."""
