-- History that is complete: an hour whose polls became chunks, one per topic and subscription. That the row is there is what
-- makes its chunks count and its polls not; `poll_ms` (a chunk of one column) is the time axis of them all.
create table sealed_hour (
  cluster_id int4 not null references cluster,
  hour       timestamptz not null,
  polls      int4 not null,
  poll_ms    bytea not null,
  sealed_at  timestamptz not null default now(),
  primary key (cluster_id, hour)
);

-- One hour of one topic: three chunks of a column per partition, and what the level of hours takes over (`hour_stats`).
create table topic_chunk (
  topic_id   int4 not null,
  hour       timestamptz not null,
  partitions int4 not null,
  log_start  bytea not null,
  high       bytea not null,
  open       bytea not null,
  hour_stats bytea not null,
  primary key (topic_id, hour)
) partition by range (hour);

-- One hour of one subscription: committed offsets, the summed lag of each poll, and what the level of hours takes over.
create table subscription_chunk (
  subscription_id int4 not null,
  hour            timestamptz not null,
  partitions      int4 not null,
  committed       bytea not null,
  total           bytea not null,
  hour_stats      bytea not null,
  primary key (subscription_id, hour)
) partition by range (hour);

-- The level of hours: 24 points of a day in each row, kept longer than the polls themselves.
create table topic_hours (
  topic_id   int4 not null,
  day        timestamptz not null,
  stats      bytea not null,
  primary key (topic_id, day)
) partition by range (day);

create table subscription_hours (
  subscription_id int4 not null,
  day             timestamptz not null,
  partitions      int4 not null,
  lag             bytea not null,
  total           bytea not null,
  primary key (subscription_id, day)
) partition by range (day);

-- A day that the level of hours has.
create table rolled_day (
  cluster_id int4 not null references cluster,
  day        timestamptz not null,
  primary key (cluster_id, day)
);

-- The newest day with a chunk of it: what names it for as long as its chunks are kept, without looking into them.
alter table topic add column sealed_day timestamptz;
alter table subscription add column sealed_day timestamptz;
