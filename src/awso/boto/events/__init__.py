"""Calls with botocore's events: handlers that watch them, change them, or answer in the service's place.

Nothing of this package is loaded before a program registers a handler. `names` says which events there are,
`awso.boto.hooks` which handlers an event has; `call` is a call that emits them.
"""
