/** Who may import whom; the reasons stand in docs/architecture.md. Checked by `npm test`. */

const TESTS = ['\\.test\\.tsx?$', '/testing\\.tsx?$', '/fixtures/'];
/** An import that is gone after compilation: types only. */
const TYPES = ['type-only', 'pre-compilation-only'];
/** Areas that every other area may use. */
const FOUNDATION = 'kafka|db|config|lag|events|history';
/** Areas that put other areas together. */
const COMPOSERS = 'collector|api|views';
const KAFKA_CLIENTS = '(^|node_modules/)(@platformatic/kafka|kafkajs)(/|$)';
const IO = '(^|node_modules/)(@platformatic/kafka|kafkajs|pg|undici|@prisma/[^/]+|pino)(/|$)';

/** A rule against importing at run time. */
function never(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

export default {
  forbidden: [
    never(
      'no-cycle',
      'Modules that need each other are one module, or hide a third.',
      {},
      {
        circular: true,
        viaOnly: { dependencyTypesNot: TYPES },
      },
    ),
    never('resolvable', 'An import must name something that is there.', {}, { couldNotResolve: true }),
    never(
      'areas',
      'An area stands on the foundation; of other areas it may know the types.',
      { path: '^lib/([^/]+)/', pathNot: [`^lib/(${COMPOSERS}|client)/`, ...TESTS] },
      { path: '^lib/', pathNot: [`^lib/($1|${FOUNDATION})/`], dependencyTypesNot: TYPES },
    ),
    never(
      'lib-below',
      'What is in lib serves pages, threads and scripts, and knows none of them.',
      { path: '^lib/', pathNot: TESTS },
      { path: '^(app|components|engine|scripts|bench|e2e)/' },
    ),
    never(
      'app-routes-only',
      'Routes and pages are put together of components, browser code and areas.',
      { path: '^app/', pathNot: TESTS },
      { path: '^(engine|scripts|bench|e2e)/' },
    ),
    never(
      'components-in-browser',
      'Components are made of components and browser code.',
      { path: '^components/', pathNot: TESTS },
      {
        path: '^(app|lib|engine|scripts|bench|e2e)/',
        pathNot: ['^lib/client/', '^lib/api/(group-slug|csv-field)\\.ts$', '^lib/alerts/(rule|scope)\\.ts$'],
        dependencyTypesNot: TYPES,
      },
    ),
    never(
      'no-eval-in-browser',
      'What the browser shares with the server is plain: zod tries whether it may make functions of text, which the policy of the pages forbids.',
      { path: '^lib/alerts/(rule|scope)\\.ts$' },
      { path: '(^|node_modules/)zod/', dependencyTypesNot: TYPES },
    ),
    never(
      'browser-knows-the-schemas',
      'Of the server the browser knows the shapes of its answers, how a group is written in a path and a value in CSV, which metrics there are and what an incident is about.',
      { path: '^(components|lib/client)/', pathNot: TESTS },
      {
        path: '^lib/',
        pathNot: [
          '^lib/client/',
          '^lib/api/schemas/',
          '^lib/api/(group-slug|csv-field)\\.ts$',
          '^lib/alerts/(rule|scope)\\.ts$',
        ],
      },
    ),
    never(
      'browser-takes-types-only',
      'The schemas themselves stay on the server; the browser takes their types.',
      { path: '^(components|lib/client)/', pathNot: TESTS },
      { path: '^lib/api/schemas/', dependencyTypesNot: TYPES },
    ),
    never(
      'browser-without-node',
      'The browser has neither Node nor the clients of servers.',
      { path: '^(components|lib/client)/', pathNot: TESTS },
      { dependencyTypes: ['core'] },
    ),
    never(
      'browser-without-servers',
      'The browser has neither Node nor the clients of servers.',
      { path: '^(components|lib/client)/', pathNot: TESTS },
      { path: IO },
    ),
    never(
      'pure-without-node',
      'Pure files compute; what they need is handed to them.',
      { path: '(^lib/lag/|\\.pure\\.ts$)', pathNot: TESTS },
      { dependencyTypes: ['core'] },
    ),
    never(
      'pure-without-clients',
      'Pure files compute; what they need is handed to them.',
      { path: '(^lib/lag/|\\.pure\\.ts$)', pathNot: TESTS },
      { path: IO, dependencyTypesNot: TYPES },
    ),
    never(
      'pure-on-pure',
      'The lag rules know the other areas by their types.',
      { path: '^lib/lag/', pathNot: TESTS },
      { path: '^lib/', pathNot: '^lib/lag/', dependencyTypesNot: TYPES },
    ),
    never(
      'clients-in-lib-kafka',
      'Each Kafka client is seen in one place of the product.',
      { path: '^(app|components|engine|lib)/', pathNot: ['^lib/kafka/', '\\.int\\.test\\.ts$'] },
      { path: KAFKA_CLIENTS },
    ),
    never(
      'no-tests-in-product',
      'Tests and what serves only them are no part of the product.',
      { path: '^(app|components|engine|lib)/', pathNot: TESTS },
      { path: TESTS.join('|') },
    ),
    never(
      'no-development-package-in-product',
      'The product runs without the packages of its development.',
      { path: '^(app|components|engine|lib)/', pathNot: TESTS },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: TYPES },
    ),
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|dist|\\.tidemark)/|^next-env\\.d\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
