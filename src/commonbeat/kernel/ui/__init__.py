"""The screen kit: base pages, lists, forms, maps and charts that every screen is made of."""
