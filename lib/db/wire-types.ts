import pg from 'pg';

const INT8 = 20;

/** How column values become JavaScript values: int8 is a bigint (pg's own default is a string), the rest as pg does it. */
export const wireTypes: pg.CustomTypesConfig = {
  // Overloads of pg's declaration tell text and binary apart; every result of ours is text.
  getTypeParser: ((oid: number) =>
    oid === INT8 ? BigInt : pg.types.getTypeParser(oid)) as typeof pg.types.getTypeParser,
};
