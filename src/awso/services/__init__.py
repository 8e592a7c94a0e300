"""The generated services, one package each; see README.md. `awso.service_names()` lists them."""

import awso._lean  # noqa: F401  # first of all that a service loads: it makes importing typing cheaper
