"""Two clients who turn out to be one person: seen beforehand, merged, and parted again."""
