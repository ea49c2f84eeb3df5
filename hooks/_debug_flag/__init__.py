"""The parts of the hook ``debug-flag``, one for each place where debugging can be switched on."""
