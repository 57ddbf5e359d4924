'use client';
import { Field } from '@base-ui/react/field';
import type { ReactNode } from 'react';

/** Some lines of text with their label above them, and below them what is wrong. Each is read out with the field. */
export function TextArea(props: {
  label: string;
  value: string;
  onValueChange: (value: string) => void;
  rows: number;
  placeholder?: string;
  error?: string | null;
  note?: ReactNode;
}) {
  const { error = null } = props;
  return (
    <Field.Root invalid={error !== null} className="flex min-w-0 flex-col gap-1">
      <Field.Label className="font-medium">{props.label}</Field.Label>
      <Field.Control
        value={props.value}
        onValueChange={props.onValueChange}
        placeholder={props.placeholder}
        render={<textarea rows={props.rows} spellCheck={false} autoComplete="off" />}
        className="w-full resize-y rounded-sm border border-line-strong bg-bg px-2 py-1.5 text-ink placeholder:text-ink-3 data-invalid:border-danger"
      />
      {props.note && error === null ? (
        <Field.Description className="text-sm text-ink-3">{props.note}</Field.Description>
      ) : null}
      <Field.Error match={error !== null} className="text-sm text-danger">
        {error}
      </Field.Error>
    </Field.Root>
  );
}
