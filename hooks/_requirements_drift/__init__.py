"""Parts of ``requirements-drift``."""
