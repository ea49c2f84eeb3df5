"""The parts of the hook ``error-exposure``: what leaves for the client, and whose text an exception carries."""
