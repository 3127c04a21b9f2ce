"""A package, so that test modules named as in other folders do not clash."""
