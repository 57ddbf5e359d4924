'use client';
import { useState } from 'react';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { Role } from '#lib/api/schemas/grants.ts';
import type { CreatedToken, NewToken } from '#lib/api/schemas/tokens.ts';
import { serverNow } from '#lib/client/clock.ts';
import { useCreateToken } from '#lib/client/tokens.ts';
import { ReasonField } from '../reason-field.tsx';
import { type GrantRow, GrantRows, useGrantRows } from './grant-rows.tsx';

type Use = NonNullable<NewToken['use']> | 'all';

const USES: readonly { value: Use; label: string }[] = [
  { value: 'all', label: 'Everything its roles allow' },
  { value: 'metrics', label: 'Reading /metrics alone' },
  { value: 'events', label: 'Posting events (deploy marks) alone' },
];

/** The role that a use needs, where it has one alone. */
const ROLE_OF_USE: Record<Use, Role | null> = { all: null, metrics: 'viewer', events: 'operator' };

const DAY_MS = 86_400_000;
const TERMS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'ever', label: 'No end: until it is revoked' },
] as const;
type Term = (typeof TERMS)[number]['value'];

const endOf = (term: Term): string | null =>
  term === 'ever' ? null : new Date(serverNow() + Number(term) * DAY_MS).toISOString();

const FIELDS = ['name', 'use', 'grants', 'expiresAt', 'reason'];

/** What a new token is for, what it may do, and for how long. */
export function TokenForm(props: { onClose: () => void; onCreated: (created: CreatedToken) => void }) {
  const [name, setName] = useState('');
  const [use, setUse] = useState<Use>('all');
  const [term, setTerm] = useState<Term>('90');
  const [reason, setReason] = useState('');
  const rows = useGrantRows();
  const create = useCreateToken(props.onCreated);
  const errors = fieldErrors(create.error, FIELDS);
  const role = ROLE_OF_USE[use];
  return (
    <FormDialog
      title="New API token"
      open
      onClose={props.onClose}
      action="Create token"
      pending={create.isPending}
      error={errors.rest}
      onSend={() =>
        create.mutate({
          name,
          use: use === 'all' ? null : use,
          grants: rows.rows.map((row: GrantRow) => ({ clusters: row.clusters, role: role ?? row.role })),
          expiresAt: endOf(term),
          reason,
        })
      }
    >
      <TextField
        label="What it is for"
        placeholder="deploy pipeline"
        autoComplete="off"
        autoFocus
        value={name}
        onValueChange={setName}
        error={errors.of('name')}
      />
      <SelectField
        label="It may be used for"
        value={use}
        options={USES}
        onValueChange={setUse}
        error={errors.of('use')}
      />
      <GrantRows {...rows} fixedRole={role} errors={errors} />
      <SelectField
        label="Valid for"
        value={term}
        options={TERMS}
        onValueChange={setTerm}
        error={errors.of('expiresAt')}
        note={term === 'ever' ? 'A token without an end is forgotten easily: look at its last use now and then.' : null}
      />
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}
