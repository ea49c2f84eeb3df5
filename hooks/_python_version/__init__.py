"""Parts of the hook ``python-version``."""
