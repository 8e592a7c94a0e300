"""The generated services, one package each; see README.md. `awso.service_names()` lists them."""
