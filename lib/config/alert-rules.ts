import type { ConfigError } from './configuration-error.ts';
import { pathText, type YamlMap, type YamlNode } from './yaml-tree.ts';

/** Where a rule of the file, or one of its fields, stands: `alerts.rules[2].condition.threshold`, `tidemark.yaml:14`. */
type Place = Pick<ConfigError, 'setting' | 'where'>;

/** An alert rule as it stands in the file: texts in lists and maps. What it means is not known here. */
export interface RuleEntry {
  file: string;
  /** Without what is left empty. */
  value: unknown;
  /** Where a field stands, or would. */
  placeOf(path: readonly PropertyKey[]): Place;
}

/** Finds out what is wrong with rules; whoever puts areas together knows what a rule is. */
export type RuleCheck = (entries: readonly RuleEntry[]) => ConfigError[];

/** The key of the file under which they stand. */
export const ALERT_RULES = ['alerts', 'rules'] as const;

/** The rules that the file lists. */
export function rulesFromFile(top: YamlMap, file: string): { rules: RuleEntry[]; errors: ConfigError[] } {
  const [section, key] = ALERT_RULES;
  const alerts = top.entries.get(section);
  const node = alerts === undefined ? undefined : childOf(alerts, key);
  if (node === undefined || node.kind === 'nothing') return { rules: [], errors: [] };
  const list = node.kind === 'list' ? node.items : [];
  const rules = list.flatMap((item, index) => (item.kind === 'map' ? [entryOf(item, file, index)] : []));
  if (node.kind !== 'list') {
    const problem = 'must be a list: each rule begins with a dash';
    return {
      rules,
      errors: [{ setting: pathText(ALERT_RULES), where: `${file}:${node.line}`, problem, example: null }],
    };
  }
  const errors = list.flatMap((item, index): ConfigError[] => {
    if (item.kind === 'map') return [];
    const problem = 'must hold a rule: name, severity, condition, ...';
    return [{ setting: pathText([...ALERT_RULES, index]), where: `${file}:${item.line}`, problem, example: null }];
  });
  return { rules, errors };
}

const entryOf = (item: YamlNode, file: string, index: number): RuleEntry => ({
  file,
  value: plain(item),
  placeOf: (path) => {
    const { line, known } = walked(item, path);
    return { setting: pathText([...ALERT_RULES, index, ...known]), where: `${file}:${line}` };
  },
});

/** The line of a field, or of what it is missing from. A text that stands for a list or a map has nothing within it. */
function walked(item: YamlNode, path: readonly PropertyKey[]): { line: number; known: (string | number)[] } {
  let node = item;
  let line = item.line;
  const known: (string | number)[] = [];
  for (const key of path) {
    if (node.kind === 'text') break;
    if (typeof key === 'symbol' || (node.kind === 'list' && typeof key !== 'number')) continue;
    known.push(key);
    const within = node.kind === 'list' ? node.items[Number(key)] : childOf(node, key);
    if (within === undefined) break;
    node = within;
    line = within.line;
  }
  return { line, known };
}

const childOf = (node: YamlNode, key: string | number): YamlNode | undefined =>
  node.kind === 'map' ? node.entries.get(String(key)) : undefined;

function plain(node: YamlNode): unknown {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'nothing') return null;
  const given = [...node.entries].filter(([, value]) => value.kind !== 'nothing');
  return Object.fromEntries(given.map(([key, value]) => [key, plain(value)]));
}
