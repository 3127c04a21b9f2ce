"""`ladder serve`: the published pages behind sign-in, and what people enter there."""
