"""The HTTP edge: what comes in is checked and decoded, given to an operation, and what comes out is encoded.

Read `service.py` first: the life of one request. `asgi.py` puts it on a socket, `gate.py` checks signatures,
`errors.py` words what went wrong, `routes.py` has what is no API call (keys, discovery, health).
"""
