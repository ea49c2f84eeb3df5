"""Commands that are no hooks: one module each, ``main(argv) -> exit code``."""
