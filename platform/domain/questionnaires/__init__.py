"""The one engine of forms: definitions, versions, answers. The catalogue, the AMI and the competition stand on it."""
