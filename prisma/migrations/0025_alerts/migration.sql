-- Rises with every change of a rule or a destination: the engine reads them anew when it has.
create table alert_revision (
  only_row boolean primary key default true check (only_row),
  revision int8 not null
);
insert into alert_revision (revision) values (1);

create table destination (
  id         int8 generated always as identity primary key,
  name       text not null unique,
  kind       text not null check (kind in ('pagerduty', 'slack', 'alertmanager', 'webhook')),
  -- What is no secret of it; the rest is sealed in stored_secret.
  settings   jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table alert_rule (
  id         int8 generated always as identity primary key,
  name       text not null unique,
  -- Plain JSON in the shape of lib/alerts/rule.ts, without id, name and version.
  definition jsonb not null,
  -- Rises with each change of what makes it fire: its targets begin anew then.
  version    int4 not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Targets that are not plainly calm, as the newest poll of their cluster left them. Written when more of them changes than when they
-- were last seen, which alert_evaluation has for all.
create table alert_target (
  cluster_id   int4 not null references cluster (id) on delete cascade,
  rule_id      int8 not null,
  scope        text not null,
  rule_version int4 not null,
  group_name   text,
  topic        text,
  state        jsonb not null,
  incident_id  uuid,
  primary key (cluster_id, rule_id, scope)
);

create table alert_evaluation (
  cluster_id   int4 primary key references cluster (id) on delete cascade,
  evaluated_at timestamptz not null
);

-- Several incidents of one rule that are told of together. All others are told of by themselves.
create table storm (
  notice_id   text primary key,
  cluster_id  int4 not null references cluster (id) on delete cascade,
  rule_id     int8 not null,
  sent_at     timestamptz not null,
  -- Something changed since.
  has_news    boolean not null default false,
  resolved_at timestamptz
);
create index storm_open on storm (cluster_id) where resolved_at is null;

create table incident (
  id             uuid primary key,
  cluster_id     int4 not null references cluster (id) on delete cascade,
  -- The rule may be gone, or another one: what it was stands here.
  rule_id        int8 not null,
  rule_name      text not null,
  severity       text not null,
  labels         jsonb not null,
  runbook        text,
  group_name     text,
  topic          text,
  since          timestamptz not null,
  opened_at      timestamptz not null,
  reopened       int4 not null default 0,
  -- Under which id it is told, for life.
  notice_id      text not null,
  facts          jsonb not null,
  resolved_at    timestamptz,
  resolution     text,
  acked_at       timestamptz,
  acked_by       text,
  ack_note       text
);
create index incident_open on incident (cluster_id, opened_at desc) where resolved_at is null;
create index incident_of_notice on incident (notice_id);
create index incident_by_time on incident (opened_at desc, id desc);

create table delivery (
  id             int8 generated always as identity primary key,
  destination_id int8 not null references destination (id) on delete cascade,
  incident_id    uuid references incident (id) on delete cascade,
  notice_id      text not null,
  -- Sent with every attempt: whoever gets it twice can tell.
  delivery_id    uuid not null unique default gen_random_uuid(),
  event          text not null,
  notice         jsonb not null,
  state          text not null default 'waiting' check (state in ('waiting', 'delivered', 'parked')),
  attempts       int4 not null default 0,
  created_at     timestamptz not null default now(),
  next_at        timestamptz not null default now(),
  -- By whom it is being sent, until when; another may take it afterwards.
  claimed_until  timestamptz,
  settled_at     timestamptz,
  reason         text
);
create index delivery_waiting on delivery (next_at) where state = 'waiting';
create index delivery_of_notice on delivery (destination_id, notice_id, id) where state <> 'delivered';
create index delivery_by_time on delivery (id desc);

create table delivery_attempt (
  delivery_id int8 not null references delivery (id) on delete cascade,
  attempt     int4 not null,
  at          timestamptz not null,
  -- Null where no answer came.
  status      int4,
  outcome     text not null check (outcome in ('delivered', 'retry', 'parked')),
  detail      text not null,
  duration_ms int4 not null,
  primary key (delivery_id, attempt)
);

-- Rules to begin with; they name no destination, so that what they find is shown in the console alone. How much lag is too much differs
-- from place to place: those two are switched off.
insert into alert_rule (name, definition)
select name,
       jsonb_build_object(
         'severity', severity, 'enabled', enabled, 'clusters', everything, 'groups', everything, 'topics', everything,
         'condition', jsonb_build_object(
           'metric', metric, 'operator', operator, 'threshold', threshold, 'status', status, 'forSeconds', for_seconds,
           'clearThreshold', clear_threshold, 'aggregation', 'group-sum', 'commitGaps', commit_gaps),
         'keepFiringSeconds', 60, 'noData', '{"policy": "keep", "afterSeconds": 120}'::jsonb, 'destinations', '[]'::jsonb,
         'labels', '{}'::jsonb, 'runbook', null)
  from (values
    ('Lag above 10,000', 'warning', false, 'lag', '>', 10000, null, 60, 9000, 0),
    ('More than a minute behind', 'warning', false, 'time-lag', '>', 60, null, 120, 54, 3),
    ('Data loss within an hour', 'critical', true, 'loss-margin', '<', 3600, null, 0, 3960, 0),
    ('Group stopped, or worse', 'error', true, 'status', '>', 0, 'STOPPED', 0, 0, 0),
    ('Partitions under min ISR', 'error', true, 'under-min-isr-partitions', '>', 0, null, 60, 0, 0),
    ('Partitions offline', 'critical', true, 'offline-partitions', '>', 0, null, 30, 0, 0),
    ('No data from a cluster', 'critical', true, 'no-data', '>', 60, null, 0, 0, 0)
  ) as starter (name, severity, enabled, metric, operator, threshold, status, for_seconds, clear_threshold, commit_gaps),
  (select '{"include": ["*"], "exclude": []}'::jsonb as everything) as patterns;
