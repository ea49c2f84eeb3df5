"""The parts of the hook ``input-validation``: what the client sends, where it goes, and where that is dangerous."""
