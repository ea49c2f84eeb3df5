"""The parts of ``cors-policy``."""
