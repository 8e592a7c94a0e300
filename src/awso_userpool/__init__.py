"""A user-pool server that speaks Amazon Cognito's API: sign-up, sign-in, attributes, tokens, triggers, messages.

Start one with `awso-userpool serve`, or in a test with `awso_userpool.testing`.
"""

from awso import __version__ as __version__
