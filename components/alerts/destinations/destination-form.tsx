'use client';
import { useState } from 'react';
import { ReasonField } from '#components/settings/reason-field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { Destination, PreviewInput } from '#lib/api/schemas/destinations.ts';
import { useChangeDestination, useCreateDestination, useDestinationPreview } from '#lib/client/alerts.ts';
import { useDebounced } from '#lib/client/use-debounced.ts';
import { listText } from '../rules/rule-draft.ts';
import { type ConfigField, configOf, FIELDS, KINDS, type Kind } from './destination-fields.ts';
import { DestinationPreview } from './destination-preview.tsx';
import { askedTemplates, TemplateFields, type TypedTemplates } from './template-fields.tsx';

/** What follows a destination when it is called otherwise, and what does not. */
const nameNote = (owners: readonly string[]): string =>
  owners.length === 0
    ? 'Rules name it; they follow when it changes.'
    : `Rules name it; they follow when it changes. tidemark.yaml, which names it for ${listText(owners)}, does not.`;

/** A new destination, or one that is there. */
export function DestinationForm({ destination, onClose }: { destination: Destination | null; onClose: () => void }) {
  const [name, setName] = useState(destination?.name ?? '');
  const [kind, setKind] = useState<Kind>(destination?.kind ?? 'pagerduty');
  const [values, setValues] = useState<Record<string, string>>(openSettings(destination));
  const [templates, setTemplates] = useState<TypedTemplates>({
    title: destination?.settings.title ?? '',
    text: destination?.settings.text ?? '',
  });
  const [reason, setReason] = useState('');
  const create = useCreateDestination(onClose);
  const change = useChangeDestination(onClose);
  const { error, isPending } = destination === null ? create : change;
  const errors = fieldErrors(error, ['name', 'kind', 'config', 'reason']);
  const config = { ...configOf(kind, values), ...askedTemplates(templates) };
  const shown = usePreview(kind, name, templates);
  return (
    <FormDialog
      title={destination === null ? 'New destination' : 'Edit the destination'}
      wide
      open
      onClose={onClose}
      action={destination === null ? 'Make destination' : 'Save'}
      pending={isPending}
      error={errors.rest}
      onSend={() =>
        destination === null
          ? create.mutate({ name, kind, config, reason })
          : change.mutate({ id: destination.id, name, config, reason })
      }
    >
      <div className="grid gap-x-6 gap-y-4 md:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          {destination === null ? (
            <SelectField
              label="Kind"
              value={kind}
              options={KINDS}
              onValueChange={(next) => {
                setKind(next);
                // A secret of one kind may stand open in a field of another.
                setValues({});
              }}
              error={errors.of('kind')}
            />
          ) : null}
          <TextField
            label="Name"
            autoComplete="off"
            autoFocus
            placeholder="pagerduty-prod"
            value={name}
            onValueChange={setName}
            error={errors.of('name')}
            note={nameNote(destination?.owners ?? [])}
          />
          {FIELDS[kind].map((field) => (
            <ConfigFieldInput
              key={field.name}
              field={field}
              destination={destination}
              value={values[field.name] ?? ''}
              onValueChange={(value) => setValues((now) => ({ ...now, [field.name]: value }))}
              error={errors.of(`config.${field.name}`)}
            />
          ))}
          <TemplateFields
            templates={templates}
            onTemplatesChange={setTemplates}
            errorOf={(field) => errors.of(`config.${field}`) ?? shown.errors.of(`config.${field}`)}
            placeholders={shown.placeholders}
          />
          <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
        </div>
        <DestinationPreview preview={shown.preview} error={shown.error} />
      </div>
    </FormDialog>
  );
}

/** What would be told with these templates, and what is wrong with them, a moment after they were typed. */
function usePreview(kind: Kind, name: string, templates: TypedTemplates) {
  const input: PreviewInput = { kind, name, config: askedTemplates(templates) };
  const asked = useDebounced(JSON.stringify(input));
  const { data, error } = useDestinationPreview(asked);
  // A template that is half typed is wrong: what was shown stays meanwhile.
  const [good, setGood] = useState(data);
  if (data !== undefined && data !== good) setGood(data);
  return { preview: good, placeholders: good?.placeholders, error, errors: fieldErrors(error, ['config']) };
}

function ConfigFieldInput(props: {
  field: ConfigField;
  /** Null: a new one. */
  destination: Destination | null;
  value: string;
  onValueChange: (value: string) => void;
  error: string | null;
}) {
  const { field, destination, value, onValueChange, error } = props;
  const isKept = destination !== null && field.isSecret;
  const note = isKept ? 'Empty: it stays as it is.' : field.note;
  if (field.options) {
    const chosen = value || (field.options[0]?.value ?? '');
    return (
      <SelectField
        label={field.label}
        value={chosen}
        options={field.options}
        onValueChange={onValueChange}
        error={error}
        note={note}
      />
    );
  }
  return (
    <TextField
      label={field.label}
      type={field.isSecret ? 'password' : 'text'}
      // A browser that offers its own passwords would put one of another place in here.
      autoComplete={field.isSecret ? 'new-password' : 'off'}
      inputMode={field.isNumber ? 'numeric' : undefined}
      spellCheck={false}
      placeholder={destination?.settings[field.name] || field.placeholder}
      value={value}
      onValueChange={onValueChange}
      error={error}
      note={note}
    />
  );
}

/** What a destination is set to, but for what is shown to nobody. */
function openSettings(destination: Destination | null): Record<string, string> {
  if (destination === null) return {};
  const open = FIELDS[destination.kind].filter(({ isSecret }) => !isSecret);
  return Object.fromEntries(open.map(({ name }) => [name, destination.settings[name] ?? '']));
}
