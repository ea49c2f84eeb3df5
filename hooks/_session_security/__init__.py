"""The parts of ``session-security``."""
