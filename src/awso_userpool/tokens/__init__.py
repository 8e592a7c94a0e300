"""What a signed-in person carries: claims, RS256 signatures, refresh tokens. Pure; time and randomness are arguments."""
