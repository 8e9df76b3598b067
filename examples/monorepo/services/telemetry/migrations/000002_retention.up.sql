SELECT add_retention_policy('events', INTERVAL '14 days');
