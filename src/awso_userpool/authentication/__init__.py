"""How a person proves who they are: SRP mathematics, sealed sessions, client secrets. Pure; time and randomness are arguments."""
