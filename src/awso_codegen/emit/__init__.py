"""Writes Python source and stubs from the intermediate form, by plain functions: no templates."""
