"""Whose keys sign a call: the value (`identity`), the order of places asked (`chain`), one provider a file."""
