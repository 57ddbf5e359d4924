import type { StatusRules } from '#lib/lag/status/rules.ts';
import type { ConfigError } from './configuration-error.ts';
import type { ReadFile } from './read-file.ts';
import { readGroup, type Setting, type Source, setting } from './setting.ts';
import { statusSettings } from './settings/status.ts';
import { names } from './value-types.ts';
import { placeOf, unknownKeys, type YamlSection, yamlSource } from './yaml-source.ts';

/** Thresholds of the groups that a pattern names. */
export interface GroupStatusRules {
  /** Globs, see name-pattern.ts. */
  groups: string[];
  rules: StatusRules;
}

/** The key of a cluster under which thresholds of some groups stand. */
export const GROUP_STATUS = 'groupStatus';

const PREFIX = 'status.';

const groupsSetting = {
  groups: setting({
    yaml: 'groups',
    env: '',
    type: names,
    default: '',
    example: 'payments-*',
    description: 'The groups that these thresholds are for.',
  }),
};

/** The thresholds that hold for all groups of a cluster. */
export function readStatusRules(source: Source): { rules: StatusRules | null; errors: ConfigError[] } {
  const { values, errors } = readGroup(statusSettings, source);
  if (values === null) return { rules: null, errors };
  const { rebalanceWarnAfterMs: warnAfterMs, rebalanceErrorAfterMs: errorAfterMs, ...rules } = values;
  return { rules: { ...rules, rebalance: { warnAfterMs, errorAfterMs } }, errors };
}

/** The entries of `groupStatus` in a cluster of the file; what one leaves out is as in `ofCluster`. */
export function readGroupStatus(
  section: YamlSection,
  ofCluster: Source,
  readFile: ReadFile,
): { entries: GroupStatusRules[]; errors: ConfigError[] } {
  const node = section.map.entries.get(GROUP_STATUS);
  if (!node || node.kind === 'nothing') return { entries: [], errors: [] };
  const wrong = (line: number, problem: string): ConfigError => ({
    ...placeOf(section, GROUP_STATUS, line),
    problem,
    example: `${GROUP_STATUS}: [{ groups: [payments-*], stallAfter: 5m }]`,
  });
  if (node.kind !== 'list')
    return { entries: [], errors: [wrong(node.line, 'must be a list: each entry with a dash')] };
  const entries: GroupStatusRules[] = [];
  const errors: ConfigError[] = [];
  for (const [index, item] of node.items.entries()) {
    if (item.kind !== 'map') {
      errors.push(wrong(item.line, 'must hold the settings of some groups: groups, stallAfter, ...'));
      continue;
    }
    const entry: YamlSection = { file: section.file, path: [...section.path, GROUP_STATUS, index], map: item };
    const own = yamlSource(entry, readFile);
    const source: Source = { find: (one) => own.find(shortened(one)) ?? ofCluster.find(one) };
    const { values, errors: wrongGroups } = readGroup(groupsSetting, own);
    const { rules, errors: wrongRules } = readStatusRules(source);
    const known = [groupsSetting.groups, ...Object.values(statusSettings).map(shortened)];
    errors.push(...unknownKeys(entry, known), ...wrongGroups, ...wrongRules);
    if (values?.groups.length === 0) errors.push(wrong(item.line, 'has an entry that names no groups'));
    if (values && rules) entries.push({ groups: values.groups, rules });
  }
  return { entries, errors };
}

/** A setting as it is named in an entry of its own. */
const shortened = <T>(one: Setting<T>): Setting<T> => ({ ...one, yaml: one.yaml?.slice(PREFIX.length) ?? null });
