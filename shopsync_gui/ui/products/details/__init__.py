"""The panel with everything that is known of one product."""
