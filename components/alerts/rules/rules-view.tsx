'use client';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { SortState } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { ReasonField } from '#components/settings/reason-field.tsx';
import { SettingsList } from '#components/settings/settings-list.tsx';
import { Warnings } from '#components/settings/warnings.tsx';
import type { Phrase } from '#components/ui/answer.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { Name } from '#components/ui/name.tsx';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { useDeleteRule, useRules, useSaveRule } from '#lib/client/alerts.ts';
import { plural } from '#lib/client/format-number.ts';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { ruleColumns } from './rule-columns.tsx';
import { draftOf, ruleOf } from './rule-draft.ts';
import { RuleForm } from './rule-form.tsx';

const BY_NAME: SortState = { columnId: 'name', descending: false };
const idOf = ({ id }: Rule): string => id;
const fadedWhenOff = ({ enabled }: Rule) => (enabled ? null : ('faded' as const));

/** By which rules does it fire, and who is told? */
export function RulesView() {
  const rules = useRules();
  const { data: session } = useSession();
  const mayChange = hasEverywhere(session, 'operator');
  const [editing, setEditing] = useState<Rule | 'new' | null>(null);
  const [switching, setSwitching] = useState<Rule | null>(null);
  const [ending, setEnding] = useState<Rule | null>(null);
  const [warnings, setWarnings] = useState<string[]>([]);
  const columns = useMemo(
    () =>
      ruleColumns(mayChange, (rule) => [
        { label: 'Edit', of: rule.name, run: () => setEditing(rule) },
        { label: rule.enabled ? 'Switch off' : 'Switch on', of: rule.name, run: () => setSwitching(rule) },
        { label: 'Delete', of: rule.name, run: () => setEnding(rule) },
      ]),
    [mayChange],
  );
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, BY_NAME);
  const model = useDataTable({
    id: 'rules',
    columns,
    rows: rules.data?.items,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
    search,
  });
  const add = (
    <Button look="primary" onClick={() => setEditing('new')}>
      <Plus aria-hidden="true" className="size-3.5" />
      New rule
    </Button>
  );
  return (
    <>
      <SettingsList
        query={rules}
        what="The rules"
        forWhom="everybody who may see a cluster"
        label="Alert rules"
        answer={({ items }) => rulesAnswer(items)}
        model={model}
        search={{ label: 'Search rules', value: search, onValueChange: setSearch }}
        rowTone={fadedWhenOff}
        add={mayChange ? add : null}
        news={<Warnings warnings={warnings} onDone={() => setWarnings([])} />}
        empty={
          <EmptyState title="There is no rule yet">
            A rule says when lag, status, data loss or the cluster itself asks for somebody, and who is told. Without
            one nothing fires.
          </EmptyState>
        }
      />
      {editing === null ? null : (
        <RuleForm
          rule={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={(saved) => {
            setEditing(null);
            setWarnings(saved.warnings);
          }}
        />
      )}
      {switching ? <SwitchDialog rule={switching} onClose={() => setSwitching(null)} /> : null}
      {ending ? <DeleteDialog rule={ending} onClose={() => setEnding(null)} /> : null}
    </>
  );
}

function rulesAnswer(rules: readonly Rule[]): Phrase[] {
  if (rules.length === 0) return ['No rule watches anything.'];
  const on = rules.filter(({ enabled }) => enabled).length;
  const off = rules.length - on;
  return [
    { key: 'on', text: plural(on, 'rule'), strong: true },
    `${on === 1 ? ' watches' : ' watch'} what the polls see${off === 0 ? '' : `; ${off} switched off`}.`,
  ];
}

function SwitchDialog({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const save = useSaveRule(rule.id, onClose);
  const errors = fieldErrors(save.error, ['reason']);
  const action = rule.enabled ? 'Switch off' : 'Switch on';
  return (
    <FormDialog
      title={`${action} this rule?`}
      open
      onClose={onClose}
      action={action}
      pending={save.isPending}
      error={errors.rest}
      onSend={() => save.mutate(ruleOf({ ...draftOf(rule), enabled: !rule.enabled }, rule, reason))}
    >
      <p>
        <Name>{rule.name}</Name>{' '}
        {rule.enabled
          ? 'watches nothing any more. What it has open is resolved with the next poll.'
          : 'watches again from the next poll on.'}
      </p>
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}

function DeleteDialog({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const remove = useDeleteRule(onClose);
  const errors = fieldErrors(remove.error, ['reason']);
  return (
    <FormDialog
      title="Delete this rule?"
      destructive
      open
      onClose={onClose}
      action="Delete"
      pending={remove.isPending}
      error={errors.rest}
      onSend={() => remove.mutate({ id: rule.id, reason })}
    >
      <p>
        What <Name>{rule.name}</Name> has open is resolved with the next poll. Its incidents stay in the list.
      </p>
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}
