'use client';
import { parseAsFloat, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useEffect, useRef, useState } from 'react';
import { Loaded } from '#components/ui/loaded.tsx';
import { NotFound } from '#components/ui/not-found.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { useRules } from '#lib/client/alerts.ts';
import { alertsPage } from '#lib/client/routes.ts';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { FileRule } from './file-rule.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { RuleList } from './rule-list.tsx';
import { type RuleWish, WISHED_METRICS } from './rule-wish.ts';

const NEW = 'new';

/** Which rule is edited; of a new one what it is to be like, be it another rule or a group. */
const ADDRESS = {
  rule: parseAsString,
  like: parseAsString,
  group: parseAsString,
  metric: parseAsStringLiteral(WISHED_METRICS),
  threshold: parseAsFloat,
};
const NOT_WISHED = { like: null, group: null, metric: null, threshold: null };

const wishOf = (
  cluster: string,
  { group, metric, threshold }: { group: string | null; metric: RuleWish['metric'] | null; threshold: number | null },
): RuleWish | null => (group === null ? null : { cluster, group, metric: metric ?? 'lag', threshold });

/** By which rules does it fire, and who is told? The one that is edited stands in the address: Back leads to the list. */
export function RulesView({ cluster }: { cluster: string }) {
  const { data: session } = useSession();
  const [{ rule: edited, like, ...wished }, setAddress] = useQueryStates(ADDRESS, { history: 'push' });
  const setEdited = (rule: string | null, options?: { history: 'replace' }) =>
    setAddress({ ...NOT_WISHED, rule }, options);
  const [warnings, setWarnings] = useState<string[]>([]);
  const isEditing = edited !== null && hasEverywhere(session, 'operator');
  const list = useFocusAfter(isEditing);
  if (!isEditing) {
    return (
      <div ref={list} tabIndex={-1} className="outline-none">
        <RuleList
          cluster={cluster}
          warnings={warnings}
          onWarningsRead={() => setWarnings([])}
          onNew={() => setEdited(NEW)}
          onEdit={({ id }) => setEdited(id)}
        />
      </div>
    );
  }
  const close = () => setEdited(null, { history: 'replace' });
  return (
    <EditedRule
      cluster={cluster}
      id={edited}
      like={like}
      wish={wishOf(cluster, wished)}
      onCopy={(id) => setAddress({ ...NOT_WISHED, rule: NEW, like: id })}
      onClose={close}
      onWarnings={(said) => {
        close();
        setWarnings(said);
      }}
    />
  );
}

/** What takes the focus once the editor is gone, and with it whatever had the focus. */
function useFocusAfter(isEditing: boolean) {
  const target = useRef<HTMLDivElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !isEditing) target.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  return target;
}

function EditedRule(props: {
  cluster: string;
  id: string;
  /** Id of the rule that a new one is to be like. */
  like: string | null;
  wish: RuleWish | null;
  onCopy: (id: string) => void;
  onClose: () => void;
  onWarnings: (warnings: string[]) => void;
}) {
  const query = useRules();
  const { id, cluster, onClose, onWarnings } = props;
  const editor = { onClose, onSaved: ({ warnings }: { warnings: string[] }) => onWarnings(warnings) };
  if (id === NEW && props.like === null) return <RuleEditor key={id} rule={null} wish={props.wish} {...editor} />;
  const list = `${alertsPage(cluster)}?tab=rules`;
  return (
    <Loaded query={query} what="The rule" skeleton={<Skeleton className="h-64" />}>
      {({ items }) => {
        const rule = items.find((one) => one.id === (id === NEW ? props.like : id));
        if (rule && id === NEW) return <RuleEditor key={id} rule={null} like={rule} {...editor} />;
        if (rule?.source === 'file') return <FileRule rule={rule} list={list} onCopy={() => props.onCopy(rule.id)} />;
        if (rule) return <RuleEditor key={id} rule={rule} {...editor} />;
        return (
          <NotFound title="There is no such rule" back={{ href: list, label: 'All rules' }}>
            Somebody may have deleted it. Its incidents stay in the list.
          </NotFound>
        );
      }}
    </Loaded>
  );
}
