-- The past of one group or topic, and the incidents on its charts.
create index incident_of_target on incident (cluster_id, group_name, opened_at desc);
-- What was told by one notice, and where; and what goes with an incident that is not kept any longer.
create index delivery_by_notice on delivery (notice_id);
create index delivery_by_incident on delivery (incident_id);
