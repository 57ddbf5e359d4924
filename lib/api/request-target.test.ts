import { expect, test } from 'vitest';
import { requestTarget } from './request-target.ts';

test.each([
  ['/clusters/local?tab=groups', { target: '/clusters/local?tab=groups', host: 'tidemark.example' }],
  ['//evil.example/clusters/', { target: '//evil.example/clusters/', host: 'tidemark.example' }],
  ['http://evil.example/clusters/', { target: '/clusters/', host: 'evil.example' }],
  ['HTTPS://evil.example:8443/?a=b', { target: '/?a=b', host: 'evil.example:8443' }],
  ['http://tidemark.example', { target: '/', host: 'tidemark.example' }],
  ['*', { target: '/*', host: 'tidemark.example' }],
  ['javascript:alert(1)', { target: '/javascript%3Aalert(1)', host: 'tidemark.example' }],
  ['http://', { target: '/http%3A%2F%2F', host: 'tidemark.example' }],
])('%s', (target, expected) => expect(requestTarget(target, 'tidemark.example')).toEqual(expected));
