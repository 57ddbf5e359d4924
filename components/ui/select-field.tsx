'use client';
import { Field } from '@base-ui/react/field';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

/** One choice among a few with its label above it, as the browser draws it: it is right under any thumb and any reader. */
export function SelectField<T extends string>(props: {
  label: string;
  /** For a label that is seen elsewhere. */
  labelHidden?: boolean;
  value: T;
  options: readonly { value: T; label: string }[];
  onValueChange: (value: T) => void;
  error?: string | null;
  note?: ReactNode;
  className?: string;
}) {
  const { error = null, options } = props;
  return (
    <Field.Root invalid={error !== null} className={cx('flex min-w-0 flex-col gap-1', props.className)}>
      <Field.Label className={props.labelHidden ? 'sr-only' : 'font-medium'}>{props.label}</Field.Label>
      <Field.Control
        value={props.value}
        onValueChange={(value) => {
          const chosen = options.find((option) => option.value === value);
          if (chosen) props.onValueChange(chosen.value);
        }}
        render={
          <select>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        }
        className="h-10 w-full rounded-sm border border-line-strong bg-bg px-2 text-ink data-invalid:border-danger md:h-8"
      />
      {props.note ? <Field.Description className="text-sm text-ink-3">{props.note}</Field.Description> : null}
      <Field.Error match={error !== null} className="text-sm text-danger">
        {error}
      </Field.Error>
    </Field.Root>
  );
}
