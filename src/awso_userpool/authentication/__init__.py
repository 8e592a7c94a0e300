"""How a person or a client proves who it is: SRP mathematics, SECRET_HASH. Time and randomness are arguments."""
