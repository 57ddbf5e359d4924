'use client';
import { SelectField } from '#components/ui/select-field.tsx';
import { TextField } from '#components/ui/text-field.tsx';

/** What is to become of a password. */
export interface PasswordChoice {
  how: 'keep' | 'make' | 'choose' | 'none';
  text: string;
}

const HOW = {
  keep: { value: 'keep', label: 'Stays as it is' },
  make: { value: 'make', label: 'Let Tidemark make one, to be shown once' },
  choose: { value: 'choose', label: 'Choose one' },
  none: { value: 'none', label: 'None: this one signs in at the identity provider' },
} as const;

/** What is sent for a choice; undefined where nothing is. */
export function sentPassword({ how, text }: PasswordChoice): string | null | undefined {
  if (how === 'keep' || how === 'none') return undefined;
  return how === 'make' ? null : text;
}

/** Whether a user gets a password, and from whom. */
export function PasswordChoiceFields(props: {
  label: string;
  options: readonly (keyof typeof HOW)[];
  value: PasswordChoice;
  onValueChange: (value: PasswordChoice) => void;
  error: string | null;
  note?: string;
}) {
  const { value, onValueChange } = props;
  return (
    <>
      <SelectField
        label={props.label}
        value={value.how}
        options={props.options.map((how) => HOW[how])}
        onValueChange={(how) => onValueChange({ ...value, how })}
        error={value.how === 'choose' ? null : props.error}
        note={value.how === 'make' || value.how === 'choose' ? props.note : null}
      />
      {value.how === 'choose' ? (
        <TextField
          label="The password"
          type="password"
          autoComplete="new-password"
          value={value.text}
          onValueChange={(text) => onValueChange({ ...value, text })}
          error={props.error}
          note="At least 12 characters. Tell it to nobody else."
        />
      ) : null}
    </>
  );
}
