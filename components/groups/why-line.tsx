import Link from 'next/link';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { Cause } from '#lib/api/schemas/causes.ts';
import { plural } from '#lib/client/format-number.ts';
import { chartProof, type ProofLink, rowProof } from './cause-proof.ts';
import { HeadLine } from './head-line.tsx';
import type { CausesShown } from './use-causes-shown.ts';

/** Why does it lag? The best explanation with its numbers, the others folded; nothing of a group that needs none now. */
export function WhyLine({ causes: { data, live } }: { causes: CausesShown }) {
  if (data === undefined) return null;
  const [first, ...others] = data.causes;
  const term = live || data.at === null ? 'Why' : <PastTerm at={data.at} />;
  if (first === undefined) {
    if (live) return null;
    return (
      <HeadLine term={term}>
        <span className="text-ink-2">
          {data.at === null ? 'No poll of that time is kept.' : 'Nothing needed an explanation.'}
        </span>
      </HeadLine>
    );
  }
  return (
    <HeadLine term={term}>
      <CauseSentence cause={first} live={live} />
      {others.length === 0 ? null : (
        <details className="mt-1">
          <summary className="link w-fit cursor-pointer">{plural(others.length, 'more cause')}</summary>
          <ul className="mt-1 flex flex-col gap-2">
            {others.map((cause) => (
              <li key={cause.kind}>
                <CauseSentence cause={cause} live={live} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </HeadLine>
  );
}

const PastTerm = ({ at }: { at: string }) => (
  <>
    Why, <Instant at={at} />
  </>
);

function CauseSentence({ cause, live }: { cause: Cause; live: boolean }) {
  const row = rowProof(cause.proof, live);
  return (
    <p>
      {cause.phrases.map(({ text, names }, place) => {
        if (names === null) return unbroken(text);
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place
        if (names === 'instant') return <Instant key={place} at={text} />;
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place
        return <Name key={place}>{text}</Name>;
      })}{' '}
      <span className="inline-flex flex-wrap gap-x-3">
        <ProofAnchor {...chartProof(cause.proof, live)} />
        {row === null ? null : <ProofAnchor {...row} />}
      </span>
    </p>
  );
}

/** A number stays with its unit. */
const unbroken = (text: string): string => text.replaceAll(/(\d) (d|h|min|s|%)(?![a-z])/g, '$1\u00a0$2');

/** An anchor of this page is the browser's own: it marks the row. */
function ProofAnchor({ href, label }: ProofLink) {
  if (href.startsWith('#'))
    return (
      <a href={href} className="link">
        {label}
      </a>
    );
  return (
    <Link href={href} className="link" prefetch={false}>
      {label}
    </Link>
  );
}
