"""Parts of the hook `safety`."""
