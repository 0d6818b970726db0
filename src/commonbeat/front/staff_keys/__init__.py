"""Keys of other systems in the browser: who holds one, what it opens, until when; issuing and revoking."""
