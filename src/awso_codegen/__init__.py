"""Reads AWS service models out of botocore and writes `awso.services`; `python -m awso_codegen --help`."""
