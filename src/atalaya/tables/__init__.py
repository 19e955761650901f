"""What the tables of the product are: incidents, areas, population, findings, selections and code lists."""
