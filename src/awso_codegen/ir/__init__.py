"""From the models as AWS ships them to what is emitted: small pure passes, in the order of `build.py`."""
