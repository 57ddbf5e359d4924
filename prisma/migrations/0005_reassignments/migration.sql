-- Partitions whose replicas are being moved have a state of their own, in the ranks before the healthy one. Ranks inside
-- partition_list are written anew by the next poll.
alter table topic_now add column reassigning int4 not null default 0;
update topic_now set worst_rank = 6 where worst_rank = 5;
