"""Where pools and users are kept: `interface.py` is the contract, `sql.py` the engine."""
