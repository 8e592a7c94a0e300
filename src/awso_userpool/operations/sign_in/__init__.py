"""Signing in: one module a step. `initiate.py` and `respond.py` say which flow and which answer lead where."""
