"""What people choose to be told of, and how often; what they must know leaves whatever they chose."""
