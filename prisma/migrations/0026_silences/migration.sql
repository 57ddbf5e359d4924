-- Mutes what is told of incidents, not the incidents: once, from one instant to another, or again and again as a maintenance window.
create table silence (
  id         int8 generated always as identity primary key,
  -- Its configured name; null: all clusters.
  cluster    text,
  -- Plain JSON in the shape of lib/alerts/silence.ts.
  matchers   jsonb not null,
  comment    text not null,
  author     text not null,
  starts_at  timestamptz not null,
  -- Null only of what recurs.
  ends_at    timestamptz,
  -- {cron, minutes, timeZone}; null: once.
  recurrence jsonb,
  created_at timestamptz not null default now(),
  check (ends_at is not null or recurrence is not null)
);
create index silence_by_end on silence (ends_at);

-- An incident has its notice once it is told: those that were muted until then may share one.
alter table incident
  alter column notice_id drop not null,
  -- When it was told, of the time that it is open now, and when that was last repeated; null: not yet.
  add column told_at timestamptz,
  add column repeated_at timestamptz,
  -- {by, id, why, untilMs}; null: it is not muted.
  add column muted jsonb;
update incident set told_at = opened_at;
