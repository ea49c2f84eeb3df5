"""The parts of the hook ``sensitive-logging``: what is secret, and where it would be written down."""
