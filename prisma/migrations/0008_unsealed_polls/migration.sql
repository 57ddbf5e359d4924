-- The polls of a group that are not sealed yet, for whoever wants them in plain SQL: select * from unsealed_polls('local', 'payments').
-- Null: not observed; -1: no committed offset. Sealed hours are packed: npm run history exports them.
create function unsealed_polls(of_cluster text, of_group text)
  returns table (at timestamptz, topic text, partition int4, committed int8)
  language sql stable as $$
  select p.at, t.name, n.partition,
         nullif(('x' || encode(substring(p.body from 1 + 8 * (s.first + n.partition) for 8), 'hex'))::bit(64)::int8, (-9223372036854775807 - 1)::int8)
    from cluster c
    join consumer_group g on g.cluster_id = c.id and g.name = of_group
    join subscription u on u.group_id = g.id
    join topic t on t.id = u.topic_id
    join poll_seat s on s.cluster_id = c.id and s.kind = 's' and s.series_id = u.id
    join poll p on p.cluster_id = c.id and p.at >= s.hour and p.at < s.hour + interval '1 hour'
                and octet_length(p.body) >= 8 * (s.first + s.partitions)
   cross join lateral generate_series(0, s.partitions - 1) as n(partition)
   where c.name = of_cluster
     and not exists (select from sealed_hour h where h.cluster_id = c.id and h.hour = s.hour)
     -- A topic that grew has a second, wider seat, which the polls from then on use.
     and not exists (select from poll_seat w where w.cluster_id = s.cluster_id and w.hour = s.hour and w.kind = 's'
                       and w.series_id = s.series_id and w.first > s.first
                       and octet_length(p.body) >= 8 * (w.first + w.partitions))
   order by p.at, t.name, n.partition $$;
