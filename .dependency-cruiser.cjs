/**
 * Who may import whom: the table of the architecture, one rule a row. Type-only imports count (tsPreCompilationDeps).
 * A row lists what its folder may reach; everything else is an error.
 */
const NODE = `^(node:)?(${require('node:module').builtinModules.join('|')})$`;
const LIBRARIES = '(^|/)node_modules/(?!@nestjs/)';
const ENGINE = '^lib/engine/';
const ERRORS = '^lib/errors/';
const PORTS = '^lib/ports/';
const HTTP = '^lib/http/';
const PLATFORM_KIT = '^lib/platform-kit/';
/** The one file of a folder that lists what is in it. */
const REGISTRIES = '^lib/(platforms|sources|stores|sinks)/index\\.ts$';
const PUBLIC_ENTRIES = '^lib/(index|engine|testing/index|platforms/[^/]+/exports)\\.ts$';
/** The folders that may use Nest. */
const NEST_USERS = '^lib/(nest|integrations)/';

const row = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { pathNot: [from, ...allowed] },
});

/**
 * The order between rooms (folders of a folder): a room may import those named with it, files that stand beside the rooms, and what
 * the rows of its layer allow. `top` matches what holds the rooms; `{room: [rooms it may import]}`.
 */
const order = (name, top, rooms) =>
  Object.entries(rooms).map(([room, below]) => ({
    name: `${name}-room-${room}`,
    severity: 'error',
    comment: `The room ${room} may import ${below.length === 0 ? 'no other room' : below.join(', ')}.`,
    from: { path: `^${top}${room}/` },
    to: {
      path: `^${top.replace('([^/]+)', '$1')}`,
      pathNot: [room, ...below].map((one) => `^${top.replace('([^/]+)', '$1')}${one}/`),
    },
  }));

/** Rooms in which the later ones may import all earlier ones. */
const tower = (rooms) => Object.fromEntries(rooms.map((room, i) => [room, rooms.slice(0, i)]));

/** What an application calls on top, what everything uses at the bottom. */
const RUNTIME_ROOMS = {
  shared: [],
  config: ['shared'],
  events: ['shared'],
  cookie: [],
  stored: ['shared'],
  scope: ['stored', 'events', 'shared'],
  overrides: ['scope', 'shared'],
  questions: ['scope', 'shared'],
};
const EVENT_ROOMS = { accounting: [], queue: [], dedup: ['accounting'], delivery: ['accounting', 'queue'] };
const NEST_ROOMS = {
  runtime: [],
  origin: ['runtime'],
  service: ['origin', 'runtime'],
  http: ['origin', 'runtime'],
  scopes: ['origin', 'runtime'],
  decorators: ['origin', 'service'],
  gates: ['decorators', 'scopes', 'http', 'service', 'origin', 'runtime'],
  module: ['gates', 'decorators', 'scopes', 'http', 'service', 'origin', 'runtime'],
};
/** From payload to wire; each may import those before it. */
const PLATFORM_ROOMS = {
  ...tower(['payload', 'subject', 'targeting', 'decide']),
  setup: ['payload', 'subject'],
  compile: ['payload', 'subject', 'targeting', 'decide', 'setup'],
  visitor: ['payload', 'subject', 'targeting', 'decide', 'setup', 'compile'],
  wire: ['payload', 'subject', 'targeting', 'decide', 'setup', 'compile', 'visitor'],
  extras: ['payload', 'subject', 'targeting', 'decide', 'setup', 'compile', 'visitor', 'wire'],
};

module.exports = {
  forbidden: [
    row('engine-is-pure', '^lib/engine/', [], 'The engine imports nothing outside itself.'),
    row('errors-import-nothing', '^lib/errors/', [], 'Errors import nothing outside themselves.'),
    row('ports-import-engine', '^lib/ports/', [ENGINE], 'Ports may import types of the engine.'),
    {
      name: 'ports-import-types-only',
      severity: 'error',
      comment: 'A port is an interface: what it takes from the engine are types.',
      from: { path: PORTS },
      to: { path: ENGINE, dependencyTypesNot: ['type-only'] },
    },
    row(
      'http',
      HTTP,
      [PORTS, ERRORS, NODE],
      'What all who speak HTTP share. It knows no source, sink or platform.',
    ),
    row(
      'platform-kit',
      PLATFORM_KIT,
      [ENGINE, PORTS, ERRORS, HTTP, NODE],
      'What all platforms share. It knows none of them, and no vendor.',
    ),
    row(
      'platforms',
      '^lib/platforms/',
      [ENGINE, PORTS, ERRORS, HTTP, PLATFORM_KIT, '^lib/(sources|sinks|stores)/', NODE, LIBRARIES],
      'A platform may import engine, ports, errors, http, the kit, node:*, libraries, and a generic source, sink or store.',
    ),
    {
      name: 'platforms-do-not-import-each-other',
      severity: 'error',
      comment: 'Removing a platform is deleting its folder and its line in lib/platforms/index.ts.',
      from: { path: '^lib/platforms/([^/]+)/', pathNot: '^lib/platforms/local-file/' },
      to: { path: '^lib/platforms/', pathNot: '^lib/platforms/$1/' },
    },
    {
      name: 'local-file-imports-growthbook',
      severity: 'error',
      comment:
        "localFile reads GrowthBook's open format: it is the one platform that may import another, and that one only.",
      from: { path: '^lib/platforms/local-file/' },
      to: { path: '^lib/platforms/', pathNot: '^lib/platforms/(local-file|growthbook)/' },
    },
    {
      name: 'platforms-index-imports-platforms',
      severity: 'error',
      comment: 'The registration of platforms lists them and does nothing else.',
      from: { path: '^lib/platforms/[^/]+$' },
      to: { pathNot: ['^lib/platforms/', PORTS] },
    },
    ...['sources', 'stores', 'sinks'].map((folder) =>
      row(
        folder,
        `^lib/${folder}/`,
        [ENGINE, PORTS, ERRORS, HTTP, NODE, LIBRARIES],
        `${folder} may import engine, ports, errors, http, node:* and libraries, never other adapters.`,
      ),
    ),
    row(
      'runtime',
      '^lib/runtime/',
      [ENGINE, PORTS, ERRORS, NODE],
      'Runtime imports engine, ports, errors and node:*.',
    ),
    row(
      'options',
      '^lib/options/',
      [PORTS, ERRORS, REGISTRIES, '(^|/)node_modules/(class-validator|class-transformer|reflect-metadata)/'],
      'Options import ports, errors, the registries and the validator.',
    ),
    row(
      'integrations',
      '^lib/integrations/',
      ['^lib/(?!testing/)', NODE, '(^|/)node_modules/'],
      'Integrations may import everything but the test kit.',
    ),
    row(
      'nest-stays-inside',
      '^lib/nest/',
      ['^lib/(?!testing/|integrations/|index\\.ts|engine\\.ts)', NODE, '(^|/)node_modules/'],
      'Nest imports all layers, but not the entry points above it.',
    ),
    {
      name: 'nobody-imports-nest',
      severity: 'error',
      comment: 'Only lib/index.ts shows what is in lib/nest; integrations are built on it.',
      from: { path: '^lib/', pathNot: [NEST_USERS, '^lib/index\\.ts$'] },
      to: { path: '^lib/nest/' },
    },
    {
      name: 'only-nest-imports-nestjs',
      severity: 'error',
      comment: 'Everything below lib/nest works without Nest.',
      from: { path: '^lib/', pathNot: NEST_USERS },
      to: { path: '(^|/)node_modules/@nestjs/|^@nestjs/' },
    },
    {
      name: 'engine-entry-works-without-nest',
      severity: 'error',
      comment:
        'The ./engine entry shows the engine, the compilers of the platforms, and how a sink writes JSON.',
      from: { path: '^lib/engine\\.ts$' },
      to: { pathNot: [ENGINE, '^lib/platforms/', ERRORS, '^lib/ports/', '^lib/sinks/json-writer\\.ts$'] },
    },
    {
      name: 'entry-points-are-on-top',
      severity: 'error',
      comment:
        'Nothing in lib imports an entry point, save the test kit and integrations, which are built on the public surface.',
      from: { path: '^lib/', pathNot: '^lib/(testing|integrations)/' },
      to: { path: PUBLIC_ENTRIES },
    },
    {
      name: 'testing',
      severity: 'error',
      comment: 'The test kit uses the public surface and the layers below lib/nest.',
      from: { path: '^lib/testing/' },
      to: { path: '^lib/(nest|options)/' },
    },
    {
      name: 'nobody-imports-testing',
      severity: 'error',
      comment: 'The test kit is for applications.',
      from: { path: '^lib/', pathNot: '^lib/testing/' },
      to: { path: '^lib/testing/' },
    },
    {
      name: 'lib-imports-lib-only',
      severity: 'error',
      comment: 'The package never imports what is not published.',
      from: { path: '^lib/' },
      to: { path: '^(test|sample|bench)/' },
    },
    {
      name: 'lib-declares-what-it-imports',
      severity: 'error',
      comment: 'At run time only peers are there; an SDK of a platform is an oracle of the tests.',
      from: { path: '^lib/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'sample-uses-the-public-surface',
      severity: 'error',
      comment: 'A sample shows what a user can write.',
      from: { path: '^sample/' },
      to: { path: ['^lib/', '^test/', '^bench/'], pathNot: PUBLIC_ENTRIES },
    },
    ...order('runtime', 'lib/runtime/', RUNTIME_ROOMS),
    ...order('events', 'lib/runtime/events/', EVENT_ROOMS),
    ...order('nest', 'lib/nest/', NEST_ROOMS),
    ...order('platform', 'lib/platforms/([^/]+)/', PLATFORM_ROOMS),
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other, be it for a type, are one thing cut wrongly.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'Every import is found.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.build|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
