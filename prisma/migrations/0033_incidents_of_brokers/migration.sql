-- Rules over each broker by itself.
alter table alert_target add column broker_id int4;
alter table incident add column broker_id int4;
