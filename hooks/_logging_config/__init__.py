"""The parts of the hook ``logging-config``: what reads a configuration, and what judges it."""
