"""The ten steps of the year, one file each: settings, kernels, rule, read together."""
