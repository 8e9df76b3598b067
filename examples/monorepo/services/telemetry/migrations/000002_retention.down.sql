SELECT remove_retention_policy('events');
