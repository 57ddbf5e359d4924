'use client';
import { useState } from 'react';
import { ReasonField } from '#components/settings/reason-field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { Name } from '#components/ui/name.tsx';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { useDeleteRule, useSaveRule } from '#lib/client/alerts.ts';
import { switchedRule } from './rule-input.ts';

interface Props {
  rule: Rule;
  onClose: () => void;
}

export function SwitchRuleDialog({ rule, onClose }: Props) {
  const [reason, setReason] = useState('');
  const save = useSaveRule(rule, onClose);
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
      onSend={() => save.mutate(switchedRule(rule, reason))}
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

export function DeleteRuleDialog({ rule, onClose }: Props) {
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
