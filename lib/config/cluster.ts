import type { ClusterConfig } from './cluster-config.ts';
import type { ConfigError } from './configuration-error.ts';
import type { ReadFile } from './read-file.ts';
import { assembleSecurity, unsafeSecurity } from './security.ts';
import {
  exampleFor,
  type RawValue,
  type Reading,
  readGroup,
  type Setting,
  type Source,
  wrongValue,
} from './setting.ts';
import { clusterSettings } from './settings/cluster.ts';
import { securitySettings } from './settings/security.ts';
import { readStatusRules } from './status.ts';

/** A cluster read from its settings, or what is wrong with them. */
export interface ClusterReading {
  cluster: ClusterConfig | null;
  errors: ConfigError[];
  warnings: string[];
}

/** Where a cluster's settings stand, for messages about one that is missing. */
export interface ClusterPlace {
  nameOf(setting: Setting<unknown>): Pick<RawValue, 'setting' | 'where'>;
  inFile: boolean;
}

/** A reading that came to nothing, or the errors of something that is no cluster. */
export const failed = (errors: ConfigError[]): ClusterReading => ({ cluster: null, errors, warnings: [] });

const DEFAULT_DEADLINE_MS = 3_000;

/** Which cluster, and how it is watched: all that holds for it before anyone tries to reach it. */
export function readGeneral(source: Source): Reading<typeof clusterSettings> {
  const reading = readGroup(clusterSettings, source);
  const deadline = reading.given.get('brokerDeadlineMs');
  if (!reading.values || !deadline) return reading;
  const { brokerDeadlineMs, pollIntervalMs } = reading.values;
  if (brokerDeadlineMs === null || brokerDeadlineMs <= pollIntervalMs / 2) return reading;
  const problem = 'must be at most half the poll interval';
  return { ...reading, values: null, errors: [wrongValue(clusterSettings.brokerDeadlineMs, deadline, problem)] };
}

/** Reads one cluster. */
export function readCluster(source: Source, place: ClusterPlace, readFile: ReadFile): ClusterReading {
  const general = readGeneral(source);
  const security = readGroup(securitySettings, source);
  const status = readStatusRules(source);
  const errors = [...general.errors, ...security.errors, ...status.errors];
  const missing = (one: Setting<unknown>, problem: string): ConfigError => ({
    ...place.nameOf(one),
    problem,
    example: exampleFor(one, place.inFile),
  });

  const assembled = security.values && assembleSecurity(security.values, (key) => security.given.has(key), readFile);
  for (const { key, problem } of assembled?.problems ?? []) {
    const raw = security.given.get(key);
    const one: Setting<unknown> = securitySettings[key];
    errors.push(raw ? wrongValue(one, { ...raw, shown: null }, problem) : missing(one, problem));
  }

  const { values } = general;
  if (values?.brokers === null)
    errors.push(missing(clusterSettings.brokers, 'is missing: a cluster needs its brokers'));
  if (errors.length > 0 || !values?.brokers || !assembled || !status.rules)
    return { cluster: null, errors, warnings: [] };

  const { brokers: bootstrapBrokers, brokerDeadlineMs, ...rest } = values;
  const cluster: ClusterConfig = {
    ...rest,
    bootstrapBrokers,
    brokerDeadlineMs: brokerDeadlineMs ?? Math.min(DEFAULT_DEADLINE_MS, values.pollIntervalMs / 2),
    tls: assembled.tls,
    sasl: assembled.sasl,
    statusRules: status.rules,
    statusRulesOfGroups: [],
  };
  return { cluster, errors, warnings: unsafeSecurity(assembled).map((text) => `cluster ${cluster.name}: ${text}`) };
}
