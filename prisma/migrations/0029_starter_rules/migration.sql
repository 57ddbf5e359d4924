-- Two more rules to begin with, for what no threshold is needed. Somebody may have made one of that name.
insert into alert_rule (name, definition)
select name,
       jsonb_build_object(
         'severity', 'critical', 'enabled', true, 'clusters', everything, 'groups', everything, 'topics', everything,
         'condition', jsonb_build_object(
           'metric', metric, 'operator', '>', 'threshold', 0, 'status', null, 'forSeconds', 0, 'clearThreshold', 0,
           'aggregation', 'group-sum', 'commitGaps', 0),
         'keepFiringSeconds', 600, 'noData', '{"policy": "keep", "afterSeconds": 120}'::jsonb, 'destinations', '[]'::jsonb,
         'repeatSeconds', null, 'labels', '{}'::jsonb, 'runbook', null)
  from (values
    ('Log truncated', 'log-truncated'),
    ('Another cluster answers', 'cluster-id-changed')
  ) as starter (name, metric),
  (select '{"include": ["*"], "exclude": []}'::jsonb as everything) as patterns
on conflict (name) do nothing;
update alert_revision set revision = revision + 1;
