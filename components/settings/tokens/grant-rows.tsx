'use client';
import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { FieldErrors } from '#components/ui/field-errors.ts';
import { SelectField } from '#components/ui/select-field.tsx';
import { TextField } from '#components/ui/text-field.tsx';
import type { Role } from '#lib/api/schemas/grants.ts';
import { useSession } from '#lib/client/session.ts';
import { PatternOptions } from '../pattern-options.tsx';
import { ROLE_OPTIONS } from '../role-options.ts';

export interface GrantRow {
  key: number;
  clusters: string;
  role: Role;
}

/** Rows of a pattern with a role; there is always one, at first what the reader has most of. */
export function useGrantRows() {
  const grants = useSession().data?.grants ?? [];
  const widest = grants.some(({ clusters }) => clusters === '*') ? '*' : (grants[0]?.clusters ?? '*');
  const [rows, setRows] = useState<GrantRow[]>([{ key: 0, clusters: widest, role: 'viewer' }]);
  return {
    rows,
    add: () =>
      setRows((now) => [...now, { key: Math.max(...now.map(({ key }) => key)) + 1, clusters: '', role: 'viewer' }]),
    remove: (key: number) => setRows((now) => now.filter((row) => row.key !== key)),
    change: (key: number, change: Partial<GrantRow>) =>
      setRows((now) => now.map((row) => (row.key === key ? { ...row, ...change } : row))),
  };
}

/** Which role on which clusters, one or several times. */
export function GrantRows(
  props: ReturnType<typeof useGrantRows> & {
    /** Where there is no choice of a role. */
    fixedRole: Role | null;
    errors: FieldErrors;
  },
) {
  const { rows, fixedRole, errors } = props;
  const options = useId();
  const whole = rows.some((_, at) => errors.of(`grants.${at}`)) ? null : errors.of('grants');
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 font-medium">
        {fixedRole === null ? 'Its roles' : `Clusters on which it is ${fixedRole}`}
      </legend>
      <PatternOptions id={options} />
      {rows.map((row, at) => (
        <div key={row.key} className="flex items-start gap-2">
          {fixedRole === null ? (
            <SelectField
              label={`Role ${at + 1}`}
              labelHidden
              className="w-32 flex-none"
              value={row.role}
              options={ROLE_OPTIONS}
              onValueChange={(role) => props.change(row.key, { role })}
            />
          ) : null}
          <TextField
            label={`Clusters ${at + 1}`}
            labelHidden
            className="flex-1"
            list={options}
            autoComplete="off"
            spellCheck={false}
            placeholder="prod-*"
            value={row.clusters}
            onValueChange={(clusters) => props.change(row.key, { clusters })}
            error={errors.of(`grants.${at}`)}
          />
          {rows.length > 1 ? (
            <Button
              look="bare"
              className="h-10 w-9 px-0 md:h-8"
              aria-label={`Remove clusters ${at + 1}`}
              onClick={() => props.remove(row.key)}
            >
              <X aria-hidden="true" className="size-3.5" />
            </Button>
          ) : null}
        </div>
      ))}
      {whole ? <p className="text-sm text-danger">{whole}</p> : null}
      <p className="text-sm text-ink-3">
        A name, or a pattern such as <span className="code">prod-*</span>; <span className="code">*</span> is all
        clusters. Never more than you may do yourself, now and later.
      </p>
      <div>
        <Button shape="small" onClick={props.add}>
          <Plus aria-hidden="true" className="size-3.5" />
          Other clusters
        </Button>
      </div>
    </fieldset>
  );
}
