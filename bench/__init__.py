"""Speed where it counts, as ratios against a floor measured in the same run (`make bench`)."""
