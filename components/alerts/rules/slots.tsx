'use client';
import { Field } from '@base-ui/react/field';
import type { ReactNode } from 'react';
import { cx } from '#components/ui/class-names.ts';

/** What somebody may change within a sentence looks like a word of it that is underlined. */
export const SLOT =
  'h-10 max-w-full rounded-sm border-b-2 border-accent bg-accent-soft px-2 font-semibold text-ink placeholder:font-normal placeholder:text-ink-2 data-invalid:border-danger data-invalid:bg-danger-soft md:h-9';

interface SlotProps {
  /** What the slot holds, for those who do not see the sentence around it. */
  label: string;
  error?: string | null;
  /** What is perhaps not meant, where nothing is wrong. */
  warning?: string | null;
}

function Slot({ label, error = null, warning = null, control }: SlotProps & { control: ReactNode }) {
  return (
    <Field.Root invalid={error !== null} className="inline-flex max-w-full min-w-0 flex-col items-start">
      <Field.Label className="sr-only">{label}</Field.Label>
      {control}
      {warning === null || error !== null ? null : (
        <Field.Description className="max-w-80 text-sm leading-5 font-normal text-warn">{warning}</Field.Description>
      )}
      <Field.Error match={error !== null} className="max-w-64 text-sm leading-5 font-normal text-danger">
        {error}
      </Field.Error>
    </Field.Root>
  );
}

/** A word of a sentence that somebody types; as wide as it is long. */
export function TextSlot(
  props: SlotProps & {
    value: string;
    onValueChange: (value: string) => void;
    placeholder?: string;
    inputMode?: 'decimal' | 'numeric';
    /** It is a name, or a pattern of names. */
    isName?: boolean;
  },
) {
  return (
    <Slot
      label={props.label}
      error={props.error ?? null}
      warning={props.warning ?? null}
      control={
        <Field.Control
          value={props.value}
          onValueChange={props.onValueChange}
          placeholder={props.placeholder}
          inputMode={props.inputMode}
          autoComplete="off"
          spellCheck={false}
          // For browsers that cannot fit a field to what is in it.
          size={Math.max(3, props.value.length)}
          className={cx(SLOT, 'min-w-12 field-sizing-content', props.isName && 'code')}
        />
      }
    />
  );
}

/** A word of a sentence that somebody chooses. */
export function SelectSlot<T extends string>(
  props: SlotProps & {
    value: T;
    options: readonly { value: T; label: string }[];
    onValueChange: (value: T) => void;
  },
) {
  const { options } = props;
  return (
    <Slot
      label={props.label}
      error={props.error ?? null}
      control={
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
          className={cx(SLOT, 'field-sizing-content')}
        />
      }
    />
  );
}

/** The words between the slots stand on the line of what is in them. */
export function Words({ children }: { children: string }) {
  return <span className="leading-10 md:leading-9">{children}</span>;
}
