-- Looked through by time alone when hours are past theirs, and before a day of chunks is dropped: once a minute, for all clusters.
create index sealed_hour_by_hour on sealed_hour (hour);
