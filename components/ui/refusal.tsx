import type { ApiError } from '#lib/client/api-error.ts';
import { StatusIcon } from './icon.tsx';
import { sentence } from './sentence.ts';

/** Why what was asked for was not done; read out when it appears. */
export function Refusal({ error }: { error: ApiError }) {
  return (
    <div role="alert" className="flex gap-2 bg-danger-soft px-3 py-2">
      <StatusIcon shape="danger" className="mt-0.5 text-danger" />
      <div className="min-w-0">
        <b className="font-semibold text-danger">{error.title}.</b> {sentence(error.detail)}
      </div>
    </div>
  );
}
