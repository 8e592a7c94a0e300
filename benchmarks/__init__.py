"""Side-by-side measurements; `python -m benchmarks` runs all and writes docs/benchmarks.md.

Ratios within one run count, never absolute times: machines differ, and other work may run beside.
"""
