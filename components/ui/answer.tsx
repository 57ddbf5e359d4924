import Link from 'next/link';
import { Exact } from './amount.tsx';
import { cx } from './class-names.ts';
import { Name } from './name.tsx';

/** A piece of a sentence: plain text, or text with weight, tone, a name's font or a link. */
export type Phrase =
  | string
  | {
      key: string;
      text: string;
      /** All digits of a shortened number. */
      exact?: string;
      tone?: 'danger' | 'warn' | 'unknown';
      href?: string;
      /** True where the text is a name from the cluster. */
      name?: boolean;
      strong?: boolean;
    };

const TONES = { danger: 'text-danger', warn: 'text-warn', unknown: 'text-unknown' };

/** The sentence that answers the question of the page: once a page, before anything else. */
export function Answer({ phrases }: { phrases: readonly Phrase[] }) {
  return (
    <h1 className="max-w-[96ch] text-[18px] leading-[26px] font-medium tracking-[-0.005em] text-pretty md:text-xl">
      <Sentence phrases={phrases} />
    </h1>
  );
}

/** Phrases one after the other. */
function Sentence({ phrases }: { phrases: readonly Phrase[] }) {
  return phrases.map((phrase) => (typeof phrase === 'string' ? phrase : <Piece key={phrase.key} phrase={phrase} />));
}

function Piece({ phrase }: { phrase: Exclude<Phrase, string> }) {
  const className = cx(
    phrase.tone && TONES[phrase.tone],
    phrase.name && 'inline-block max-w-full [overflow-wrap:anywhere]',
    phrase.strong && 'font-semibold',
  );
  const content = phrase.name ? (
    <Name>{phrase.text}</Name>
  ) : phrase.exact === undefined ? (
    phrase.text
  ) : (
    <Exact short={phrase.text} exact={phrase.exact} />
  );
  if (phrase.href === undefined) return <span className={className}>{content}</span>;
  return (
    <Link
      href={phrase.href}
      prefetch={false}
      className={cx(
        className,
        'underline decoration-line-strong decoration-1 underline-offset-[5px] hover:decoration-current',
      )}
    >
      {content}
    </Link>
  );
}
