-- While a partition is under min ISR its high watermark stands, and lag counted to it is a lower bound.
alter table group_now add column lag_is_at_least boolean not null default false;
alter table subscription_now add column lag_is_at_least boolean not null default false;
