-- Who may do what: a role on the clusters whose names match a glob. What a principal is, its own table says.
create table access_grant (
  id bigint primary key generated always as identity,
  principal_kind text not null check (principal_kind in ('user', 'group', 'token')),
  principal_id text not null,
  clusters text not null,
  role text not null check (role in ('viewer', 'operator', 'admin')),
  created_at timestamptz not null default now(),
  unique (principal_kind, principal_id, clusters)
);
