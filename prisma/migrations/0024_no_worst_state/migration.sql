-- The status (0021_status) says how bad a group is, and since when.
alter table group_now
  drop column worst_rank,
  drop column worst_since;
alter table subscription_now
  drop column worst_rank;
