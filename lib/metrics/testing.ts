import type { ExpositionFormat } from './exposition.ts';

/** A family as it was read back; series by their labels, `{a="b"}` with names sorted and values unescaped as JSON. */
export interface ParsedFamily {
  type: string;
  unit: string | null;
  help: string;
  series: Map<string, number>;
  labels: Record<string, string>[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const COMMENT = new RegExp(`^# (HELP|TYPE|UNIT) (${NAME}) (.*)$`, 's');
const SAMPLE = new RegExp(`^(${NAME})(\\{.*\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)$`, 's');
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;
const SUFFIXES: Record<string, string> = { gauge: '', counter: '_total', info: '_info' };

/**
 * Reads an exposition as strictly as the two formats are written down, and throws at the first thing that is not right: lines,
 * escapes, names, the order of a family's lines, series or families twice, values that are none, the end.
 */
export function parseExposition(text: string, format: ExpositionFormat): Map<string, ParsedFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const lines = text.slice(0, -1).split('\n');
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('the last line is not # EOF');
  const families = new Map<string, ParsedFamily>();
  let name = '';
  for (const line of lines) {
    const [, keyword, named = '', rest = ''] = COMMENT.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (families.has(named)) throw new Error(`${named} is there twice`);
      name = named;
      families.set(name, { type: '', unit: null, help: rest, series: new Map(), labels: [] });
      continue;
    }
    const family = families.get(name);
    if (family === undefined) throw new Error(`nothing was begun before ${line}`);
    if (keyword === 'TYPE') {
      if (named !== name || family.type !== '' || family.series.size > 0) throw new Error(`misplaced: ${line}`);
      family.type = rest;
      checkName(name, rest, format);
    } else if (keyword === 'UNIT') {
      if (format !== 'openmetrics' || named !== name || !name.endsWith(`_${rest}`)) throw new Error(`wrong: ${line}`);
      family.unit = rest;
    } else {
      addSample(family, name, line, format);
    }
  }
  return families;
}

function checkName(name: string, type: string, format: ExpositionFormat): void {
  const types = format === 'text' ? ['gauge', 'counter'] : ['gauge', 'counter', 'info'];
  if (!types.includes(type)) throw new Error(`${name} has the type ${type}`);
  const suffixed = /_(total|info)$/.test(name);
  if (format === 'openmetrics' && suffixed) throw new Error(`${name} has the suffix of its samples`);
  if (format === 'text' && (type === 'counter') !== name.endsWith('_total')) throw new Error(`${name} is a ${type}`);
}

function addSample(family: ParsedFamily, name: string, line: string, format: ExpositionFormat): void {
  const [, sample, labelText = '{}', value] = SAMPLE.exec(line) ?? [];
  if (sample === undefined) throw new Error(`no sample: ${line.slice(0, 200)}`);
  const expected = format === 'text' ? name : name + (SUFFIXES[family.type] ?? '');
  if (sample !== expected || family.type === '') throw new Error(`${sample} does not belong to ${name}`);
  const labels = parseLabels(labelText.slice(1, -1));
  const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (family.series.has(key)) throw new Error(`a series is there twice: ${line.slice(0, 200)}`);
  family.series.set(key, Number(value));
  family.labels.push(labels);
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const match = LABEL.exec(text);
    if (match === null) throw new Error(`no labels: ${text.slice(0, 200)}`);
    const [, name = '', value = ''] = match;
    if (name in labels) throw new Error(`the label ${name} is there twice`);
    labels[name] = value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
    at = LABEL.lastIndex;
  }
  if (text.endsWith(',')) throw new Error('a comma ends the labels');
  return labels;
}

/** The value of one series; undefined where there is none. */
export function seriesValue(
  families: ReadonlyMap<string, ParsedFamily>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  return families.get(name)?.series.get(JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))));
}
