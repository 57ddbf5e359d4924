'use client';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { StatusIcon } from '#components/ui/icon.tsx';
import { sentence } from '#components/ui/sentence.ts';
import type { ClusterSettings } from '#lib/api/schemas/settings.ts';

/** What Tidemark may not see of a cluster, and the commands of Kafka's own tool that let it, ready to be copied. */
export function PermissionPanel(props: { cluster: string; permissions: NonNullable<ClusterSettings['permissions']> }) {
  const { lacking, commands } = props.permissions;
  return (
    <div className="mt-3 flex flex-col gap-2 bg-unknown-soft px-3 py-2">
      <p className="flex gap-2">
        <StatusIcon shape="unknown" className="mt-0.5 text-unknown" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <b className="font-semibold text-unknown">Not everything may be seen.</b> {sentence(capitalised(lacking))}
        </span>
      </p>
      {commands.length === 0 ? null : (
        <>
          <p className="text-ink-2">Whoever administers the cluster can grant it:</p>
          <pre className="code overflow-x-auto border border-line-strong bg-bg px-2 py-1.5 whitespace-pre">
            {commands.join('\n')}
          </pre>
          <div>
            <CopyButton text={() => commands.join('\n')}>
              Copy {commands.length === 1 ? 'the command' : 'the commands'}
              <span className="sr-only"> for {props.cluster}</span>
            </CopyButton>
          </div>
        </>
      )}
    </div>
  );
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
