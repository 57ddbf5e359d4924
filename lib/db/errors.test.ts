import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import {
  DatabaseError,
  type DatabaseErrorCode,
  isConnectionLost,
  isTemporary,
  isUniqueViolation,
  toDatabaseError,
} from './errors.ts';

function serverError(sqlState: string, message = 'as the server says'): pg.DatabaseError {
  const error = new pg.DatabaseError(message, message.length, 'error');
  error.code = sqlState;
  return error;
}

function socketError(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code });
}

describe('toDatabaseError', () => {
  test.each<[sqlState: string, code: DatabaseErrorCode]>([
    ['23505', 'UNIQUE_VIOLATION'],
    ['53100', 'DISK_FULL'],
    ['53200', 'OUT_OF_MEMORY'],
    ['42501', 'INSUFFICIENT_PRIVILEGE'],
    ['25006', 'READ_ONLY'],
    ['57014', 'STATEMENT_TIMEOUT'],
    ['55P03', 'LOCK_TIMEOUT'],
    ['40001', 'SERIALIZATION_FAILURE'],
    ['40P01', 'SERIALIZATION_FAILURE'],
    ['28P01', 'LOGIN_REFUSED'],
    ['28000', 'LOGIN_REFUSED'],
    ['3D000', 'NO_SUCH_DATABASE'],
    ['57P01', 'CONNECTION_LOST'],
    ['57P03', 'CONNECTION_LOST'],
    ['53300', 'CONNECTION_LOST'],
    ['08006', 'CONNECTION_LOST'],
    ['42601', 'OTHER'],
  ])('SQLSTATE %s is %s', (sqlState, code) => {
    const error = toDatabaseError(serverError(sqlState));
    expect(error).toMatchObject({ code, sqlState });
    expect(error.message).toContain('as the server says');
  });

  test('an error that ends the session is a lost connection, whatever its SQLSTATE; one of a statement alone is not', () => {
    const ofSeverity = (severity: string) => toDatabaseError(Object.assign(serverError('55000'), { severity }));
    expect(ofSeverity('FATAL').code).toBe('CONNECTION_LOST');
    expect(ofSeverity('PANIC').code).toBe('CONNECTION_LOST');
    expect(ofSeverity('ERROR').code).toBe('OTHER');
  });

  test.each<[what: string, sqlState: string, severity: string, code: DatabaseErrorCode, temporary: boolean]>([
    ['a statement without memory', '53200', 'ERROR', 'OUT_OF_MEMORY', true],
    ['a session without memory', '53200', 'FATAL', 'OUT_OF_MEMORY', true],
    ['a right that a statement lacks', '42501', 'ERROR', 'INSUFFICIENT_PRIVILEGE', false],
    ['the right to connect', '42501', 'FATAL', 'LOGIN_REFUSED', true],
    ['a statement without disk space', '53100', 'ERROR', 'DISK_FULL', false],
    ['a server that ends without disk space', '53100', 'PANIC', 'CONNECTION_LOST', true],
    ['a password that is wrong', '28P01', 'FATAL', 'LOGIN_REFUSED', true],
    ['a database that is not there', '3D000', 'FATAL', 'NO_SUCH_DATABASE', true],
  ])('%s (%s %s) is %s', (_what, sqlState, severity, code, temporary) => {
    const error = toDatabaseError(Object.assign(serverError(sqlState), { severity }));
    expect(error.code).toBe(code);
    expect(isTemporary(error)).toBe(temporary);
  });

  test('without the right to connect the grant is told, not another password', () => {
    const refused = serverError('42501', 'permission denied for database "tidemark"');
    const { message } = toDatabaseError(Object.assign(refused, { severity: 'FATAL' }));
    expect(message).toContain('GRANT CONNECT, CREATE ON DATABASE tidemark TO');
    expect(message).not.toContain('password');
  });

  test.each([
    socketError('ECONNREFUSED'),
    socketError('ECONNRESET'),
    socketError('ENOTFOUND'),
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated due to connection timeout'),
    new Error('Query read timeout'),
  ])('%s is a lost connection', (cause) => {
    const error = toDatabaseError(cause);
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', sqlState: null, cause });
    expect(isConnectionLost(error)).toBe(true);
  });

  test('to wait in vain for a connection of the pool is no lost connection', () => {
    const error = toDatabaseError(new Error('timeout exceeded when trying to connect'));
    expect(error.code).toBe('CONNECTIONS_BUSY');
    expect(isConnectionLost(error)).toBe(false);
  });

  test('every address that refused is named', () => {
    const refused = Object.assign(new AggregateError([socketError('ECONNREFUSED'), socketError('ETIMEDOUT')]), {
      code: 'ECONNREFUSED',
    });
    expect(toDatabaseError(refused).message).toMatch(/ECONNREFUSED.*ETIMEDOUT/);
  });

  test.each([
    ['permission denied for schema public', 'GRANT USAGE, CREATE ON SCHEMA public TO'],
    ['permission denied for table poll', 'GRANT ALL ON TABLE poll TO'],
    ['permission denied for sequence cluster_id_seq', 'GRANT ALL ON SEQUENCE cluster_id_seq TO'],
    ['permission denied for database tidemark', 'GRANT CONNECT, CREATE ON DATABASE tidemark TO'],
    ['must be owner of table poll', 'REASSIGN OWNED BY'],
  ])('%j says what to grant', (message, advice) => {
    expect(toDatabaseError(serverError('42501', message)).message).toContain(advice);
  });

  test('passes its own kind through, and takes what is no Error', () => {
    const own = new DatabaseError('DISK_FULL', 'full');
    expect(toDatabaseError(own)).toBe(own);
    expect(toDatabaseError('text')).toMatchObject({ code: 'OTHER', message: 'text' });
    expect(isUniqueViolation(serverError('23505'))).toBe(true);
    expect(isUniqueViolation(own)).toBe(false);
  });

  test('knows its own kind from another bundle, which has a class of the same name', async () => {
    vi.resetModules();
    const other = await import('./errors.ts');
    expect(other.DatabaseError).not.toBe(DatabaseError);
    const theirs = new other.DatabaseError('UNIQUE_VIOLATION', 'twice');
    expect(theirs).toBeInstanceOf(DatabaseError);
    expect(toDatabaseError(theirs)).toBe(theirs);
    expect(isUniqueViolation(theirs)).toBe(true);
    expect(new Error('other')).not.toBeInstanceOf(DatabaseError);
  });
});
