-- Who did what to what, and what came of it: rows are added one after the other, each with the hash of the one before it, and
-- never changed. Partitions by UTC month are made ahead, and dropped whole by retention; each gets its own trigger against TRUNCATE,
-- which a partition does not inherit.
create table audit (
  id int8 not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  address text,
  user_agent text,
  request_id text,
  action text not null,
  cluster text,
  target text,
  reason text,
  before jsonb,
  after jsonb,
  outcome text not null check (outcome in ('intended', 'done', 'failed', 'refused')),
  of int8,
  detail text,
  count int4 not null check (count > 0),
  prev_hash bytea not null,
  hash bytea not null,
  primary key (id, at)
) partition by range (at);

-- The rows that name a first one, and what happened on a cluster.
create index audit_of on audit (of) where of is not null;
create index audit_cluster on audit (cluster, id) where cluster is not null;

-- Where the chain ends, which is also what its writers lock, and what came before its first row that is kept.
create table audit_chain (
  part text primary key check (part in ('head', 'dropped')),
  id int8 not null,
  at timestamptz not null,
  hash bytea not null
) with (fillfactor = 50);
insert into audit_chain
  select part, 0, 'epoch', decode(repeat('00', 32), 'hex') from unnest(array['head', 'dropped']) part;

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log takes new rows only: % is refused', tg_op using errcode = 'object_not_in_prerequisite_state';
end $$;
create trigger audit_keep_rows before update or delete on audit for each row execute function audit_refuse();
create trigger audit_keep_all before truncate on audit for each statement execute function audit_refuse();
