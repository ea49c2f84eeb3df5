"""Parts of `hardcoded-credentials-history`."""
