"""The parts of the hook ``rate-limits``: which routes take credentials, and what the project limits elsewhere."""
