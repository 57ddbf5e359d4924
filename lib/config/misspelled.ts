import { type Environment, fileVariable } from './environment.ts';
import { nearest } from './nearest.ts';
import { SECTIONS } from './settings/sections.ts';

/**
 * Warnings for environment variables that look like a setting and are none. Only near misses: the environment is full of
 * names that are none of our business, even with our prefix.
 */
export function misspelledVariables(env: Environment): string[] {
  const settings = SECTIONS.flatMap((section) => section.settings);
  const known = settings.flatMap((one) => (one.secret ? [one.env, fileVariable(one)] : [one.env]));
  const ours = Object.keys(env).filter((name) => /^(TIDEMARK|KAFKA)_/.test(name) && !known.includes(name));
  return ours.flatMap((name) => {
    const meant = nearest(name, known);
    return meant === null ? [] : [`${name} is not a setting and has no effect; did you mean ${meant}?`];
  });
}
