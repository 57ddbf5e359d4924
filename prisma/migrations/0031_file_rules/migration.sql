-- Rules that tidemark.yaml lists are changed there alone: of each, in which file it stands.
alter table alert_rule
  add column source text not null default 'console' check (source in ('console', 'file')),
  add column source_file text,
  add constraint alert_rule_file check ((source = 'file') = (source_file is not null));
