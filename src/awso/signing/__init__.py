"""Signature Version 4: signing requests (`sigv4`), signing URLs (`presign`) and checking either (`verify`).

All three agree on what is signed through `canonical`. Nothing here reads a clock: the time is always an argument.
"""
