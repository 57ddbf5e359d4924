import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { ConfigError } from './configuration-error.ts';
import type { Environment } from './environment.ts';
import { interpolate } from './interpolate.ts';

/** A YAML file as plain texts with their lines: nothing is taken for a number, so a password of digits stays as written. */
export type YamlNode = YamlText | YamlList | YamlMap | YamlNothing;

export interface YamlText {
  kind: 'text';
  line: number;
  /** With `${NAME}` filled in. */
  text: string;
  /** As it stands in the file. */
  source: string;
}

export interface YamlList {
  kind: 'list';
  line: number;
  items: YamlNode[];
}

export interface YamlMap {
  kind: 'map';
  line: number;
  entries: Map<string, YamlNode>;
}

/** `key:` with nothing after it, or null: the same as leaving the key out. */
export interface YamlNothing {
  kind: 'nothing';
  line: number;
}

/** Reads a file's text. `${NAME}` in values is filled from the environment. */
export function parseYaml(text: string, file: string, env: Environment): { tree: YamlNode; errors: ConfigError[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const [broken] = [...document.errors, ...document.warnings];
  const empty: YamlNode = { kind: 'nothing', line: 1 };
  if (broken) return { tree: empty, errors: [syntaxError(broken, file, lines)] };
  const errors: ConfigError[] = [];
  const walk = { document, file, env, lines, errors };
  return { tree: document.contents ? convert(walk, document.contents, [], 1) : empty, errors };
}

interface Walk {
  document: Document;
  file: string;
  env: Environment;
  lines: LineCounter;
  errors: ConfigError[];
}

/** Deeper than any setting; ends aliases that contain themselves. */
const MAX_DEPTH = 8;

function convert(walk: Walk, node: Node | null, path: (string | number)[], keyLine: number): YamlNode {
  const line = node?.range ? walk.lines.linePos(node.range[0]).line : keyLine;
  const target = isAlias(node) ? (node.resolve(walk.document) ?? null) : node;
  if (isAlias(node) && target === null) {
    report(walk, path, line, 'begins with *, which names an anchor, and there is none; put the value in quotes');
    return { kind: 'text', line, text: '*', source: '*' };
  }
  if (path.length > MAX_DEPTH) {
    report(walk, path, line, 'is nested too deeply');
    return { kind: 'nothing', line };
  }
  if (isMap<Node, Node | null>(target)) {
    const pairs = target.items.map(({ key, value }): [string, YamlNode] => {
      const name = isScalar(key) ? String(key.value) : '';
      const at = key.range ? walk.lines.linePos(key.range[0]).line : line;
      return [name, { ...convert(walk, value, [...path, name], at), line: at }];
    });
    return { kind: 'map', line, entries: new Map(pairs) };
  }
  if (isSeq<Node>(target)) {
    return { kind: 'list', line, items: target.items.map((item, i) => convert(walk, item, [...path, i], line)) };
  }
  const source = isScalar(target) ? String(target.value) : '';
  const plain = !isScalar(target) || target.type === 'PLAIN';
  if (plain && ['', '~', 'null'].includes(source)) return { kind: 'nothing', line };
  const { text, missing } = interpolate(source, walk.env);
  for (const problem of missing) report(walk, path, line, problem);
  return { kind: 'text', line, text, source };
}

function report({ file, errors }: Walk, path: (string | number)[], line: number, problem: string): void {
  errors.push({ setting: pathText(path), where: `${file}:${line}`, problem, example: null });
}

/** `clusters[0].sasl.password` */
export const pathText = (path: readonly (string | number)[]): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');

/** Own words for the parser's codes: its messages may quote the text, and the text may be a secret. */
const SYNTAX: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'a value that begins with * must be in quotes',
  BAD_DQ_ESCAPE: 'an unknown escape in double quotes; write \\\\ for a backslash, or use single quotes',
  BAD_INDENT: 'wrong indentation, or a bracket that is not closed',
  BAD_SCALAR_START: 'a value that begins with this character must be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second "key: value" on one line; check the indentation, or quote a value with a colon',
  BLOCK_IN_FLOW: 'an indented list or map inside brackets',
  DUPLICATE_KEY: 'this key stands here for the second time',
  MISSING_CHAR: 'a closing quote or bracket, a comma or a space is missing',
  MULTILINE_IMPLICIT_KEY: 'a key without a colon, or a wrong indentation',
  MULTIPLE_DOCS: 'a second document (---); the file must hold one',
  TAB_AS_INDENT: 'a tab as indentation; use spaces',
  TAG_RESOLVE_FAILED: 'a value that begins with ! must be in quotes (tags are not supported)',
  UNEXPECTED_TOKEN: 'an unexpected character; a quote or bracket may be missing before it',
};

function syntaxError(error: YAMLError, file: string, lines: LineCounter): ConfigError {
  const { line, col } = lines.linePos(error.pos[0]);
  const what = SYNTAX[error.code] ?? `not valid YAML (${error.code})`;
  return { setting: `line ${line}, column ${col}`, where: file, problem: what, example: null };
}
