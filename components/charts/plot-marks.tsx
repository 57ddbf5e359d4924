import { isAlone } from './buckets.ts';

/** A value with none on either side, which no line shows. */
export function LonelyDot(props: {
  index: number;
  cx?: number;
  cy?: number;
  values: readonly (number | null)[];
  colour: string | undefined;
}) {
  if (props.cx === undefined || props.cy === undefined || !isAlone(props.values, props.index)) return null;
  return <circle cx={props.cx} cy={props.cy} r={2} fill={props.colour} />;
}

export type MarkTone = 'plain' | 'accent' | 'danger';

export const MARK_LINE: Record<MarkTone, string> = {
  plain: 'var(--ink-3)',
  accent: 'var(--accent)',
  danger: 'var(--danger)',
};

/** The letter of a mark, above its hairline. */
export function MarkLetter({ letter, x, tone }: { letter: string; x: number; tone: MarkTone }) {
  return (
    <g>
      <circle cx={x} cy={9} r={8} fill="var(--bg)" stroke={tone === 'plain' ? 'var(--line-strong)' : MARK_LINE[tone]} />
      <text x={x} y={12.5} textAnchor="middle" fontSize={10} fontWeight={500} fill="var(--ink)">
        {letter}
      </text>
    </g>
  );
}
