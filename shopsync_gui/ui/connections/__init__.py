"""The page Webshop összekapcsolás: cards, the consent, adding and editing a shop."""
