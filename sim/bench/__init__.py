"""Published figures held against the model: facts, case studies, calibration."""
