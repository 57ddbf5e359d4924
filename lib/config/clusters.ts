import { type ClusterReading, failed, readCluster, readGeneral } from './cluster.ts';
import type { ConfigError } from './configuration-error.ts';
import { type Environment, environmentSource, isSet } from './environment.ts';
import type { ReadFile } from './read-file.ts';
import { exampleFor, type Setting, type Source } from './setting.ts';
import { clusterSettings } from './settings/cluster.ts';
import { settingsOf } from './settings/sections.ts';
import { securitySettings } from './settings/security.ts';
import { GROUP_STATUS, readGroupStatus, readStatusRules } from './status.ts';
import { besideFile, placeOf, unknownKeys, type YamlSection, yamlSource } from './yaml-source.ts';
import type { YamlNode } from './yaml-tree.ts';

/**
 * The cluster that the environment describes; none where KAFKA_BROKERS is not set. Its other settings are checked all the same:
 * the start brings brokers for it, and what is wrong should not be found only when those run.
 */
export function clusterFromEnvironment(env: Environment, readFile: ReadFile): ClusterReading[] {
  const nameOf = (one: Setting<unknown>) => ({ setting: one.env, where: null });
  const source = environmentSource(env, readFile);
  if (isSet(env, clusterSettings.brokers)) return [readCluster(source, { inFile: false, nameOf }, readFile)];
  const problem = `has no effect without ${clusterSettings.brokers.env}; set that too, or leave this out`;
  const example = exampleFor(clusterSettings.brokers, false);
  const useless = Object.values(securitySettings).filter((one) => isSet(env, one));
  return [
    failed([
      ...readGeneral(source).errors,
      ...readStatusRules(source).errors,
      ...useless.map((one) => ({ ...nameOf(one), problem, example })),
    ]),
  ];
}

/** The clusters that the file lists. */
export function clustersFromFile(node: YamlNode, file: string, env: Environment, readFile: ReadFile): ClusterReading[] {
  if (node.kind !== 'list') {
    const problem = 'must be a list: each cluster begins with a dash';
    const example = 'clusters: [{ name: orders-prod, brokers: "kafka-1.example.com:9092" }]';
    return [failed([{ setting: 'clusters', where: `${file}:${node.line}`, problem, example }])];
  }
  const fallback = sharedSettings(environmentSource(env, readFile));
  const readings = node.items.map((item, index) => {
    const path = ['clusters', index];
    if (item.kind !== 'map') {
      const problem = 'must hold the settings of a cluster: name, brokers, ...';
      return failed([{ setting: `clusters[${index}]`, where: `${file}:${item.line}`, problem, example: null }]);
    }
    return clusterFromSection({ file, path, map: item }, fallback, besideFile(file, readFile));
  });
  return [...readings, failed(sameNames(readings, node.items, file))];
}

function clusterFromSection(section: YamlSection, fallback: Source, readFile: ReadFile): ClusterReading {
  const nameOf = (one: Setting<unknown>) => placeOf(section, one.yaml ?? one.env, section.map.line);
  const own = yamlSource(section, readFile);
  const { name } = clusterSettings;
  const missingName = {
    ...nameOf(name),
    problem: 'is missing: every cluster needs one',
    example: exampleFor(name, true),
  };
  const source: Source = {
    find: (one) => own.find(one) ?? (one === name ? { error: missingName } : fallback.find(one)),
  };
  const reading = readCluster(source, { inFile: true, nameOf }, readFile);
  const ofGroups = readGroupStatus(section, source, readFile);
  return {
    ...reading,
    cluster: reading.cluster && { ...reading.cluster, statusRulesOfGroups: ofGroups.entries },
    errors: [...unknownKeys(section, settingsOf(true), [GROUP_STATUS]), ...reading.errors, ...ofGroups.errors],
  };
}

/** Of the environment's cluster settings, those that hold for every cluster of the file that does not set its own. */
function sharedSettings(environment: Source): Source {
  const ofOne = new Set<Setting<unknown>>([clusterSettings.brokers, ...Object.values(securitySettings)]);
  return { find: (one) => (ofOne.has(one) ? null : environment.find(one)) };
}

function sameNames(readings: ClusterReading[], nodes: YamlNode[], file: string): ConfigError[] {
  const names = readings.map(({ cluster }) => cluster?.name);
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (name === undefined || first === index) return [];
    const problem = `is the name of clusters[${first}] already; it is ${JSON.stringify(name)}`;
    return [{ setting: `clusters[${index}].name`, where: `${file}:${nodes[index]?.line}`, problem, example: null }];
  });
}
