"""The public portal: everything an anonymous visitor can reach."""
