-- Microsoft Teams and e-mail.
alter table destination
  drop constraint destination_kind_check,
  add constraint destination_kind_check
    check (kind in ('pagerduty', 'slack', 'teams', 'alertmanager', 'webhook', 'email'));

-- No process sends to a destination before: so nobody sends more than its channel takes.
alter table destination add column next_free_at timestamptz not null default now();

-- The delivery to each destination that is due first.
create index delivery_due on delivery (destination_id, next_at, id) where state = 'waiting';
drop index delivery_waiting;
