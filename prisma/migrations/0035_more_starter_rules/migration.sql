-- A broker that is down is what explains much else. Five seconds behind is asked for often and is finer than most groups commit, which the
-- console says where the rule is edited: it is switched off.
insert into alert_rule (name, definition)
select name,
       jsonb_build_object(
         'severity', severity, 'enabled', enabled, 'clusters', everything, 'groups', everything, 'topics', everything,
         'condition', jsonb_build_object(
           'metric', metric, 'operator', '>', 'threshold', threshold, 'status', null, 'forSeconds', for_seconds,
           'clearThreshold', clear_threshold, 'aggregation', 'group-sum', 'commitGaps', 0),
         'keepFiringSeconds', 60, 'noData', '{"policy": "keep", "afterSeconds": 120}'::jsonb, 'destinations', '[]'::jsonb,
         'repeatSeconds', null, 'labels', '{}'::jsonb, 'runbook', null)
  from (values
    ('Broker down', 'critical', true, 'broker-down', 60, 0, 0),
    ('More than 5 seconds behind', 'warning', false, 'time-lag', 5, 30, 4.5)
  ) as starter (name, severity, enabled, metric, threshold, for_seconds, clear_threshold),
  (select '{"include": ["*"], "exclude": []}'::jsonb as everything) as patterns
on conflict (name) do nothing;
update alert_revision set revision = revision + 1;
