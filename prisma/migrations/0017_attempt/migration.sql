-- Attempts to sign in that are counted until their window ends, and who signed in from where lately. Times are milliseconds since
-- 1970 by the clock of whoever wrote the row. Unlogged: after a crash of Postgres the counts begin anew.
create unlogged table attempt (
  key text primary key,
  points integer not null default 0,
  expire double precision
);
create index attempt_expire on attempt (expire);
