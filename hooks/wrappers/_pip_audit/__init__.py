"""Parts of the hook `pip-audit`."""
