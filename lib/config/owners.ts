import type { ClusterConfig } from './cluster-config.ts';
import type { ConfigError } from './configuration-error.ts';
import { matchesAny } from './name-pattern.ts';
import type { ReadFile } from './read-file.ts';
import { exampleFor, readGroup } from './setting.ts';
import { ownerSettings } from './settings/owners.ts';
import { placeOf, unknownKeys, type YamlSection, yamlSource } from './yaml-source.ts';
import type { YamlNode } from './yaml-tree.ts';

/** The key of the file under which owners stand. */
export const OWNERS = 'owners';

/** A team, and what is theirs. Which of several entries owns something says lib/alerts/owner.ts. */
export interface Owner {
  team: string;
  /** Globs, see name-pattern.ts; without any: all clusters. */
  clusters: string[];
  /** Without groups and without topics: everything on these clusters. */
  groups: string[];
  topics: string[];
  runbook: string | null;
  tier: string | null;
  /** Name of the destination that is told besides those of the rule; whether there is one is not known here. */
  destination: string | null;
}

const LISTS = ['clusters', 'groups', 'topics'] as const;

/** The owners that the file lists, in its order. */
export function ownersFromFile(
  node: YamlNode,
  file: string,
  readFile: ReadFile,
): { owners: Owner[]; errors: ConfigError[] } {
  if (node.kind !== 'list') {
    const problem = 'must be a list: each owner begins with a dash';
    const example = 'owners: [{ team: payments, groups: [payments-*] }]';
    return { owners: [], errors: [{ setting: OWNERS, where: `${file}:${node.line}`, problem, example }] };
  }
  const owners: Owner[] = [];
  const errors: ConfigError[] = [];
  for (const [index, item] of node.items.entries()) {
    if (item.kind !== 'map') {
      const problem = 'must hold a team and what is theirs: team, groups, topics, ...';
      errors.push({ setting: `${OWNERS}[${index}]`, where: `${file}:${item.line}`, problem, example: null });
      continue;
    }
    const section: YamlSection = { file, path: [OWNERS, index], map: item };
    const { values, errors: wrong, given } = readGroup(ownerSettings, yamlSource(section, readFile));
    errors.push(...unknownKeys(section, Object.values(ownerSettings)), ...wrong);
    if (values === null) continue;
    if (values.team === null) {
      const problem = 'is missing: say who they are';
      errors.push({ ...placeOf(section, 'team', item.line), problem, example: exampleFor(ownerSettings.team, true) });
    }
    for (const list of LISTS) {
      const raw = given.get(list);
      const problem = raw === undefined ? null : wrongList(values[list]);
      if (raw && problem !== null) errors.push({ setting: raw.setting, where: raw.where, problem, example: null });
    }
    if (values.team !== null) owners.push({ ...values, team: values.team });
  }
  return { owners, errors };
}

/** What cannot be meant by the patterns of a list that was given; null where it can. */
function wrongList(patterns: readonly string[]): string | null {
  if (patterns.length === 0) return 'names nothing: leave it out, or name what is theirs (* is all)';
  if (!patterns.some((pattern) => /^\/.+\/$/.test(pattern))) return null;
  return 'has a regular expression, as rules may: owners are named by globs, where * stands for any characters and ? for one';
}

/** What is allowed of owners, and does nothing. */
export function uselessOwners(owners: readonly Owner[], clusters: readonly Pick<ClusterConfig, 'name'>[]): string[] {
  const everything = owners.findIndex((owner) => LISTS.every((list) => isAll(owner, list)));
  return owners.flatMap((owner, index) => {
    const called = `${OWNERS}[${index}] (${owner.team})`;
    if (everything !== -1 && index > everything) {
      const first = `${OWNERS}[${everything}] (${owners[everything]?.team})`;
      return [`${called} owns nothing: ${first} stands before it and owns everything; put that last`];
    }
    const isSomewhere = clusters.some(({ name }) => owner.clusters.length === 0 || matchesAny(owner.clusters, name));
    if (isSomewhere || clusters.length === 0) return [];
    return [`${called} owns nothing: no cluster is called ${owner.clusters.join(', ')}`];
  });
}

const isAll = (owner: Owner, list: (typeof LISTS)[number]): boolean =>
  owner[list].length === 0 || (list === 'clusters' && owner.clusters.includes('*'));
