"""Where a request goes: the endpoint rules of each service, compiled to plain branches when awso is built.

`resolver.py` is what a client holds; `parameters.py` gathers what the rules ask for; `functions.py` has the functions
that compiled rules call;
`endpoint.py` is what they answer; `partitions.py` finds the partition of a region. The compiled rules are in
`awso/services/<name>/endpoints.py`, written by `awso_codegen/emit/endpoints.py`.
"""
