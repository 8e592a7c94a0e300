"""Everything that protects a secret: the master key, sealing, keyed hashes, password hashing."""
