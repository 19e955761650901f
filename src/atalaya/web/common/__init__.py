"""What every screen shares: base templates, design tokens, languages, errors told as pages."""
