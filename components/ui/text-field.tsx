'use client';
import { Field } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names.ts';

export interface TextFieldProps extends Omit<ComponentProps<typeof Field.Control>, 'className' | 'onChange'> {
  label: string;
  /** For a label that is seen elsewhere. */
  labelHidden?: boolean;
  value: string;
  onValueChange: (value: string) => void;
  /** What is wrong with what is in it. */
  error?: string | null;
  /** What it is for, where the label does not say it all; what is wrong with it stands in its place. */
  note?: ReactNode;
  className?: string;
}

/** A line of text with its label above it, and below it what is wrong. Each is read out with the field. */
export function TextField({
  label,
  labelHidden = false,
  error = null,
  note,
  className,
  onValueChange,
  ...control
}: TextFieldProps) {
  return (
    <Field.Root invalid={error !== null} className={cx('flex min-w-0 flex-col gap-1', className)}>
      <Field.Label className={labelHidden ? 'sr-only' : 'font-medium'}>{label}</Field.Label>
      <Field.Control
        {...control}
        onValueChange={onValueChange}
        className="h-10 w-full rounded-sm border border-line-strong bg-bg px-2 text-ink placeholder:text-ink-3 data-invalid:border-danger md:h-8"
      />
      {note && error === null ? <Field.Description className="text-sm text-ink-3">{note}</Field.Description> : null}
      <Field.Error match={error !== null} className="text-sm text-danger">
        {error}
      </Field.Error>
    </Field.Root>
  );
}
