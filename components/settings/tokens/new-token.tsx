'use client';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { CopyOnce } from '#components/ui/copy-once.tsx';
import type { CreatedToken, Token } from '#lib/api/schemas/tokens.ts';

/** A request that the token can make, for a shell. The token is in a variable there: history and process lists do not show it. */
export function exampleFor({ use, grants }: Pick<Token, 'use' | 'grants'>, origin: string): string {
  const header = '-H "Authorization: Bearer $TIDEMARK_TOKEN"';
  if (use === 'metrics') return `curl ${header} ${origin}/metrics`;
  if (use !== 'events') return `curl ${header} ${origin}/api/v1/clusters`;
  const cluster = grants.map(({ clusters }) => clusters).find((pattern) => !/[*?]/.test(pattern)) ?? 'CLUSTER';
  const body = JSON.stringify({ cluster, title: 'orders 1.4.2 deployed' });
  return `curl ${header} -H 'content-type: application/json' -d '${body}' ${origin}/api/v1/events`;
}

/** A token that was just made: itself, this once, and what can be done with it. */
export function NewTokenPanel({ created, onDone }: { created: CreatedToken; onDone: () => void }) {
  const example = exampleFor(created.token, window.location.origin);
  return (
    <CopyOnce title={`The token “${created.token.name}” is made.`} secret={created.secret} onDone={onDone}>
      <div className="flex flex-col gap-1">
        <p className="text-ink-2">
          With it in <span className="code">TIDEMARK_TOKEN</span>, try:
        </p>
        <div className="flex flex-wrap items-start gap-2">
          <code className="code min-w-0 flex-1 basis-64 border border-line bg-bg px-2 py-1.5 break-all">{example}</code>
          <CopyButton text={() => example}>Copy the example</CopyButton>
        </div>
      </div>
    </CopyOnce>
  );
}
