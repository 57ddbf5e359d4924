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

export type MarkTone = 'plain' | 'accent' | 'warn' | 'danger';

export const MARK_LINE: Record<MarkTone, string> = {
  plain: 'var(--ink-3)',
  accent: 'var(--accent)',
  warn: 'var(--warn)',
  danger: 'var(--danger)',
};

/** What lies behind the lines where something lasted. */
export const BAND_FILL: Record<MarkTone, string> = {
  plain: 'var(--calm-soft)',
  accent: 'var(--accent-soft)',
  warn: 'var(--warn-soft)',
  danger: 'var(--danger-soft)',
};

/** Whose limit a line is, on the line; the plot hands in where that is. */
export function LimitName(props: { words: string; tone: MarkTone; viewBox?: { x?: number; y?: number } }) {
  const { x = 0, y = 0 } = props.viewBox ?? {};
  return (
    <text
      x={x + 6}
      y={y - 4}
      fontSize={11}
      fill={props.tone === 'plain' ? 'var(--ink-2)' : MARK_LINE[props.tone]}
      stroke="var(--bg)"
      strokeWidth={3}
      paintOrder="stroke"
    >
      {props.words}
    </text>
  );
}

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
