'use client';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import { type ReactNode, useId } from 'react';

/** Some of a few, all in sight; they go on in the next line where one is too short. `multiple`: any number of them, else one. */
export function ChoiceChips<T extends string>(props: {
  label: string;
  multiple?: boolean;
  chosen: readonly T[];
  options: readonly { value: T; label: ReactNode }[];
  onChange: (chosen: T[]) => void;
  error?: string | null;
}) {
  const { multiple = false, options, error = null } = props;
  const errorId = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <ToggleGroup
        aria-label={props.label}
        {...(error === null ? {} : { 'aria-describedby': errorId })}
        multiple={multiple}
        value={[...props.chosen]}
        onValueChange={(pressed) => {
          const chosen = options.map(({ value }) => value).filter((value) => pressed.includes(value));
          // One of them always stays chosen where only one can be.
          if (multiple || chosen.length > 0) props.onChange(chosen);
        }}
        className="flex flex-wrap gap-1"
      >
        {options.map(({ value, label }) => (
          <Toggle
            key={value}
            value={value}
            className="h-9 rounded-sm border border-line-strong px-2.5 whitespace-nowrap text-ink-2 hover:bg-sunk md:h-7 data-pressed:border-accent data-pressed:bg-accent-soft data-pressed:font-medium data-pressed:text-ink"
          >
            {label}
          </Toggle>
        ))}
      </ToggleGroup>
      {error === null ? null : (
        <p id={errorId} className="text-sm text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
