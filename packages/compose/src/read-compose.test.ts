import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCompose } from './index.ts';
import { memoryOf, secondsOf, wordsOf } from './reading.ts';

function read(text: string) {
  const result = readCompose([parse(text)]);
  if (result === null) throw new Error('No Compose file.');
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function faults(text: string) {
  const result = readCompose([parse(text)]);
  if (result === null || result.ok) throw new Error('It was read.');
  return result.error.issues;
}

const wordpress = `
name: blog
services:
  db:
    image: mariadb:10.11
    command: --max-connections=50 --sql-mode="ANSI,STRICT ALL"
    environment:
      MYSQL_DATABASE: wordpress
      MYSQL_PASSWORD: \${DB_PASSWORD:-change-me}
    volumes:
      - data:/var/lib/mysql
    healthcheck:
      test: mysqladmin ping
      interval: 1m30s
      retries: 5
    expose: [3306]
  Word_Press:
    image: wordpress:4.8-apache
    depends_on: [db]
    restart: unless-stopped
    ports:
      - "8080:80"
    environment:
      - WORDPRESS_DB_HOST=db
      - WORDPRESS_DEBUG
    secrets: [admin]
    configs:
      - source: php
        target: /usr/local/etc/php/conf.d/blog.ini
    deploy:
      replicas: 3
      update_config: { order: start-first, parallelism: 2 }
      resources:
        limits: { cpus: "0.5", memory: 512m }
    stop_grace_period: 20s
volumes:
  data: {}
configs:
  php: { content: "memory_limit = 128M" }
secrets:
  admin: { file: ./admin.txt }
`;

describe('a Compose file', () => {
  const { deployments, objects, warnings } = read(wordpress);
  const [db, blog] = deployments;

  it('becomes deployments', () => {
    expect(deployments.map(({ name, spec }) => [name, spec.replicas])).toEqual([
      ['db', 1],
      ['word-press', 3],
    ]);
    expect(db!.template.containers[0]).toMatchObject({
      image: 'mariadb:10.11',
      args: ['--max-connections=50', '--sql-mode=ANSI,STRICT ALL'],
      readinessProbe: {
        handler: { type: 'exec', command: ['/bin/sh', '-c', 'mysqladmin ping'] },
        periodSeconds: 90,
        failureThreshold: 5,
      },
    });
    expect(blog!.template).toMatchObject({ terminationGracePeriodSeconds: 20 });
    expect(blog!.template.containers[0]).toMatchObject({
      ports: [{ containerPort: 80, hostPort: 8080 }],
      limits: { cpuMillis: 500, memoryBytes: 512 * 1024 ** 2 },
    });
    expect(blog!.spec.strategy).toEqual({ type: 'RollingUpdate', maxSurge: 2, maxUnavailable: 0 });
  });

  it('lets no two versions write to one volume at once', () => {
    expect(db!.spec.strategy).toEqual({ type: 'Recreate' });
    expect(db!.template.volumes[0]?.source).toEqual({ type: 'named', volume: 'data' });
  });

  it('brings its volumes and configs, and a service for each that has ports', () => {
    expect(objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'volume data',
      'config php',
      'service db',
      'service word-press',
    ]);
    expect(objects[1]!.manifest).toEqual({ name: 'php', data: { content: 'memory_limit = 128M' } });
  });

  it('mounts configs and secrets as the one file that each is', () => {
    expect(blog!.template.containers[0]!.volumeMounts).toEqual([
      { name: 'v0', mountPath: '/usr/local/etc/php/conf.d/blog.ini', subPath: 'content', readOnly: true },
      { name: 'v1', mountPath: '/run/secrets/admin', subPath: 'content', readOnly: true },
    ]);
  });

  it('takes defaults of variables, and says which have no value', () => {
    expect(db!.template.containers[0]!.env).toContainEqual({
      name: 'MYSQL_PASSWORD',
      value: { type: 'literal', value: 'change-me' },
    });
    const told = read('services: { a: { image: x, command: run $TAG, environment: { COST: 5$$ } } }');
    expect(told.warnings[0]).toContain('services.a.command: the variable TAG has no value here');
    expect(told.deployments[0]!.template.containers[0]!.env[0]?.value).toMatchObject({ value: '5$' });
  });

  it.each([
    'services.Word_Press: is called word-press here',
    'services.Word_Press.depends_on: is no order of starting here',
    'services.Word_Press.ports: one node can give a port once',
    'services.Word_Press.environment.WORDPRESS_DEBUG: has no value',
    'secrets.admin: what it holds is not in this file: save the secret admin with the key content',
  ])('warns: %s', (start) => {
    expect(warnings.some((warning) => warning.startsWith(start))).toBe(true);
  });
});

describe('what a Compose file may hold', () => {
  const service = (fields: string) => read(`services: { a: { image: x, ${fields} } }`);
  const container = (fields: string) => service(fields).deployments[0]!.template.containers[0]!;

  it.each([
    ['"80"', [{ containerPort: 80, hostPort: 0 }]],
    ['"127.0.0.1:8080:80"', [{ containerPort: 80, hostPort: 8080 }]],
    ['"53:53/udp"', [{ containerPort: 53, hostPort: 53, protocol: 'UDP' }]],
    [
      '"8000-8001:80-81"',
      [
        { containerPort: 80, hostPort: 8000 },
        { containerPort: 81, hostPort: 8001 },
      ],
    ],
    ['{ target: 80, published: "8080" }', [{ containerPort: 80, hostPort: 8080 }]],
  ])('the port %s', (port, expected) => {
    expect(container(`ports: [${port}]`).ports).toMatchObject(expected);
  });

  it.each([
    ['cache:/c', { type: 'named', volume: 'cache' }],
    ['/data', { type: 'empty' }],
    ['/srv/site:/site:ro', { type: 'hostPath', path: '/srv/site' }],
  ])('the volume %s', (volume, source) => {
    const { deployments } = read(`
services: { a: { image: x, volumes: ["${volume}"] } }
volumes: { cache: }
`);
    expect(deployments[0]!.template.volumes[0]?.source).toEqual(source);
  });

  it.each([
    ['build: .', 'services.a.build: images are not built here'],
    ['privileged: true', 'services.a.privileged: is not honoured'],
    ['volumes: ["./src:/app"]', 'services.a.volumes[0]: ./src is a path beside the file'],
    ['env_file: .env', 'services.a.env_file: is not honoured'],
    ['restart: "no"', 'services.a.restart: is not no'],
    ['profiles: [debug]', 'services.a: has profiles'],
    ['networks: [back]', 'services.a.networks: are left out'],
    ['cap_add: [NET_ADMIN]', 'services.a.cap_add: is not honoured'],
  ])('says what it does not honour: %s', (fields, start) => {
    expect(service(fields).warnings.some((warning) => warning.startsWith(start))).toBe(true);
  });

  it('says which of several services has no port, as the others do not find it', () => {
    const { objects, warnings } = read(
      'services: { web: { image: x, ports: ["80:80"] }, cache: { image: y }, db: { image: z, expose: [5432] } }',
    );
    expect(objects.map(({ name }) => name)).toEqual(['web', 'db']);
    expect(warnings).toEqual([
      'services.cache: has no ports, so it gets no service and the others do not find it by name: write the port it listens on under `expose`',
    ]);
  });

  it.each([
    ['networks: [lan]', 'lan: { external: true, name: corp }', 'corp'],
    ['networks: { lan: { aliases: [db] } }', 'lan: { external: true }', 'lan'],
    ['networks: [lan]', 'lan: { external: { name: corp } }', 'corp'],
  ])('a network that is there already is chosen by its name: %s of %s', (fields, networks, name) => {
    const { deployments, warnings } = read(`
services: { a: { image: x, ${fields} } }
networks: { ${networks} }
`);
    expect(deployments[0]!.template.network).toMatchObject({ name, driver: 'bridge' });
    expect(warnings).toEqual([]);
  });

  it('of several networks the one that is there already counts, and the others are named', () => {
    const { deployments, warnings } = read(`
services: { a: { image: x, networks: [back, lan] } }
networks: { back: {}, lan: { external: true } }
`);
    expect(deployments[0]!.template.network?.name).toBe('lan');
    expect(warnings).toEqual([
      'services.a.networks: are left out but for lan: a container is on one network',
    ]);
  });

  it('is silent about what it honours, and about fields that are anybody’s', () => {
    expect(service('x-note: mine, tty: true, working_dir: /app, stop_signal: SIGINT').warnings).toEqual([]);
  });

  it.each([
    ['services: { a: { build: . } }', 'services.a.image'],
    ['services: { a: { image: x, ports: ["eighty"] } }', 'services.a.ports[0]'],
    ['services: { a: { image: x, ports: ["1-3:1-2"] } }', 'services.a.ports[0]'],
    ['services: { a: { image: x, volumes: ["none:/x"] } }', 'volumes'],
    ['services: { a: { image: x, stop_grace_period: soon } }', 'services.a.stop_grace_period'],
    ['services: { a: { image: "x y" } }', 'services.a (template.containers[0].image)'],
    ['services: { a: { image: x, volumes: ["/etc:/x"] } }', 'services.a (template.volumes[0].hostPath.path)'],
    ['services: { "!": { image: x } }', 'services.!'],
  ])('refuses %s by its place', (text, field) => {
    expect(faults(text).map((issue) => issue.field)).toContain(field);
  });

  it('is no Kubernetes object, no list and no several documents', () => {
    expect(readCompose([{ apiVersion: 'v1', kind: 'Service', services: {} }])).toBeNull();
    expect(readCompose([{ services: [] }])).toBeNull();
    expect(readCompose([{ services: {} }, { services: {} }])).toBeNull();
    expect(readCompose(['services'])).toBeNull();
  });

  it('reads times, sizes and words as Compose writes them', () => {
    expect([secondsOf('1m30s'), secondsOf('500ms'), secondsOf('soon')]).toEqual([90, 0.5, null]);
    expect([memoryOf('512m'), memoryOf('1gb'), memoryOf('much')]).toEqual(['512Mi', '1Gi', null]);
    expect(wordsOf(`sh -c 'echo "a b"' c\\ d ""`)).toEqual(['sh', '-c', 'echo "a b"', 'c d', '']);
  });
});
