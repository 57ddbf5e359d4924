-- Status of groups and partitions by name (lib/lag/status/status.ts). `danger_rank` is what lists are sorted by, lowest worst.
alter table group_now
  add column status       text,
  add column status_since timestamptz,
  add column danger_rank  int2,
  add column statuses     jsonb not null default '{}',
  -- Since when the group has, or lacks, members, and rests (lib/lag/status/presence.ts): so that a restart forgets no timer.
  add column presence     jsonb;

alter table subscription_now
  add column status             text,
  add column danger_rank        int2,
  add column statuses           jsonb not null default '{}',
  -- [{status, sinceMs, runs}], `runs` being first and last partition in turn.
  add column partition_statuses jsonb not null default '[]';

-- What changed between two polls: of a group (without topic_id), or of partitions of one of its topics. `at` is the instant of the poll that
-- saw it, `ordinal` makes storing a poll twice store it once. What was before stands beside what is, so that any past moment is
-- told by going back from now. Months are partitions, dropped when their time is over; ids of what is pruned lead nowhere.
create table status_change (
  cluster_id int4 not null,
  at         timestamptz not null,
  ordinal    int4 not null,
  group_id   int4 not null,
  topic_id   int4,
  was        text,
  status     text,
  partitions int4[] not null default '{}',
  primary key (cluster_id, at, ordinal)
) partition by range (at);
create index status_change_by_group on status_change (group_id, at);
