"""Parts of the release gate: what the hooks and attestations say of each line, and how a report shows it."""
