import type { Environment } from './environment.ts';

/** A text with its `${NAME}` filled in, and a sentence for each that could not be. */
export interface Interpolated {
  text: string;
  missing: string[];
}

const REFERENCE = /\$\$\{|\$\{([^}]*)\}?/g;

/** Fills `${NAME}` from the environment; `$${` stands for a plain `${`. An empty variable counts as not set. */
export function interpolate(source: string, env: Environment): Interpolated {
  const missing: string[] = [];
  const text = source.replaceAll(REFERENCE, (found: string, name: string | undefined) => {
    if (name === undefined) return '${';
    if (!found.endsWith('}') || !/^[A-Za-z_]\w*$/.test(name)) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the message speaks of these characters
      missing.push('has a ${ that is not followed by a variable name and }; write $${ for the characters themselves');
      return found;
    }
    const value = env[name];
    if (!value) missing.push(`names the environment variable ${name}, which is not set`);
    return value || found;
  });
  return { text, missing };
}

/** The variables that a text refers to. */
export const referencedVariables = (source: string): string[] =>
  [...source.matchAll(REFERENCE)].flatMap(([, name]) => (name === undefined ? [] : [name]));
