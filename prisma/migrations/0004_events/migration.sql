-- What happened between two polls, told by comparing them. `at` is the instant of the poll that saw it, `ordinal` its place among
-- the events of that poll: storing a poll twice stores its events once. Months are partitions, dropped when their time is over.
create table event (
  cluster_id int4 not null,
  at         timestamptz not null,
  ordinal    int4 not null,
  kind       text not null,
  severity   text not null check (severity in ('info', 'warning', 'critical')),
  -- Keys of the groups, topics and brokers it is about (lib/history/event-store.ts); names are in the data.
  subjects   text[] not null,
  -- Nobody looked between this instant and `at`; null where the poll before was not long ago.
  gap_since  timestamptz,
  data       jsonb not null,
  primary key (cluster_id, at, ordinal)
) partition by range (at);
create index event_by_subject on event using gin (subjects);
