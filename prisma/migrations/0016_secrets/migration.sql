-- What must be kept and never shown (addresses with tokens in them, passwords of others), sealed with TIDEMARK_SECRET_KEY.
create table stored_secret (
  id         bigint primary key generated always as identity,
  -- What it is a secret of, as `destination/17/url`. Part of what is sealed: it opens as the secret of nothing else.
  owner      text not null unique check (length(owner) between 1 and 200),
  -- Which key it was sealed with: the first bytes of the key's SHA-256.
  key_id     bytea not null check (octet_length(key_id) = 8),
  -- Version of the form, nonce, text, tag.
  sealed     bytea not null,
  created_at timestamptz not null default now(),
  sealed_at  timestamptz not null default now()
);
