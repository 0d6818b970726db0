"""What residents report: from a pin on the map to "fixed". Residents come in through ``public``."""
