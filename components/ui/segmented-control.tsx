'use client';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';

/** One choice among few, all in sight. `value` null when none of them is what is shown. */
export function SegmentedControl<T extends string>(props: {
  label: string;
  value: T | null;
  options: readonly { value: T; label: ReactNode }[];
  onValueChange: (value: T) => void;
}) {
  return (
    <ToggleGroup
      aria-label={props.label}
      value={props.value === null ? [] : [props.value]}
      onValueChange={(pressed) => {
        const next = props.options.find((option) => pressed.includes(option.value) && option.value !== props.value);
        if (next) props.onValueChange(next.value);
      }}
      className="inline-flex flex-none divide-x overflow-hidden rounded-sm border border-line-strong"
    >
      {props.options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className="h-[34px] px-2.5 whitespace-nowrap text-ink-2 hover:bg-sunk focus-visible:-outline-offset-2 md:h-[26px] data-pressed:bg-accent-soft data-pressed:font-medium data-pressed:text-ink"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
