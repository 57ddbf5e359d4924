'use client';
import { ChevronDown } from 'lucide-react';
import { AUDIT_OUTCOME, AUDIT_OUTCOMES } from '#components/status/audit-outcome.ts';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuRadioGroup } from '#components/ui/menu.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import { useClusters } from '#lib/client/clusters.ts';
import { AuditTime } from './audit-time.tsx';
import type { AuditAddress } from './use-audit-address.ts';

/** What narrows the list: target, who, what, where, how it ended, when. */
export function AuditFilters({ address }: { address: AuditAddress }) {
  const { filter, set } = address;
  const clusters = useClusters().data?.items.map(({ name }) => name) ?? [];
  const known = filter.cluster === null || clusters.includes(filter.cluster) ? clusters : [...clusters, filter.cluster];
  return (
    <>
      <SearchField
        label="Filter: target"
        value={filter.search}
        onValueChange={(search) => set({ search })}
        className="w-full md:w-56"
      />
      <TextFilter
        label="Who"
        placeholder="Who: name or id"
        value={filter.actor}
        onValueChange={(actor) => set({ actor })}
      />
      <TextFilter
        label="What"
        placeholder="What: grant.create"
        value={filter.action}
        onValueChange={(action) => set({ action })}
      />
      <ChoiceFilter
        label="Cluster"
        any="Any cluster"
        value={filter.cluster}
        options={known.map((name) => ({ value: name, label: name }))}
        onValueChange={(cluster) => set({ cluster })}
      />
      <ChoiceFilter
        label="Outcome"
        any="Any outcome"
        value={filter.outcome}
        options={AUDIT_OUTCOMES.map((outcome) => ({ value: outcome, label: AUDIT_OUTCOME[outcome].word }))}
        onValueChange={(outcome) => set({ outcome })}
      />
      <AuditTime from={filter.from} to={filter.to} onChange={set} />
    </>
  );
}

function TextFilter(props: {
  label: string;
  placeholder: string;
  value: string;
  onValueChange: (value: string) => void;
}) {
  return (
    <input
      type="search"
      aria-label={props.label}
      placeholder={props.placeholder}
      value={props.value}
      onChange={(event) => props.onValueChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onValueChange('');
      }}
      className="h-10 w-[calc(50%-4px)] rounded-sm border border-line-strong bg-bg px-2 text-ink placeholder:text-ink-3 md:h-7 md:w-40 [&::-webkit-search-cancel-button]:hidden"
    />
  );
}

/** The value of the choice that narrows nothing; a menu takes no null. */
const ANY = '*';

function ChoiceFilter<T extends string>(props: {
  label: string;
  any: string;
  value: T | null;
  options: readonly { value: T; label: string }[];
  onValueChange: (value: T | null) => void;
}) {
  const chosen = props.options.find(({ value }) => value === props.value);
  return (
    <Menu
      trigger={
        <Button look={chosen ? 'chosen' : 'outline'} className="max-w-full">
          <span className="sr-only">{props.label}: </span>
          <span className="truncate">{chosen?.label ?? props.any}</span>
          <ChevronDown aria-hidden="true" className="size-3.5 flex-none" />
        </Button>
      }
    >
      <MenuRadioGroup<string>
        label={props.label}
        value={chosen?.value ?? ANY}
        options={[{ value: ANY, label: props.any }, ...props.options]}
        onValueChange={(value) =>
          props.onValueChange(props.options.find((option) => option.value === value)?.value ?? null)
        }
      />
    </Menu>
  );
}
