"""Tools beside the tests: screenshots, translations, simulation."""
