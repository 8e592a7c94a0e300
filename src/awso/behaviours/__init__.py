"""What the service models cannot say, one named behaviour each, with its reason and a link.

`behaviour` is the interface: the phases of a call that one may take part in. `table` is the one place that says which
service or operation has which. What botocore does in this way, and where it is here: `docs/behaviours.md`.
"""
