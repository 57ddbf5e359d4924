import { optional, setting } from '../setting.ts';
import { duration, integer, loopbackHost, oneOf, text } from '../value-types.ts';

/** The process itself: address, role, folders. */
export const serverSettings = {
  configFile: optional({
    yaml: null,
    env: 'TIDEMARK_CONFIG',
    type: text,
    example: '/etc/tidemark/tidemark.yaml',
    defaultNote: '`tidemark.yaml` in the working folder, if it is there',
    description: 'The configuration file.',
  }),
  homeDir: optional({
    yaml: null,
    env: 'TIDEMARK_HOME',
    type: text,
    example: '/opt/tidemark',
    defaultNote: 'the working folder',
    description:
      'Relative paths in the environment begin here. (Those in `tidemark.yaml` begin at the folder of the file.) `npm' +
      ' start` sets it.',
  }),
  port: setting({
    yaml: 'server.port',
    env: 'PORT',
    type: integer(1, 65_535),
    default: '3000',
    example: '8080',
    description: 'Port of the console and the API.',
  }),
  host: setting({
    yaml: 'server.host',
    env: 'TIDEMARK_HOST',
    type: loopbackHost,
    default: '127.0.0.1',
    example: '127.0.0.1',
    description:
      'Address to listen on. Only loopback addresses until there is a sign-in, and requests to any other host name than' +
      ' `localhost`, `127.0.0.1`, `[::1]` and this one are refused. (Not `HOSTNAME`: containers and shells set that to the' +
      ' name of the machine.)',
  }),
  role: setting({
    yaml: 'server.role',
    env: 'TIDEMARK_ROLE',
    type: oneOf('all', 'web', 'collector'),
    default: 'all',
    example: 'web',
    description:
      '`all`: pages and engine; `web`: no engine; `collector`: engine, and of HTTP only `/api/health` and `/api/ready`.',
  }),
  dataDir: setting({
    yaml: null,
    env: 'TIDEMARK_DATA',
    type: text,
    default: '.tidemark',
    example: '/var/lib/tidemark',
    description: 'Folder for the data of the local Kafka and the embedded Postgres.',
  }),
  cacheDir: optional({
    yaml: null,
    env: 'TIDEMARK_CACHE',
    type: text,
    example: '/var/cache/tidemark',
    defaultNote: 'chosen at start',
    description: 'Folder for what the start downloads: Node, Kafka, Postgres, a browser for the tests.',
  }),
  logLevel: setting({
    yaml: 'server.logLevel',
    env: 'TIDEMARK_LOG_LEVEL',
    type: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'info',
    example: 'debug',
    description: 'Least severe level that is logged.',
  }),
  stopTimeoutMs: setting({
    yaml: 'server.stopTimeout',
    env: 'TIDEMARK_STOP_TIMEOUT',
    type: duration('100ms', '5m'),
    default: '5s',
    example: '10s',
    description: 'How long a stop waits for requests and the engine before it cuts them off.',
  }),
};
