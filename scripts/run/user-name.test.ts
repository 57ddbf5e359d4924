import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { userName } from './user-name.ts';

test('whoever runs a command has a name', () => expect(userName()).toBe(userInfo().username));

test('or a number, where the system has no name for them', () => {
  const nameless = () => {
    throw new Error('uv_os_get_passwd returned ENOENT');
  };
  expect(userName(nameless)).toMatch(/^user \d+$/);
});
