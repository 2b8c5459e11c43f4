"""What every page stands on: its language, headers, assets, forms, and the first template."""
