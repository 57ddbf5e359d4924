-- Who people are. The columns of the first four tables are those that better-auth reads and writes, besides `disabled` and
-- `groups`, which are ours: the groups that the identity provider named at the last sign-in.
create table app_user (
  id text primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  disabled boolean not null default false,
  groups text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- `updated_at` is the last use, `expires_at` the end whatever the use.
create table app_session (
  id text primary key,
  token text not null unique,
  user_id text not null references app_user (id) on delete cascade,
  ip_address text,
  user_agent text,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index app_session_by_user on app_session (user_id);

-- How a user proves who it is: a password (provider `credential`, account id = user id), or an account elsewhere.
create table app_account (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references app_user (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index app_account_by_user on app_account (user_id);

-- What a sign-in elsewhere needs to remember until the browser comes back.
create table app_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index app_verification_by_identifier on app_verification (identifier);

-- Links that make the first admin. Who holds one has the token; here is its sha256.
create table setup_link (
  token_sha256 bytea primary key,
  expires_at timestamptz not null
);
