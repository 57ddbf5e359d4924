-- Which write of an evaluation was the last that was committed: whoever lost the answer asks. An instant does not tell, as clocks are set.
alter table alert_evaluation add column write_id uuid;
-- How many incidents of each rule were told of late, asked with each telling.
create index incident_by_telling on incident (cluster_id, told_at) where told_at is not null;
