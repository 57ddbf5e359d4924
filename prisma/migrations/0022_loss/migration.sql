-- What a group has lost unread, and before when it loses nothing more (lib/lag/loss); null where there is nothing of that kind.
alter table group_now add column loss jsonb;
alter table subscription_now add column loss jsonb;
