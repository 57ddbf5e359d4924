'use client';
import { Download, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { SortState } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { SettingsList } from '#components/settings/settings-list.tsx';
import { Warnings } from '#components/settings/warnings.tsx';
import { Button, buttonStyle } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { useRules } from '#lib/client/alerts.ts';
import { alertsPage } from '#lib/client/routes.ts';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { ruleColumns } from './rule-columns.tsx';
import { DeleteRuleDialog, SwitchRuleDialog } from './rule-dialogs.tsx';
import { rulesAnswer } from './rules-answer.ts';

const BY_NAME: SortState = { columnId: 'name', descending: false };
const idOf = ({ id }: Rule): string => id;
const fadedWhenOff = ({ enabled }: Rule) => (enabled ? null : ('faded' as const));

/** All rules, each as its sentence. Those who may not change them are offered nothing of that. */
export function RuleList(props: {
  cluster: string;
  /** What is perhaps not meant in what was saved. */
  warnings: readonly string[];
  onWarningsRead: () => void;
  onNew: () => void;
  onEdit: (rule: Rule) => void;
}) {
  const { onEdit, onNew } = props;
  const rules = useRules();
  const { data: session } = useSession();
  const mayChange = hasEverywhere(session, 'operator');
  const [switching, setSwitching] = useState<Rule | null>(null);
  const [ending, setEnding] = useState<Rule | null>(null);
  const columns = useMemo(
    () =>
      ruleColumns(mayChange, (rule) =>
        rule.source === 'file'
          ? [{ label: 'View', of: rule.name, run: () => onEdit(rule) }]
          : [
              { label: 'Edit', of: rule.name, run: () => onEdit(rule) },
              { label: rule.enabled ? 'Switch off' : 'Switch on', of: rule.name, run: () => setSwitching(rule) },
              { label: 'Delete', of: rule.name, run: () => setEnding(rule) },
            ],
      ),
    [mayChange, onEdit],
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
  const destinations = hasEverywhere(session, 'admin') ? `${alertsPage(props.cluster)}?tab=destinations` : null;
  return (
    <>
      <SettingsList
        query={rules}
        what="The rules"
        forWhom="everybody who may see a cluster"
        label="Alert rules"
        answer={({ items }) => rulesAnswer(items, destinations)}
        model={model}
        search={{ label: 'Search rules', value: search, onValueChange: setSearch }}
        rowTone={fadedWhenOff}
        add={
          <>
            <a href="/api/v1/rules.yaml" download className={cx(buttonStyle(), 'max-md:hidden')}>
              <Download aria-hidden="true" className="size-3.5" />
              Export as YAML
            </a>
            {mayChange ? (
              <Button look="primary" onClick={onNew}>
                <Plus aria-hidden="true" className="size-3.5" />
                New rule
              </Button>
            ) : null}
          </>
        }
        news={<Warnings warnings={props.warnings} onDone={props.onWarningsRead} />}
        empty={
          <EmptyState title="There is no rule yet">
            A rule says when lag, status, data loss or the cluster itself asks for somebody, and who is told. Without
            one nothing fires.
          </EmptyState>
        }
      />
      {switching ? <SwitchRuleDialog rule={switching} onClose={() => setSwitching(null)} /> : null}
      {ending ? <DeleteRuleDialog rule={ending} onClose={() => setEnding(null)} /> : null}
    </>
  );
}
