"""The two drivers that carry out what flows ask for: the only code that blocks or awaits."""
