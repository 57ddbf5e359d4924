-- How lag moves: records per second, where it goes, seconds until it is gone; null where that cannot be told.
alter table group_now
  add column produce_rate  float8,
  add column consume_rate  float8,
  add column lag_trend     text,
  add column drain_seconds float8,
  add column hot           jsonb not null default '[]';

alter table subscription_now
  add column produce_rate  float8,
  add column consume_rate  float8,
  add column lag_trend     text,
  add column drain_seconds float8,
  add column commit_gaps   jsonb not null default '{"medianMs": null, "longestByDay": []}';

-- Topics move at every poll now: room for a second version of each row in its page (ADR 4).
alter table topic_now
  add column produce_rate float8,
  set (fillfactor = 50);
