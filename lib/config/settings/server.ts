import { optional, setting } from '../setting.ts';
import { addressRanges, duration, hostNames, httpOrigin, integer, listenAddress, oneOf, text } from '../value-types.ts';

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
    type: listenAddress,
    default: '127.0.0.1',
    example: '0.0.0.0',
    description:
      'Address to listen on; `0.0.0.0` or `::` for all of the machine. (Not `HOSTNAME`: containers and shells set that to' +
      ' the name of the machine.)',
  }),
  publicUrl: optional({
    yaml: 'server.publicUrl',
    env: 'TIDEMARK_PUBLIC_URL',
    type: httpOrigin,
    example: 'https://tidemark.example.com',
    defaultNote: 'the address that a browser asked for',
    description:
      'Where browsers find the console. Its host is one that is answered to. With `https` browsers are told to come by' +
      ' `https` alone.',
  }),
  allowedHosts: setting({
    yaml: 'server.allowedHosts',
    env: 'TIDEMARK_ALLOWED_HOSTS',
    type: hostNames,
    default: '',
    example: 'tidemark,*.ops.example.com',
    defaultNote: 'none',
    description:
      'Host names that are answered to besides those of this machine (`localhost`, `127.0.0.1`, `[::1]`), that of the' +
      ' public URL, and IP addresses where it listens on another address than a loopback one. Requests to all others are' +
      ' refused, so that no page elsewhere can give its own name to this address (DNS rebinding).',
  }),
  trustedProxies: setting({
    yaml: 'server.trustedProxies',
    env: 'TIDEMARK_TRUSTED_PROXIES',
    type: addressRanges,
    default: '',
    example: '127.0.0.1,10.0.3.7',
    defaultNote: 'none',
    description:
      'Addresses of the proxies in front, whose `X-Forwarded-For` says who asks. From anybody else that header is not' +
      ' believed.',
  }),
  role: setting({
    yaml: 'server.role',
    env: 'TIDEMARK_ROLE',
    type: oneOf('all', 'web', 'collector'),
    default: 'all',
    example: 'web',
    description:
      '`all`: pages and engine; `web`: no engine; `collector`: engine, and of HTTP only `/api/health`, `/api/ready` and' +
      ' `/metrics`.',
  }),
  dataDir: setting({
    yaml: null,
    env: 'TIDEMARK_DATA',
    type: text,
    default: '.tidemark',
    example: '/var/lib/tidemark',
    description:
      'Folder for the secret key that a start makes where none is set, and for the data of the local Kafka and the embedded' +
      ' Postgres.',
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
