"""The ground floor that every hook stands on; it imports no hook."""
