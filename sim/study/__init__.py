"""Files of a study: scenarios, regions, evidence cards and activities, checked and compiled to arrays."""
