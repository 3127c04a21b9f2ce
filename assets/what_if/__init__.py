"""What a changed configuration would do to the published result, without touching it."""
