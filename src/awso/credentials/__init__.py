"""Whose keys sign a call.

`identity` is the value, `provider` the interface, `chain` the order of the places asked when the caller gives none, and
each place is a module of its own: `static`, `environment`, `profile`. `cache` says how long an answer holds.
"""
