/** Header in which a page hears its own path. Whatever a browser sends under this name is replaced before that. */
export const PATH_HEADER = 'x-tidemark-path';
