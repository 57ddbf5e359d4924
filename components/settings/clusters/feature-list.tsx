import { StatusIcon } from '#components/ui/icon.tsx';
import type { ClusterSettings } from '#lib/api/schemas/settings.ts';
import { FEATURE_WORDS, featuresBy } from './feature-words.ts';

/** What every broker offers; first what is missing, with what it would take. */
export function FeatureList({ features }: { features: ClusterSettings['features'] }) {
  if (features === null) return null;
  const { on, off } = featuresBy(features);
  return (
    <details className="mt-3" open={off.length > 0}>
      <summary className="w-fit cursor-pointer py-1 text-ink-2 hover:text-ink">
        {off.length === 0
          ? `Its brokers offer all ${on.length} features`
          : `Its brokers offer ${on.length} of ${on.length + off.length} features`}
      </summary>
      <ul className="mt-1 grid gap-x-8 md:grid-cols-2">
        {[...off, ...on].map((feature) => {
          const isOn = features[feature];
          return (
            <li key={feature} className="flex min-h-8 items-center gap-2 border-b py-1">
              <StatusIcon shape={isOn ? 'ok' : 'blocked'} className={isOn ? 'text-ok' : 'text-calm'} />
              <span className={isOn ? 'min-w-0 flex-1' : 'min-w-0 flex-1 text-ink-2'}>
                {FEATURE_WORDS[feature].what}
              </span>
              <span className="flex-none text-sm text-ink-3">
                {isOn ? 'on' : `off: needs ${FEATURE_WORDS[feature].needs} on every broker`}
              </span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
