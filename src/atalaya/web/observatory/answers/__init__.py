"""What the screens and the API show of a city, put together from the rooms below; views only carry it."""
