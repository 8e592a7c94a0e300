"""What every storage engine must do. A second engine joins by one more entry in `engines.py`."""
