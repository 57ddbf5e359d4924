-- From when on the next repeat counts, where that is not when the incident was told last: what went unseen, and how far the clock was set, does not count.
alter table incident add column repeat_from timestamptz;
