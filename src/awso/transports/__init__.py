"""How requests reach the network: one small interface, three implementations, one contract test suite."""
