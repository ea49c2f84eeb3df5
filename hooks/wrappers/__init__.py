"""Hooks that run a tool of this field: the tool decides what is wrong, the wrapper never claims what it did not see."""
