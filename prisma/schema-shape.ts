/** A table reduced to what schema.prisma and the database must agree on. */
export interface TableShape {
  /** "type", with "?" where it may be null, by column. */
  columns: Record<string, string>;
  primaryKey: string[];
  /** Column lists of unique constraints and indexes, each joined by commas, sorted. */
  unique: string[];
}

export type SchemaShape = Record<string, TableShape>;

const COLUMN_TYPES: Record<string, string> = {
  Int: 'int4',
  BigInt: 'int8',
  Float: 'float8',
  String: 'text',
  Boolean: 'bool',
  Bytes: 'bytea',
  Json: 'jsonb',
};
const NATIVE_TYPES: Record<string, string> = {
  '@db.Timestamptz': 'timestamptz',
  '@db.Uuid': 'uuid',
  '@db.SmallInt': 'int2',
  '@db.Char(1)': 'bpchar',
};

const MODEL = /^model (\w+) \{\n([\s\S]*?)^\}/gm;
const FIELD = /^ {2}(\w+)\s+(\w+)(\[\]|\?)?\s*(.*)$/;

/** The tables that the models of a schema.prisma describe. Throws on what it does not know, rather than passing over it. */
export function shapeOfSchema(schema: string): SchemaShape {
  const models = [...schema.matchAll(MODEL)].map(([, name = '', body = '']) => ({ name, lines: body.split('\n') }));
  const names = new Set(models.map(({ name }) => name));
  return Object.fromEntries(models.map(({ name, lines }) => shapeOfModel(name, lines, names)));
}

function shapeOfModel(name: string, lines: readonly string[], models: ReadonlySet<string>): [string, TableShape] {
  const shape: TableShape = { columns: {}, primaryKey: [], unique: [] };
  const columnOf = new Map<string, string>();
  let table = name;
  for (const line of lines.filter((one) => one.trim() !== '')) {
    const block = /^ {2}@@(\w+)\((.*)\)$/.exec(line);
    if (block !== null) {
      const [, attribute, content = ''] = block;
      const columns = (/\[(.*?)\]/.exec(content)?.[1] ?? '').split(', ').map((field) => columnOf.get(field) ?? field);
      if (attribute === 'map') table = content.replaceAll('"', '');
      else if (attribute === 'id') shape.primaryKey = columns;
      else if (attribute === 'unique') shape.unique.push(columns.join());
      else throw new Error(`unknown attribute in model ${name}: ${line}`);
      continue;
    }
    const [, field, type = '', modifier = '', attributes = ''] = FIELD.exec(line) ?? [];
    if (field === undefined) throw new Error(`unknown line in model ${name}: ${line}`);
    // A relation is no column: its key is one of the other fields.
    if (models.has(type)) continue;
    const column = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? field;
    columnOf.set(field, column);
    const native = /@db\.\w+(\(\d+\))?/.exec(attributes)?.[0];
    const columnType = native === undefined ? COLUMN_TYPES[type] : NATIVE_TYPES[native];
    if (columnType === undefined) throw new Error(`unknown type in model ${name}: ${line}`);
    // Postgres calls the type of an array by that of its elements.
    shape.columns[column] = modifier === '[]' ? `_${columnType}` : columnType + modifier;
    if (attributes.includes('@id')) shape.primaryKey = [column];
    if (attributes.includes('@unique')) shape.unique.push(column);
  }
  shape.unique.sort();
  return [table, shape];
}

/** Every difference between two shapes in words; empty when they agree. */
export function drift(schema: SchemaShape, database: SchemaShape): string[] {
  return [...new Set([...Object.keys(schema), ...Object.keys(database)])].sort().flatMap((table) => {
    const model = schema[table];
    const stored = database[table];
    if (model === undefined) return [`table ${table} has no model`];
    if (stored === undefined) return [`model of ${table} has no table`];
    const columns = [...new Set([...Object.keys(model.columns), ...Object.keys(stored.columns)])];
    return [
      ...columns.flatMap((column) => differing(`${table}.${column}`, model.columns[column], stored.columns[column])),
      ...differing(`primary key of ${table}`, model.primaryKey.join(), stored.primaryKey.join()),
      ...differing(`unique keys of ${table}`, model.unique.join(' '), stored.unique.join(' ')),
    ];
  });
}

function differing(what: string, inSchema: string | undefined, inDatabase: string | undefined): string[] {
  if (inSchema === inDatabase) return [];
  return [`${what}: ${inSchema ?? 'absent'} in schema.prisma, ${inDatabase ?? 'absent'} in the database`];
}
