"""The trail: canonical entries, their hash chain, the offline package, logs. No SQL, no clock."""
