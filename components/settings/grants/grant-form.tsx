'use client';
import { useId, useState } from 'react';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { SelectField } from '#components/ui/select-field.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { ChangedGrant, NewGrant, Role } from '#lib/api/schemas/grants.ts';
import { useCreateGrant } from '#lib/client/grants.ts';
import { useTokens } from '#lib/client/tokens.ts';
import { useUsers } from '#lib/client/users.ts';
import { PatternOptions } from '../pattern-options.tsx';
import { ReasonField } from '../reason-field.tsx';
import { ROLE_MEANING, ROLE_OPTIONS } from '../role-options.ts';

type Kind = NewGrant['principal']['kind'];

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'user', label: 'A user' },
  { value: 'group', label: 'A group of the identity provider' },
  { value: 'token', label: 'An API token' },
];

const FIELDS = ['principal', 'clusters', 'role', 'reason'];

/** Who gets which role on which clusters. `email`: for whom, where that is clear already. */
export function GrantForm(props: { email?: string; onClose: () => void; onCreated: (made: ChangedGrant) => void }) {
  const [kind, setKind] = useState<Kind>('user');
  const [email, setEmail] = useState(props.email ?? '');
  const [group, setGroup] = useState('');
  const [token, setToken] = useState('');
  const [clusters, setClusters] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [reason, setReason] = useState('');
  const create = useCreateGrant(props.onCreated);
  const errors = fieldErrors(create.error, FIELDS);
  const patterns = useId();
  const principals = {
    user: { kind: 'user', email },
    group: { kind: 'group', name: group },
    token: { kind: 'token', id: token },
  } as const;
  const whoError = errors.of('principal');
  return (
    <FormDialog
      title="New grant"
      open
      onClose={props.onClose}
      action="Grant"
      pending={create.isPending}
      error={errors.rest}
      onSend={() => create.mutate({ principal: principals[kind], clusters, role, reason })}
    >
      <SelectField label="For" value={kind} options={KINDS} onValueChange={setKind} />
      {kind === 'user' ? <UserField value={email} onValueChange={setEmail} error={whoError} /> : null}
      {kind === 'group' ? <GroupField value={group} onValueChange={setGroup} error={whoError} /> : null}
      {kind === 'token' ? <TokenField value={token} onValueChange={setToken} error={whoError} /> : null}
      <PatternOptions id={patterns} />
      <TextField
        label="On the clusters"
        list={patterns}
        autoComplete="off"
        spellCheck={false}
        placeholder="prod-*"
        value={clusters}
        onValueChange={setClusters}
        error={errors.of('clusters')}
        note={
          <>
            A name, or a pattern such as <span className="code">prod-*</span>; <span className="code">*</span> is all
            clusters and the installation.
          </>
        }
      />
      <SelectField
        label="Role"
        value={role}
        options={ROLE_OPTIONS}
        onValueChange={setRole}
        error={errors.of('role')}
        note={ROLE_MEANING[role]}
      />
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}

interface FieldProps {
  value: string;
  onValueChange: (value: string) => void;
  error: string | null;
}

function UserField(props: FieldProps) {
  const known = useId();
  const users = useUsers().data?.items ?? [];
  return (
    <>
      <datalist id={known}>
        {users.map(({ id, email, name }) => (
          <option key={id} value={email}>
            {name}
          </option>
        ))}
      </datalist>
      <TextField {...props} label="Email of the user" type="email" list={known} autoComplete="off" autoFocus />
    </>
  );
}

/** Groups that somebody had at a sign-in are suggested; others there may be as well. */
function GroupField(props: FieldProps) {
  const known = useId();
  const users = useUsers().data?.items ?? [];
  return (
    <>
      <datalist id={known}>
        {[...new Set(users.flatMap(({ groups }) => groups))].sort().map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <TextField
        {...props}
        label="Group"
        list={known}
        autoComplete="off"
        note="Its name as the identity provider sends it. Members have the grant from their next sign-in on."
      />
    </>
  );
}

function TokenField({ value, onValueChange, error }: FieldProps) {
  const tokens = useTokens().data?.items.filter(({ state }) => state === 'active') ?? [];
  return (
    <SelectField
      label="Token"
      value={value}
      options={[
        { value: '', label: tokens.length === 0 ? 'No token is valid now' : 'Choose one' },
        ...tokens.map(({ id, name, shown, createdBy }) => ({
          value: id,
          label: `${name} (${shown}, of ${createdBy})`,
        })),
      ]}
      onValueChange={onValueChange}
      error={error}
      note="Never more than whoever made it may do."
    />
  );
}
