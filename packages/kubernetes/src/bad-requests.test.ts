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

type Request = Case['request'];

/** Makes cases of one reason, with the code that belongs to it. */
const refusal =
  (code: number, reason: string) =>
  (what: string, request: Request, message: RegExp): Case => ({ what, request, code, reason, message });

const notFound = refusal(404, 'NotFound');
const exists = refusal(409, 'AlreadyExists');
const malformed = refusal(400, 'BadRequest');
const unsupported = refusal(415, 'UnsupportedMediaType');
const tooLarge = refusal(413, 'RequestEntityTooLarge');
const conflict = refusal(409, 'Conflict');
const refused = refusal(422, 'Invalid');
const expired = refusal(410, 'Expired');
const forbidden = refusal(403, 'Forbidden');
const notAllowed = refusal(405, 'MethodNotAllowed');

/** A 422 of a create, told by its field's words. */
const invalid = (what: string, body: unknown, message: RegExp): Case =>
  refused(what, ['POST', collection, body], message);

const cases: Case[] = [
  notFound(
    'an object that is not there',
    ['GET', `${collection}/none`],
    /^deployments\.apps "none" not found$/,
  ),
  notFound(
    'a pod that is not there',
    ['GET', '/api/v1/namespaces/default/pods/none'],
    /^pods "none" not found$/,
  ),
  notFound(
    'a kind that does not exist',
    ['GET', '/apis/apps/v1/namespaces/default/gadgets'],
    /^the server could not find the requested resource$/,
  ),
  notFound(
    'a group that does not exist',
    ['GET', '/apis/gadgets.example/v1/gadgets'],
    /^the server could not find the requested resource$/,
  ),
  notFound(
    'a version that does not exist',
    ['GET', '/apis/apps/v7/deployments'],
    /^the server could not find the requested resource$/,
  ),
  notFound(
    'an unknown subresource',
    ['GET', `${web}/colour`],
    /^the server could not find the requested resource$/,
  ),
  exists(
    'a create of what exists',
    ['POST', collection, manifest('web')],
    /^deployments\.apps "web" already exists$/,
  ),
  notFound(
    'a create in a namespace that is not there',
    ['POST', '/apis/apps/v1/namespaces/nowhere/deployments', manifest('web')],
    /^namespaces "nowhere" not found$/,
  ),
  malformed(
    'the wrong kind',
    ['POST', collection, { ...manifest('x'), kind: 'Pod' }],
    /"?Pod"? in version .* cannot be handled as a Deployment/,
  ),
  malformed(
    'the wrong version',
    ['POST', collection, { ...manifest('x'), apiVersion: 'apps/v1beta1' }],
    /cannot be handled as a Deployment/,
  ),
  malformed('a body that is not JSON', ['POST', collection, '{"kind": '], /JSON/),
  malformed('a body that is a list', ['POST', collection, []], /must be an object/),
  malformed('no body', ['POST', collection], /empty/),
  malformed(
    'a body that is no protobuf',
    ['POST', collection, 'k8s?', 'application/vnd.kubernetes.protobuf'],
    /not Kubernetes protobuf/,
  ),
  unsupported(
    'a media type that nobody reads',
    ['POST', collection, 'hello', 'text/plain'],
    /^the body of the request was in an unknown format - accepted media types include: /,
  ),
  tooLarge(
    'a body of more than three megabytes',
    ['POST', collection, { ...manifest('x'), padding: 'x'.repeat(3 * 1024 * 1024 + 1) }],
    /limit is 3145728/,
  ),
  malformed(
    'a number that is text',
    ['POST', collection, manifest('x', { replicas: 'three' })],
    /cannot be handled as a Deployment: .*spec\.replicas/,
  ),
  malformed(
    'an unknown field, strictly',
    ['POST', `${collection}?fieldValidation=Strict`, manifest('x', { replica: 3 })],
    /strict decoding error: unknown field "spec\.replica"/,
  ),
  malformed(
    'another namespace in the body than in the path',
    ['POST', collection, withMetadata({ name: 'x', namespace: 'other' })],
    /the namespace of the provided object does not match the namespace sent on the request/,
  ),
  malformed(
    'another name in the body than in the path',
    ['PUT', web, manifest('other')],
    /the name of the object \(other\) does not match the name on the URL \(web\)/,
  ),
  notFound(
    'a replacement of what is not there',
    ['PUT', `${collection}/none`, manifest('none')],
    /^deployments\.apps "none" not found$/,
  ),
  conflict(
    'an old resourceVersion',
    ['PUT', web, withMetadata({ name: 'web', resourceVersion: '777' })],
    /^Operation cannot be fulfilled on deployments\.apps "web": the object has been modified; please apply/,
  ),
  conflict(
    'an old resourceVersion in a patch',
    ['PATCH', web, { metadata: { resourceVersion: '777' } }, 'application/merge-patch+json'],
    /^Operation cannot be fulfilled on deployments\.apps "web"/,
  ),
  conflict(
    'another uid',
    ['PUT', web, withMetadata({ name: 'web', uid: 'other' })],
    /Precondition failed: UID in precondition: other, UID in object meta: /,
  ),
  unsupported(
    'a patch of a type that nobody reads',
    ['PATCH', web, {}, json],
    /application\/strategic-merge-patch\+json/,
  ),
  refused(
    'a JSON patch whose test fails',
    ['PATCH', web, [{ op: 'test', path: '/spec/replicas', value: 99 }], 'application/json-patch+json'],
    /the server rejected our request due to an error in our request/,
  ),
  refused(
    'a JSON patch of a field that is not there',
    ['PATCH', web, [{ op: 'remove', path: '/spec/colour' }], 'application/json-patch+json'],
    /the server rejected our request due to an error in our request/,
  ),
  malformed(
    'a JSON patch that is no list',
    ['PATCH', web, { op: 'test' }, 'application/json-patch+json'],
    /list of operations/,
  ),
  malformed(
    'a strategic patch of an item without its key',
    [
      'PATCH',
      web,
      { spec: { template: { spec: { containers: [{ image: 'x' }] } } } },
      'application/strategic-merge-patch+json',
    ],
    /does not contain declared merge key: name/,
  ),
  refused(
    'an apply that does not say who applies',
    ['PATCH', web, manifest('web'), 'application/apply-patch+yaml'],
    /PatchOptions\.meta\.k8s\.io "" is invalid: fieldManager: Required value: is required for apply patch/,
  ),
  malformed(
    'a selector that cannot be read',
    ['GET', `${collection}?labelSelector=a+in+(b`],
    /unable to parse requirement/,
  ),
  malformed(
    'a field that cannot be selected by',
    ['GET', `${collection}?fieldSelector=spec.colour%3Dred`],
    /field label not supported: spec\.colour/,
  ),
  malformed(
    'a continue token of another server',
    ['GET', `${collection}?limit=1&continue=bm9uc2Vuc2U`],
    /continue/,
  ),
  malformed('a limit that is no number', ['GET', `${collection}?limit=many`], /limit/),
  expired(
    'a watch from before what is remembered',
    ['GET', '/api/v1/namespaces?watch=true&resourceVersion=999999'],
    /resource version/,
  ),
  refused(
    'a dry run of an unknown sort',
    ['POST', `${collection}?dryRun=Some`, manifest('x')],
    /dryRun: Unsupported value: "Some": supported values: "All"/,
  ),
  refused(
    'a field validation of an unknown sort',
    ['POST', `${collection}?fieldValidation=Loose`, manifest('x')],
    /fieldValidation: Unsupported value: "Loose": supported values: "Ignore", "Strict", "Warn"/,
  ),
  notFound(
    'a deletion of what is not there',
    ['DELETE', `${collection}/none`],
    /^deployments\.apps "none" not found$/,
  ),
  conflict(
    'a deletion of another object of that name',
    ['DELETE', web, { preconditions: { uid: 'other' } }],
    /Precondition failed: UID in precondition: other, UID in object meta: /,
  ),
  refused(
    'a propagation policy of an unknown sort',
    ['DELETE', web, { propagationPolicy: 'Sideways' }],
    /DeleteOptions\.meta\.k8s\.io "" is invalid: propagationPolicy: Unsupported value: "Sideways"/,
  ),
  refused(
    'a deletion that would leave orphans',
    ['DELETE', web, { propagationPolicy: 'Orphan' }],
    /propagationPolicy: Unsupported value: "Orphan": .*--cascade=background/,
  ),
  forbidden(
    'a deletion of the default namespace',
    ['DELETE', '/api/v1/namespaces/default'],
    /namespaces "default" is forbidden: this namespace may not be deleted/,
  ),
  notAllowed(
    'a create at the path of an object',
    ['POST', web, manifest('web')],
    /the server does not allow this method on the requested resource/,
  ),
  refused(
    'a pod without a container',
    ['POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'solo' } }],
    /^Pod "solo" is invalid: spec.containers: Required value/,
  ),
  notAllowed(
    'a create of a replica set',
    ['POST', '/apis/apps/v1/namespaces/default/replicasets', { kind: 'ReplicaSet' }],
    /the server does not allow this method on the requested resource/,
  ),
  refused(
    'a size below nothing',
    ['PATCH', `${web}/scale`, { spec: { replicas: -1 } }, 'application/merge-patch+json'],
    /spec\.replicas: Invalid value: -1: must be greater than or equal to 0/,
  ),
  refused(
    'another selector',
    [
      'PUT',
      web,
      manifest('web', {
        selector: { matchLabels: { app: 'other' } },
        template: { metadata: { labels: { app: 'other' } }, spec: podSpec() },
      }),
    ],
    /spec\.selector: Invalid value: .*field is immutable/,
  ),
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
    '[K-H79] an empty selector',
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
    'a strategy of Gantry that is no JSON',
    withMetadata({ name: 'x', annotations: { 'gantry.local/strategy': 'Canary' } }),
    /metadata\.annotations\[gantry\.local\/strategy\]: Invalid value: "Canary": must be a strategy of Gantry as JSON/,
  ),
  invalid(
    'a strategy of Gantry that is none',
    withMetadata({ name: 'x', annotations: { 'gantry.local/strategy': '{"type":"Sudden"}' } }),
    /must be a strategy of Gantry as JSON, or left out: type: /,
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
