"""Who came: attendance per institution, proxies, quorum, check-in."""
