'use client';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';
import { formatCount } from '#lib/client/format-number.ts';

export interface FilterChip<T extends string> {
  value: T;
  label: string;
  count: number | null;
  icon?: ReactNode;
}

/** The value of the chip that filters nothing; the group takes no empty one. */
const ALL = '*';

/** Kinds of rows with how many there are of each; one can be chosen, choosing it again shows all. */
export function FilterChips<T extends string>(props: {
  label: string;
  all: { label: string; count: number | null };
  chips: readonly FilterChip<T>[];
  value: T | null;
  onValueChange: (value: T | null) => void;
}) {
  const all: FilterChip<string> = { value: ALL, label: props.all.label, count: props.all.count };
  const chips: FilterChip<string>[] = [all, ...props.chips];
  return (
    <ToggleGroup
      aria-label={props.label}
      value={[props.value ?? ALL]}
      onValueChange={(pressed) => {
        const next = props.chips.find((chip) => pressed.includes(chip.value) && chip.value !== props.value);
        props.onValueChange(next?.value ?? null);
      }}
      className="flex gap-1 overflow-x-auto max-md:-mx-(--gutter) max-md:px-(--gutter)"
    >
      {chips.map((chip) => (
        <Toggle
          key={chip.value}
          value={chip.value}
          className="inline-flex h-9 items-center gap-1.5 rounded-sm px-2 whitespace-nowrap text-ink-2 hover:bg-sunk focus-visible:-outline-offset-2 md:h-7 data-pressed:bg-accent-soft data-pressed:text-ink"
        >
          {chip.icon}
          {chip.label}
          {chip.count === null ? null : <b className="font-medium text-ink">{formatCount(chip.count)}</b>}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
