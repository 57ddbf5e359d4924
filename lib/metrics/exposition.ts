/** The two formats Prometheus reads; OpenMetrics is the stricter one. */
export type ExpositionFormat = 'text' | 'openmetrics';

export const CONTENT_TYPES: Record<ExpositionFormat, string> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** One series with its value. */
export interface Sample {
  /** As `labelSet` writes them. */
  labels: string;
  /** Never NaN: what is not known has no sample. */
  value: number | bigint;
}

/** All series of one name. They are made while they are written, so a family may be larger than what memory should hold. */
export interface Family {
  /** Without the suffix that a counter (`_total`) and an info (`_info`) have in their samples. */
  name: string;
  type: 'gauge' | 'counter' | 'info';
  /** The name must end in it. */
  unit?: 'seconds' | 'bytes';
  help: string;
  samples: Iterable<Sample>;
}

const SUFFIX: Record<Family['type'], string> = { gauge: '', counter: '_total', info: '_info' };

/** Under which name the series of a family stand. */
export const sampleName = ({ name, type }: Pick<Family, 'name' | 'type'>): string => name + SUFFIX[type];

/** Text of these families, a few characters to a line at a time. A family without samples is left out. */
export function* exposition(families: Iterable<Family>, format: ExpositionFormat): Generator<string> {
  for (const family of families) {
    const name = sampleName(family);
    let headed = false;
    for (const { labels, value } of family.samples) {
      if (!headed) yield header(family, name, format);
      headed = true;
      yield `${name}${labels} ${value}\n`;
    }
  }
  if (format === 'openmetrics') yield '# EOF\n';
}

function header({ name: familyName, type, unit, help }: Family, sampleName: string, format: ExpositionFormat): string {
  if (format === 'text') {
    return `# HELP ${sampleName} ${escapeHelp(help)}\n# TYPE ${sampleName} ${type === 'info' ? 'gauge' : type}\n`;
  }
  const unitLine = unit === undefined ? '' : `# UNIT ${familyName} ${unit}\n`;
  return `# HELP ${familyName} ${escapeLabel(help)}\n# TYPE ${familyName} ${type}\n${unitLine}`;
}

/** Labels as they stand behind a name; empty without labels. Their names must be legal. */
export function labelSet(labels: Record<string, string | number>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** A set of labels that already has others, with one more that needs no escaping. */
export function withLabel(labels: string, name: string, value: string | number): string {
  return `${labels.slice(0, -1)},${name}="${value}"}`;
}

const SPECIAL = /[\\"\n]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** Everything else, control characters included, may stand as it is. */
function escapeLabel(text: string): string {
  return text.replace(SPECIAL, (character) => ESCAPES[character] ?? character);
}

/** In the text format a quote in a help line stands for itself. */
function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
