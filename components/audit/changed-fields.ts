import { grantWords, ROLE_OPTIONS } from '#components/settings/role-options.ts';
import type { Role } from '#lib/api/schemas/grants.ts';
import { formatCount } from '#lib/client/format-number.ts';

/** A value that differs between what was there before and what is there after; null on the side where it was not there. */
export interface ChangedField {
  /** Where it stands, as `limits.perMinute`; empty where the whole is one value. */
  path: string;
  before: string | null;
  after: string | null;
}

/** What a change did, field by field, in the order of the names. */
export function changedFields(before: unknown, after: unknown): ChangedField[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const paths = [...new Set([...was.keys(), ...is.keys()])].sort();
  return paths
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((field) => field.before !== field.after && !isNothing(field));
}

/** A new thing that lacks something: that is told by what it has. */
const isNothing = ({ before, after }: ChangedField): boolean => before === null && after === 'null';

/** Every value by its path. A list is one value: what moved within it is no field of its own. */
function fieldsOf(value: unknown): Map<string, string> {
  if (value === null || value === undefined || textOf(value) === '{}') return new Map();
  if (!isRecord(value) || isCut(value)) return new Map([['', textOf(value)]]);
  const fields = new Map<string, string>();
  for (const [name, inner] of Object.entries(value)) {
    if (!isRecord(inner)) fields.set(name, textOf(inner));
    else for (const [path, text] of fieldsOf(inner)) fields.set(`${name}.${path}`, text);
  }
  return fields;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

/** A role on the clusters of a pattern, as tokens and users have them. */
function isGrant(value: unknown): value is { clusters: string; role: Role } {
  if (!isRecord(value)) return false;
  return typeof value.clusters === 'string' && ROLE_OPTIONS.some((option) => option.value === value.role);
}

/** What was too large for the log stands there as its size, its hash and its beginning. */
function isCut(value: unknown): value is { cut: { bytes: number } } {
  if (!isRecord(value)) return false;
  const { cut, ...rest } = value;
  return isRecord(cut) && Object.keys(rest).length === 0 && typeof cut.bytes === 'number' && 'sha256' in cut;
}

function textOf(value: unknown): string {
  if (isCut(value)) return `${formatCount(value.cut.bytes)} bytes, too many for the log`;
  if (Array.isArray(value) && value.length > 0 && value.every(isGrant)) return grantWords(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
