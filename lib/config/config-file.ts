import { ALERT_RULES, type RuleEntry, rulesFromFile } from './alert-rules.ts';
import type { ConfigError } from './configuration-error.ts';
import { type Environment, isSet } from './environment.ts';
import { referencedVariables } from './interpolate.ts';
import { OWNERS } from './owners.ts';
import type { ReadFile } from './read-file.ts';
import { exampleFor } from './setting.ts';
import { settingsOf } from './settings/sections.ts';
import { serverSettings } from './settings/server.ts';
import { unknownKeys, type YamlSection } from './yaml-source.ts';
import { parseYaml, type YamlMap, type YamlNode } from './yaml-tree.ts';

/** The file that was read. */
export interface ConfigFile {
  path: string;
  top: YamlSection;
  /** What stands under `clusters`; null where nothing does. */
  clusters: YamlNode | null;
  /** The same of `owners`. */
  owners: YamlNode | null;
  /** What stands under `alerts.rules`. */
  alertRules: RuleEntry[];
  /** Environment variables that `${NAME}` in the file names. */
  variables: string[];
}

const DEFAULT_PATH = 'tidemark.yaml';

/** Reads TIDEMARK_CONFIG, or tidemark.yaml where that is present. */
export function readConfigFile(
  env: Environment,
  readFile: ReadFile,
): { file: ConfigFile | null; errors: ConfigError[] } {
  const { configFile } = serverSettings;
  const path = env[configFile.env] || DEFAULT_PATH;
  const read = readFile(path);
  if (!read.ok) {
    if (read.missing && !isSet(env, configFile)) return { file: null, errors: [] };
    const error = {
      setting: configFile.env,
      where: null,
      problem: read.problem,
      example: exampleFor(configFile, false),
    };
    return { file: null, errors: [error] };
  }
  const { tree, errors } = parseYaml(read.text, path, env);
  if (tree.kind === 'nothing') return { file: null, errors };
  if (tree.kind !== 'map') {
    const problem = 'must hold settings (key: value), such as clusters';
    return { file: null, errors: [...errors, { setting: 'the file', where: `${path}:1`, problem, example: null }] };
  }
  const top: YamlSection = { file: path, path: [], map: tree };
  const { rules, errors: wrongRules } = rulesFromFile(tree, path);
  return {
    file: {
      path,
      top,
      clusters: below(tree, 'clusters'),
      owners: below(tree, OWNERS),
      alertRules: rules,
      variables: referencedVariables(read.text),
    },
    errors: [
      ...errors,
      ...wrongRules,
      ...unknownKeys(top, settingsOf(false), [ALERT_RULES.join('.'), 'clusters', OWNERS]),
    ],
  };
}

/** What stands under a key of the file; null where nothing does. */
function below(map: YamlMap, key: string): YamlNode | null {
  const node = map.entries.get(key);
  return node === undefined || node.kind === 'nothing' ? null : node;
}
