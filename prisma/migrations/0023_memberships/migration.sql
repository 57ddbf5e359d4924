-- Who held what in a group, and in which state it was, from one poll to the next that found it different. A group that was pruned
-- leaves rows that name nothing: ids are given once. Months are partitions, dropped with those of the events.
create table membership (
  group_id    int4 not null,
  at          timestamptz not null,
  type        text not null,
  state       text not null,
  assign_only boolean not null,
  assignor    text,
  -- Null where nobody could describe the group.
  members     int4,
  -- Members with what they hold; fewer than there are where the list is too long. Null: as in the newest row before that has one.
  member_list jsonb,
  primary key (group_id, at)
) partition by range (at);
