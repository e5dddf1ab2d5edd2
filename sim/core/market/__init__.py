"""The labour market: seekers, looks, applications, acceptance, positions, pay."""
