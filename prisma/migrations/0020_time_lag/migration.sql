-- How far behind in time a group is: the largest of its partitions, and how that is known.
alter table group_now
  add column time_lag_seconds float8,
  add column time_lag_quality text not null default 'unknown';

alter table subscription_now
  add column time_lag_seconds float8,
  add column time_lag_quality text not null default 'unknown';

-- The same of every partition in the newest poll: one body for all subscriptions (lib/history/now/time-lags.ts), written anew by
-- every poll. It is as good as random, so that compressing it is a waste.
create table time_lag_now (
  cluster_id int4 primary key references cluster,
  poll_id    int8 not null,
  body       bytea not null
);
alter table time_lag_now alter column body set storage external;
