import manifest from '../../package.json' with { type: 'json' };

/** The version of this Tidemark. */
export const VERSION: string = manifest.version;
