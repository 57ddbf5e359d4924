import { storableText } from '#lib/history/storable.ts';

/** As far as texts are given types by it. */
export interface TypedBy {
  type?: string;
  anyOf?: readonly TypedBy[];
  properties?: Record<string, TypedBy>;
  additionalProperties?: TypedBy | boolean;
  items?: TypedBy;
}

const NUMBER = /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i;
const FLAGS: Record<string, boolean> = { true: true, false: false };

/**
 * What somebody wrote as texts, as the JSON schema has it: numbers, true and false are no texts any more. One text stands for a list of
 * it, and a list, or one text, for patterns that include just that. What cannot be stays as it is, for the schema to refuse.
 */
export function typedText(schema: TypedBy, value: unknown): unknown {
  if (typeof value === 'string') return typedOne(schema, storableText(value));
  if (Array.isArray(value)) {
    if (schema.properties?.include) return { include: typedText(schema.properties.include, value) };
    return value.map((item) => typedText(schema.items ?? {}, item));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, typedText(schemaOf(schema, key), one)] as const),
  );
}

function typedOne(schema: TypedBy, text: string): unknown {
  const types = [schema, ...(schema.anyOf ?? [])].map(({ type }) => type);
  if ((types.includes('number') || types.includes('integer')) && NUMBER.test(text)) return Number(text);
  if (types.includes('boolean')) return FLAGS[text.toLowerCase()] ?? text;
  if (types.includes('array')) return [text];
  return schema.properties?.include ? { include: [text] } : text;
}

const schemaOf = ({ properties, additionalProperties }: TypedBy, key: string): TypedBy => {
  const own = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return own ?? (typeof additionalProperties === 'object' ? additionalProperties : {});
};

/** The keys that a schema knows of what stands at a path; none where any may stand. */
export function knownKeys(schema: TypedBy, path: readonly PropertyKey[]): string[] {
  const at = path.reduce<TypedBy>(
    (within, key) => (typeof key === 'number' ? (within.items ?? {}) : schemaOf(within, String(key))),
    schema,
  );
  return Object.keys(at.properties ?? {});
}
