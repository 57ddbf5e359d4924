-- Tokens for programs. Of a secret only its hash is here: it is shown once, when it is made. What a token may do is in
-- access_grant; when it is used, that is cut down to what its maker may do by then.
create table api_token (
  id bigint primary key generated always as identity,
  name text not null,
  prefix text not null unique,
  secret_sha256 bytea not null check (octet_length(secret_sha256) = 32),
  use text check (use in ('events', 'metrics')),
  -- The user; null where no user made it. The name is the one of that day, for when the user is gone.
  created_by text,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_token_by_maker on api_token (created_by);
