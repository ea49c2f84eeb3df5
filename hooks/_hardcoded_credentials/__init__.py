"""The parts of ``hardcoded-credentials``."""
