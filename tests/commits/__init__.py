"""Real commits in real repositories, through the runners that users have."""
