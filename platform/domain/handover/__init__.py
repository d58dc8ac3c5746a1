"""What whoever takes over needs on paper: gathered from every domain, changed nowhere."""
