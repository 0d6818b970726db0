"""Settings by concern, addresses and the web server's entry."""
