-- What the brokers of a cluster can do together, by name of the feature; null until a poll has told.
alter table cluster_now add column features jsonb;
