-- A group id has up to 32,767 bytes, more than a btree takes, and may hold a NUL, which no text does: `name` is what is shown,
-- the sha256 of the id's own bytes is what tells groups apart. A group stored with U+FFFD in place of a NUL gets a row anew.
alter table consumer_group add column name_sha256 bytea;
update consumer_group set name_sha256 = sha256(convert_to(name, 'UTF8'));
alter table consumer_group
  alter column name_sha256 set not null,
  drop constraint consumer_group_cluster_id_name_key,
  add unique (cluster_id, name_sha256);

-- Looked up by name all the same: a hash index keeps four bytes of any name. Lists sort the rows of their cluster.
create index consumer_group_by_name on consumer_group using hash (name);
drop index group_now_by_name;
create index group_now_by_name on group_now using hash (name);
create index group_now_by_cluster on group_now (cluster_id);
