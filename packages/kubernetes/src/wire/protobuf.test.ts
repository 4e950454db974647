import protobuf from 'protobufjs/light.js';
import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from './protobuf.ts';

/** Writes a message as Go does: every field that is given, in the order given. */
function message(write: (writer: protobuf.Writer) => void): Uint8Array {
  const writer = protobuf.Writer.create();
  write(writer);
  return writer.finish();
}

const text = (writer: protobuf.Writer, field: number, value: string) =>
  writer.uint32((field << 3) | 2).string(value);
const bytes = (writer: protobuf.Writer, field: number, value: Uint8Array) =>
  writer.uint32((field << 3) | 2).bytes(value);
const integer = (writer: protobuf.Writer, field: number, value: number) =>
  writer.uint32(field << 3).int32(value);

function body(apiVersion: string, kind: string, raw: Uint8Array): Uint8Array {
  const type = message((writer) => {
    text(writer, 1, apiVersion);
    text(writer, 2, kind);
  });
  const envelope = message((writer) => {
    bytes(writer, 1, type);
    bytes(writer, 2, raw);
    text(writer, 3, '');
    text(writer, 4, '');
  });
  return Buffer.concat([Buffer.from('k8s\0'), envelope]);
}

/** `kubectl create deployment web --image=web:1 --replicas=0`, with the zeros that Go writes. */
const deployment = message((writer) => {
  bytes(
    writer,
    1,
    message((meta) => {
      text(meta, 1, 'web');
      text(meta, 2, '');
      text(meta, 3, '');
      bytes(meta, 8, new Uint8Array());
      bytes(
        meta,
        11,
        message((entry) => {
          text(entry, 1, 'app');
          text(entry, 2, 'web');
        }),
      );
    }),
  );
  bytes(
    writer,
    2,
    message((spec) => {
      integer(spec, 1, 0);
      bytes(
        spec,
        3,
        message((template) => {
          bytes(
            template,
            2,
            message((pod) => {
              bytes(
                pod,
                2,
                message((container) => {
                  text(container, 1, 'web');
                  text(container, 2, 'web:1');
                  text(container, 5, '');
                  bytes(container, 8, new Uint8Array());
                  integer(container, 16, 0);
                }),
              );
              text(pod, 3, '');
            }),
          );
        }),
      );
      bytes(
        spec,
        4,
        message((strategy) => text(strategy, 1, '')),
      );
      integer(spec, 5, 0);
    }),
  );
});

describe('protobuf bodies', () => {
  it('drops the zeros that mean "not set" and keeps those that say something', () => {
    expect(decodeProtobuf(body('apps/v1', 'Deployment', deployment))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: { replicas: 0, template: { spec: { containers: [{ name: 'web', image: 'web:1' }] } } },
    });
  });

  it('writes inlined messages in the place of their parents, and the special types as JSON has them', () => {
    const pod = message((writer) => {
      bytes(
        writer,
        2,
        message((spec) => {
          bytes(
            spec,
            1,
            message((volume) => {
              text(volume, 1, 'data');
              bytes(
                volume,
                2,
                message((source) => bytes(source, 2, new Uint8Array())),
              );
            }),
          );
          bytes(
            spec,
            2,
            message((container) => {
              text(container, 1, 'web');
              bytes(
                container,
                11,
                message((probe) => {
                  bytes(
                    probe,
                    1,
                    message((handler) =>
                      bytes(
                        handler,
                        2,
                        message((http) => {
                          text(http, 1, '/healthz');
                          bytes(
                            http,
                            2,
                            message((port) => {
                              integer(port, 1, 1);
                              text(port, 3, 'http');
                            }),
                          );
                        }),
                      ),
                    ),
                  );
                }),
              );
              bytes(
                container,
                8,
                message((resources) =>
                  bytes(
                    resources,
                    1,
                    message((entry) => {
                      text(entry, 1, 'cpu');
                      bytes(
                        entry,
                        2,
                        message((quantity) => text(quantity, 1, '250m')),
                      );
                    }),
                  ),
                ),
              );
            }),
          );
        }),
      );
    });
    expect(decodeProtobuf(body('v1', 'Pod', pod)).spec).toEqual({
      volumes: [{ name: 'data', emptyDir: {} }],
      containers: [
        {
          name: 'web',
          readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
          resources: { limits: { cpu: '250m' } },
        },
      ],
    });
  });

  it('refuses what is none, and kinds it does not know', () => {
    expect(() => decodeProtobuf(Buffer.from('{"kind":"Deployment"}'))).toThrow(/not Kubernetes protobuf/);
    expect(() => decodeProtobuf(body('apps/v1', 'Deployment', Buffer.from([0xff, 0xff, 0xff])))).toThrow(
      /cannot be decoded/,
    );
    expect(() => decodeProtobuf(body('example.com/v1', 'Thing', new Uint8Array()))).toThrow(
      /cannot be read as protobuf/,
    );
  });
});
