"""Whether and when to send a failed request again: AWS's "standard" and "adaptive" retry modes.

`classify.py` says what kind of failure it was, `backoff.py` how long to wait, `quota.py` whether the client may still
afford it, `policy.py` puts the three together;
`adaptive.py` is what the adaptive mode has beside them. Nothing here waits, reads a clock or draws a random number.
"""
