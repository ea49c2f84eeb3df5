"""Parts of the hook ``endpoint-auth``."""
