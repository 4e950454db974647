import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject } from './wire/object.ts';

/** Requests that are wrong, each with the code, the reason and the words that Kubernetes's own server answers. */

const collection = '/apis/apps/v1/namespaces/default/deployments';
const web = `${collection}/web`;
const json = 'application/json';

const podSpec = (more: JsonObject = {}): JsonObject => ({
  containers: [{ name: 'hello', image: 'hello:1' }],
  ...more,
});

function manifest(name: string, spec: JsonObject = {}, pod: JsonObject = podSpec()): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: pod },
      ...spec,
    },
  };
}

const withMetadata = (metadata: JsonObject): JsonObject => ({ ...manifest('web'), metadata });

interface Case {
  what: string;
  request: [method: string, path: string, body?: unknown, contentType?: string];
  code: number;
  reason: string;
  message: RegExp;
}

/** A 422 of a create, told by its field's words. */
const invalid = (what: string, body: unknown, message: RegExp): Case => ({
  what,
  request: ['POST', collection, body],
  code: 422,
  reason: 'Invalid',
  message,
});

const cases: Case[] = [
  {
    what: 'an object that is not there',
    request: ['GET', `${collection}/none`],
    code: 404,
    reason: 'NotFound',
    message: /^deployments\.apps "none" not found$/,
  },
  {
    what: 'a pod that is not there',
    request: ['GET', '/api/v1/namespaces/default/pods/none'],
    code: 404,
    reason: 'NotFound',
    message: /^pods "none" not found$/,
  },
  {
    what: 'a kind that does not exist',
    request: ['GET', '/apis/apps/v1/namespaces/default/gadgets'],
    code: 404,
    reason: 'NotFound',
    message: /^the server could not find the requested resource$/,
  },
  {
    what: 'a group that does not exist',
    request: ['GET', '/apis/gadgets.example/v1/gadgets'],
    code: 404,
    reason: 'NotFound',
    message: /^the server could not find the requested resource$/,
  },
  {
    what: 'a version that does not exist',
    request: ['GET', '/apis/apps/v7/deployments'],
    code: 404,
    reason: 'NotFound',
    message: /^the server could not find the requested resource$/,
  },
  {
    what: 'an unknown subresource',
    request: ['GET', `${web}/colour`],
    code: 404,
    reason: 'NotFound',
    message: /^the server could not find the requested resource$/,
  },
  {
    what: 'a create of what exists',
    request: ['POST', collection, manifest('web')],
    code: 409,
    reason: 'AlreadyExists',
    message: /^deployments\.apps "web" already exists$/,
  },
  {
    what: 'a create in a namespace that is not there',
    request: ['POST', '/apis/apps/v1/namespaces/nowhere/deployments', manifest('web')],
    code: 404,
    reason: 'NotFound',
    message: /^namespaces "nowhere" not found$/,
  },
  {
    what: 'the wrong kind',
    request: ['POST', collection, { ...manifest('x'), kind: 'Pod' }],
    code: 400,
    reason: 'BadRequest',
    message: /"?Pod"? in version .* cannot be handled as a Deployment/,
  },
  {
    what: 'the wrong version',
    request: ['POST', collection, { ...manifest('x'), apiVersion: 'apps/v1beta1' }],
    code: 400,
    reason: 'BadRequest',
    message: /cannot be handled as a Deployment/,
  },
  {
    what: 'a body that is not JSON',
    request: ['POST', collection, '{"kind": '],
    code: 400,
    reason: 'BadRequest',
    message: /JSON/,
  },
  {
    what: 'a body that is a list',
    request: ['POST', collection, []],
    code: 400,
    reason: 'BadRequest',
    message: /must be an object/,
  },
  {
    what: 'no body',
    request: ['POST', collection],
    code: 400,
    reason: 'BadRequest',
    message: /empty/,
  },
  {
    what: 'a body that is no protobuf',
    request: ['POST', collection, 'k8s?', 'application/vnd.kubernetes.protobuf'],
    code: 400,
    reason: 'BadRequest',
    message: /not Kubernetes protobuf/,
  },
  {
    what: 'a media type that nobody reads',
    request: ['POST', collection, 'hello', 'text/plain'],
    code: 415,
    reason: 'UnsupportedMediaType',
    message: /^the body of the request was in an unknown format - accepted media types include: /,
  },
  {
    what: 'a body of more than three megabytes',
    request: ['POST', collection, { ...manifest('x'), padding: 'x'.repeat(3 * 1024 * 1024 + 1) }],
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: /limit is 3145728/,
  },
  {
    what: 'a number that is text',
    request: ['POST', collection, manifest('x', { replicas: 'three' })],
    code: 400,
    reason: 'BadRequest',
    message: /cannot be handled as a Deployment: .*spec\.replicas/,
  },
  {
    what: 'an unknown field, strictly',
    request: ['POST', `${collection}?fieldValidation=Strict`, manifest('x', { replica: 3 })],
    code: 400,
    reason: 'BadRequest',
    message: /strict decoding error: unknown field "spec\.replica"/,
  },
  {
    what: 'another namespace in the body than in the path',
    request: ['POST', collection, withMetadata({ name: 'x', namespace: 'other' })],
    code: 400,
    reason: 'BadRequest',
    message: /the namespace of the provided object does not match the namespace sent on the request/,
  },
  {
    what: 'another name in the body than in the path',
    request: ['PUT', web, manifest('other')],
    code: 400,
    reason: 'BadRequest',
    message: /the name of the object \(other\) does not match the name on the URL \(web\)/,
  },
  {
    what: 'a replacement of what is not there',
    request: ['PUT', `${collection}/none`, manifest('none')],
    code: 404,
    reason: 'NotFound',
    message: /^deployments\.apps "none" not found$/,
  },
  {
    what: 'an old resourceVersion',
    request: ['PUT', web, withMetadata({ name: 'web', resourceVersion: '777' })],
    code: 409,
    reason: 'Conflict',
    message:
      /^Operation cannot be fulfilled on deployments\.apps "web": the object has been modified; please apply/,
  },
  {
    what: 'an old resourceVersion in a patch',
    request: ['PATCH', web, { metadata: { resourceVersion: '777' } }, 'application/merge-patch+json'],
    code: 409,
    reason: 'Conflict',
    message: /^Operation cannot be fulfilled on deployments\.apps "web"/,
  },
  {
    what: 'another uid',
    request: ['PUT', web, withMetadata({ name: 'web', uid: 'other' })],
    code: 409,
    reason: 'Conflict',
    message: /Precondition failed: UID in precondition: other, UID in object meta: /,
  },
  {
    what: 'a patch of a type that nobody reads',
    request: ['PATCH', web, {}, json],
    code: 415,
    reason: 'UnsupportedMediaType',
    message: /application\/strategic-merge-patch\+json/,
  },
  {
    what: 'a JSON patch whose test fails',
    request: [
      'PATCH',
      web,
      [{ op: 'test', path: '/spec/replicas', value: 99 }],
      'application/json-patch+json',
    ],
    code: 422,
    reason: 'Invalid',
    message: /the server rejected our request due to an error in our request/,
  },
  {
    what: 'a JSON patch of a field that is not there',
    request: ['PATCH', web, [{ op: 'remove', path: '/spec/colour' }], 'application/json-patch+json'],
    code: 422,
    reason: 'Invalid',
    message: /the server rejected our request due to an error in our request/,
  },
  {
    what: 'a JSON patch that is no list',
    request: ['PATCH', web, { op: 'test' }, 'application/json-patch+json'],
    code: 400,
    reason: 'BadRequest',
    message: /list of operations/,
  },
  {
    what: 'a strategic patch of an item without its key',
    request: [
      'PATCH',
      web,
      { spec: { template: { spec: { containers: [{ image: 'x' }] } } } },
      'application/strategic-merge-patch+json',
    ],
    code: 400,
    reason: 'BadRequest',
    message: /does not contain declared merge key: name/,
  },
  {
    what: 'an apply that does not say who applies',
    request: ['PATCH', web, manifest('web'), 'application/apply-patch+yaml'],
    code: 422,
    reason: 'Invalid',
    message:
      /PatchOptions\.meta\.k8s\.io "" is invalid: fieldManager: Required value: is required for apply patch/,
  },
  {
    what: 'a selector that cannot be read',
    request: ['GET', `${collection}?labelSelector=a+in+(b`],
    code: 400,
    reason: 'BadRequest',
    message: /unable to parse requirement/,
  },
  {
    what: 'a field that cannot be selected by',
    request: ['GET', `${collection}?fieldSelector=spec.colour%3Dred`],
    code: 400,
    reason: 'BadRequest',
    message: /field label not supported: spec\.colour/,
  },
  {
    what: 'a continue token of another server',
    request: ['GET', `${collection}?limit=1&continue=bm9uc2Vuc2U`],
    code: 400,
    reason: 'BadRequest',
    message: /continue/,
  },
  {
    what: 'a limit that is no number',
    request: ['GET', `${collection}?limit=many`],
    code: 400,
    reason: 'BadRequest',
    message: /limit/,
  },
  {
    what: 'a watch from before what is remembered',
    request: ['GET', '/api/v1/namespaces?watch=true&resourceVersion=999999'],
    code: 410,
    reason: 'Expired',
    message: /resource version/,
  },
  {
    what: 'a dry run of an unknown sort',
    request: ['POST', `${collection}?dryRun=Some`, manifest('x')],
    code: 422,
    reason: 'Invalid',
    message: /dryRun: Unsupported value: "Some": supported values: "All"/,
  },
  {
    what: 'a field validation of an unknown sort',
    request: ['POST', `${collection}?fieldValidation=Loose`, manifest('x')],
    code: 422,
    reason: 'Invalid',
    message: /fieldValidation: Unsupported value: "Loose": supported values: "Ignore", "Strict", "Warn"/,
  },
  {
    what: 'a deletion of what is not there',
    request: ['DELETE', `${collection}/none`],
    code: 404,
    reason: 'NotFound',
    message: /^deployments\.apps "none" not found$/,
  },
  {
    what: 'a deletion of another object of that name',
    request: ['DELETE', web, { preconditions: { uid: 'other' } }],
    code: 409,
    reason: 'Conflict',
    message: /Precondition failed: UID in precondition: other, UID in object meta: /,
  },
  {
    what: 'a propagation policy of an unknown sort',
    request: ['DELETE', web, { propagationPolicy: 'Sideways' }],
    code: 422,
    reason: 'Invalid',
    message: /DeleteOptions\.meta\.k8s\.io "" is invalid: propagationPolicy: Unsupported value: "Sideways"/,
  },
  {
    what: 'a deletion that would leave orphans',
    request: ['DELETE', web, { propagationPolicy: 'Orphan' }],
    code: 422,
    reason: 'Invalid',
    message: /propagationPolicy: Unsupported value: "Orphan": .*--cascade=background/,
  },
  {
    what: 'a deletion of the default namespace',
    request: ['DELETE', '/api/v1/namespaces/default'],
    code: 403,
    reason: 'Forbidden',
    message: /namespaces "default" is forbidden: this namespace may not be deleted/,
  },
  {
    what: 'a create at the path of an object',
    request: ['POST', web, manifest('web')],
    code: 405,
    reason: 'MethodNotAllowed',
    message: /the server does not allow this method on the requested resource/,
  },
  {
    what: 'a create of a replica set',
    request: ['POST', '/apis/apps/v1/namespaces/default/replicasets', { kind: 'ReplicaSet' }],
    code: 405,
    reason: 'MethodNotAllowed',
    message: /the server does not allow this method on the requested resource/,
  },
  {
    what: 'a size below nothing',
    request: ['PATCH', `${web}/scale`, { spec: { replicas: -1 } }, 'application/merge-patch+json'],
    code: 422,
    reason: 'Invalid',
    message: /spec\.replicas: Invalid value: -1: must be greater than or equal to 0/,
  },
  {
    what: 'another selector',
    request: [
      'PUT',
      web,
      manifest('web', {
        selector: { matchLabels: { app: 'other' } },
        template: { metadata: { labels: { app: 'other' } }, spec: podSpec() },
      }),
    ],
    code: 422,
    reason: 'Invalid',
    message: /spec\.selector: Invalid value: .*field is immutable/,
  },
  invalid('no name', withMetadata({}), /metadata\.name: Required value: name or generateName is required/),
  invalid(
    'a name that is none',
    manifest('Web_1'),
    /metadata\.name: Invalid value: "Web_1": must be of lower-case letters/,
  ),
  invalid(
    'a label that is none',
    withMetadata({ name: 'x', labels: { tier: 'not a value' } }),
    /metadata\.labels.*: Invalid value: /,
  ),
  invalid('no selector', manifest('x', { selector: null }), /spec\.selector: Required value/),
  invalid(
    'an empty selector',
    manifest('x', { selector: {} }),
    /spec\.selector: Invalid value: \{\}: empty selector is invalid for deployment/,
  ),
  invalid(
    'a selector beside the labels',
    manifest('x', { selector: { matchLabels: { app: 'other' } } }),
    /`selector` does not match template `labels`/,
  ),
  invalid(
    'a size below nothing, at once',
    manifest('x', { replicas: -1 }),
    /spec\.replicas: Invalid value: /,
  ),
  invalid(
    'an unknown strategy',
    manifest('x', { strategy: { type: 'Sudden' } }),
    /spec\.strategy\.type: Unsupported value: "Sudden"/,
  ),
  invalid(
    'a rolling update that cannot move',
    manifest('x', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
    /maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0/,
  ),
  invalid(
    'recreate with a rolling update',
    manifest('x', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
    /spec\.strategy\.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'/,
  ),
  invalid(
    'a deadline that is over before a task counts',
    manifest('x', { minReadySeconds: 60, progressDeadlineSeconds: 60 }),
    /spec\.progressDeadlineSeconds: Invalid value: 60: must be greater than minReadySeconds/,
  ),
  invalid(
    'tasks that are not started again',
    manifest('x', {}, podSpec({ restartPolicy: 'Never' })),
    /spec\.template\.spec\.restartPolicy: Unsupported value: "Never": supported values: "Always"/,
  ),
  invalid(
    'no containers',
    manifest('x', {}, { containers: [] }),
    /spec\.template\.spec\.containers: Required value/,
  ),
  invalid(
    'a container without an image',
    manifest('x', {}, { containers: [{ name: 'a' }] }),
    /spec\.template\.spec\.containers\[0\]\.image: Required value/,
  ),
  invalid(
    'two containers of one name',
    manifest(
      'x',
      {},
      {
        containers: [
          { name: 'a', image: 'x' },
          { name: 'a', image: 'y' },
        ],
      },
    ),
    /spec\.template\.spec\.containers\[1\]\.name: Duplicate value: "a"/,
  ),
  invalid(
    'a port beyond the last',
    manifest('x', {}, { containers: [{ name: 'a', image: 'x', ports: [{ containerPort: 70_000 }] }] }),
    /containers\[0\]\.ports\[0\]\.containerPort: Invalid value: /,
  ),
];

describe('bad requests', () => {
  let door: ServedDoor;
  beforeAll(async () => {
    door = await serveDoor();
    await door.call('POST', collection, manifest('web'));
  });
  afterAll(() => door.close());

  it.each(cases)('$what: $code $reason', async ({ request, code, reason, message }) => {
    const before = door.plane.view.revision;
    const answer: Answer = await door.call(...request);
    expect(answer.body).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code,
      reason,
      message: expect.stringMatching(message),
    });
    expect(answer.code).toBe(code);
    expect(door.plane.view.revision).toBe(before);
  });

  it('creating in a namespace that is going is forbidden', async () => {
    await door.call('POST', '/api/v1/namespaces', { metadata: { name: 'going' } });
    await door.call('POST', '/apis/apps/v1/namespaces/going/deployments', manifest('web'));
    await door.call('DELETE', '/api/v1/namespaces/going');
    const answer = await door.call('POST', '/apis/apps/v1/namespaces/going/deployments', manifest('second'));
    // Nothing runs in it here, so it may be gone already: then it is not found.
    expect([403, 404]).toContain(answer.code);
  });
});
