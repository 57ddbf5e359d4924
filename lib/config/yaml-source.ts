import { dirname, isAbsolute, join } from 'node:path';
import type { ConfigError } from './configuration-error.ts';
import { readSecretFile } from './environment.ts';
import { nearest } from './nearest.ts';
import type { ReadFile } from './read-file.ts';
import type { Setting, Source } from './setting.ts';
import { pathText, type YamlMap, type YamlNode } from './yaml-tree.ts';

/** A map of the file that holds settings: the top level, or one entry of `clusters`. */
export interface YamlSection {
  /** As it is shown in messages. */
  file: string;
  /** Where the section begins: empty, or `['clusters', 0]`. */
  path: (string | number)[];
  map: YamlMap;
}

/** Settings from one section of the file. A secret may also be named by its file: `passwordFile` for `password`. */
export function yamlSource(section: YamlSection, readFile: ReadFile): Source {
  return {
    find(one) {
      if (one.yaml === null) return null;
      const node = nodeAt(section.map, one.yaml);
      const fileNode = one.secret ? nodeAt(section.map, `${one.yaml}File`) : null;
      const place = placeOf(section, one.yaml, (node ?? fileNode ?? section.map).line);
      if (node && fileNode) {
        const problem = `${lastKey(one.yaml)} and ${lastKey(one.yaml)}File are both given; leave one of them out`;
        return { error: { ...place, problem, example: null } };
      }
      if (fileNode) {
        const filePlace = { ...place, setting: `${place.setting}File` };
        const path = fileNode.kind === 'text' ? fileNode.text : '';
        return readSecretFile(one, path, filePlace, readFile);
      }
      return node && { ...place, value: plainValue(node), shown: shownText(node) };
    },
  };
}

/** How messages name a setting of a section, given or not. */
export const placeOf = (section: YamlSection, yaml: string, line: number) => ({
  setting: pathText([...section.path, yaml]),
  where: `${section.file}:${line}`,
});

/** Relative paths in the file begin at its folder. */
export const besideFile =
  (file: string, readFile: ReadFile): ReadFile =>
  (path) =>
    readFile(isAbsolute(path) ? path : join(dirname(file), path));

function nodeAt(map: YamlMap, path: string): YamlNode | null {
  const [key = '', ...rest] = path.split('.');
  const node = map.entries.get(key);
  if (!node || node.kind === 'nothing') return null;
  if (rest.length === 0) return node;
  return node.kind === 'map' ? nodeAt(node, rest.join('.')) : null;
}

/** What the value types read: a text or a list of texts; anything else fails their check. */
function plainValue(node: YamlNode): unknown {
  if (node.kind === 'text') return node.text;
  return node.kind === 'list' ? node.items.map(plainValue) : null;
}

function shownText(node: YamlNode): string | null {
  if (node.kind === 'text') return node.source;
  const items = node.kind === 'list' ? node.items.map(shownText) : [null];
  return items.includes(null) ? null : items.join(', ');
}

const lastKey = (path: string): string => path.split('.').at(-1) ?? path;

/** Errors for keys of a section that are no settings, each with the known key it most likely means. */
export function unknownKeys(
  section: YamlSection,
  settings: readonly Setting<unknown>[],
  others: string[] = [],
): ConfigError[] {
  const known = settings.flatMap(({ yaml, secret }) => (yaml === null ? [] : secret ? [yaml, `${yaml}File`] : [yaml]));
  return unknownIn(section, section.map, '', [...known, ...others]);
}

function unknownIn(section: YamlSection, map: YamlMap, prefix: string, known: string[]): ConfigError[] {
  const siblings = [
    ...new Set(known.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length))),
  ];
  const keys = [...new Set(siblings.map((path) => path.split('.')[0] ?? path))];
  return [...map.entries].flatMap(([key, node]) => {
    const path = `${prefix}${key}`;
    const place = placeOf(section, path, node.line);
    if (known.includes(path)) return [];
    if (!keys.includes(key)) {
      const elsewhere = known.find((candidate) => lastKey(candidate) === key);
      const meant = elsewhere ?? nearest(key, keys);
      const hint = meant ? `did you mean ${meant}?` : `known here: ${keys.join(', ')}`;
      return [{ ...place, problem: `there is no such setting; ${hint}`, example: null }];
    }
    if (node.kind === 'map') return unknownIn(section, node, `${path}.`, known);
    if (node.kind === 'nothing') return [];
    const inside = known.filter((candidate) => candidate.startsWith(`${path}.`)).map((candidate) => lastKey(candidate));
    return [
      {
        ...place,
        problem: `holds settings of its own, on indented lines below it: ${inside.join(', ')}`,
        example: null,
      },
    ];
  });
}
