-- As in every table of chunks. The table was made with the migration before this one, and nothing wrote to it.
alter table topic_hours add column partitions int4 not null;
