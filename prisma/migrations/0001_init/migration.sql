-- Objects with an identity of their own. Small integer ids keep the samples small.
create table cluster (
  id               int4 generated always as identity primary key,
  name             text not null unique,
  kafka_cluster_id text,
  created_at       timestamptz not null default now()
);

-- A topic is its Kafka id: recreated under the same name it is another topic. Where brokers have no ids, one of our own.
create table topic (
  id             int4 generated always as identity primary key,
  cluster_id     int4 not null references cluster,
  name           text collate "C" not null,
  kafka_topic_id uuid not null,
  first_seen_at  timestamptz not null,
  unique (cluster_id, name, kafka_topic_id)
);

create table consumer_group (
  id            int4 generated always as identity primary key,
  cluster_id    int4 not null references cluster,
  name          text collate "C" not null,
  first_seen_at timestamptz not null,
  unique (cluster_id, name)
);

-- One group on one topic; the series of committed offsets.
create table subscription (
  id            int4 generated always as identity primary key,
  group_id      int4 not null references consumer_group,
  topic_id      int4 not null references topic,
  first_seen_at timestamptz not null,
  unique (group_id, topic_id)
);
create index subscription_by_topic on subscription (topic_id);

-- Who polls a cluster. The transaction of a poll locks this row first and writes nothing if the token is not its own.
create table collector_lease (
  cluster_id int4 primary key references cluster,
  holder     text not null,
  token      uuid not null,
  expires_at timestamptz not null
);

-- History, hot tail: one row per poll with every value as big-endian int8 in one body (see lib/history).
create table poll (
  cluster_id int4 not null,
  at         timestamptz not null,
  body       bytea not null,
  primary key (cluster_id, at)
) partition by range (at);

-- Where each series sits in the bodies of one hour. Rows are only added; a series that grows takes a second, wider seat.
create table poll_seat (
  cluster_id int4 not null,
  hour       timestamptz not null,
  kind       char(1) not null check (kind in ('t', 's')),
  series_id  int4 not null,
  first      int4 not null,
  partitions int4 not null,
  primary key (cluster_id, hour, kind, series_id, first)
);

-- Current state: one row per object, rewritten only when it changed. Every busy group and subscription moves at every poll, all in
-- one transaction: room for a second version of each row in its page, and no index on what moves, keep those updates in place
-- (HOT). Lists sort the few thousand rows of a cluster instead.
create table cluster_now (
  cluster_id    int4 primary key references cluster,
  poll_id       int8 not null,
  observed_at   timestamptz,
  scheduled_at  timestamptz not null,
  reachable     boolean not null,
  kafka_version text,
  controller    jsonb,
  failures      jsonb not null,
  health        jsonb not null
) with (fillfactor = 70);

create table broker_now (
  cluster_id          int4 not null references cluster,
  broker_id           int4 not null,
  host                text,
  port                int4,
  rack                text,
  state               text not null check (state in ('up', 'unreachable', 'down')),
  state_since         timestamptz not null,
  seen_since          timestamptz not null,
  failure             jsonb,
  leaders             int4 not null,
  replicas            int4 not null,
  in_sync_replicas    int4 not null,
  under_replicated_led int4 not null,
  not_preferred_led   int4 not null,
  log_dir_bytes       int8,
  primary key (cluster_id, broker_id)
) with (fillfactor = 70);

create table topic_now (
  topic_id           int4 primary key references topic,
  cluster_id         int4 not null references cluster,
  name               text collate "C" not null,
  kafka_topic_id     uuid,
  internal           boolean not null,
  partitions         int4 not null,
  replication_factor int4 not null,
  min_isr            int4,
  cleanup_policy     text,
  retention_ms       int8,
  retention_bytes    int8,
  size_bytes         int8,
  worst_rank         int2 not null,
  offline            int4 not null,
  under_min_isr      int4 not null,
  at_min_isr         int4 not null,
  under_replicated   int4 not null,
  not_preferred      int4 not null,
  groups             int4 not null,
  partition_list     jsonb not null,
  configs            jsonb,
  failure            jsonb
) with (fillfactor = 70);
create unique index topic_now_by_name on topic_now (cluster_id, name);
create index topic_now_by_danger on topic_now (cluster_id, worst_rank, name);

create table group_now (
  group_id         int4 primary key references consumer_group,
  cluster_id       int4 not null references cluster,
  name             text collate "C" not null,
  type             text not null,
  protocol_type    text not null,
  state            text not null,
  assign_only      boolean not null,
  lag              int8,
  known_partitions int4 not null,
  total_partitions int4 not null,
  topics           int4 not null,
  members          int4,
  worst_rank       int2,
  worst_since      timestamptz,
  states           jsonb not null,
  trend            jsonb not null,
  coordinator      int4,
  detail           jsonb not null,
  failure          jsonb,
  -- What a search in the list of groups looks through: id, client ids and hosts, one per line, ASCII in lower case. Written
  -- beside the rest, since a generated column would be computed anew whenever the lag moves, that is at every poll.
  search_text      text collate "C" not null
) with (fillfactor = 50);
create unique index group_now_by_name on group_now (cluster_id, name);

-- Per subscription: its sum, and every partition that is not plainly ok.
create table subscription_now (
  subscription_id  int4 primary key references subscription,
  cluster_id       int4 not null references cluster,
  group_id         int4 not null references consumer_group,
  topic_id         int4 not null references topic,
  partitions       int4 not null,
  lag              int8,
  known_partitions int4 not null,
  total_partitions int4 not null,
  worst_rank       int2,
  states           jsonb not null,
  exceptions       jsonb not null
) with (fillfactor = 50);
create index subscription_now_by_group on subscription_now (group_id);
create index subscription_now_by_topic on subscription_now (topic_id);
