import { expect, it } from 'vitest';
import { copiesOf, type JobPlan } from './copies.ts';

const at = (path: string) => ({ href: `http://127.0.0.1:4500${path}`, pod: null, plan: null });
const texts = (...of: Parameters<typeof copiesOf>) =>
  Object.fromEntries(copiesOf(...of).map(({ name, text }) => [name, text]));

it('takes the whole link of the screen that is shown, and the plain one of a row', () => {
  expect(texts(null, at('/map?zoom=150'))).toEqual({ Link: 'http://127.0.0.1:4500/map?zoom=150' });
  const subject = { kind: 'deployment', id: 'shop/till' } as const;
  const own = texts(subject, at('/deployments/shop/till?panel=scale'));
  expect(own.Link).toBe('http://127.0.0.1:4500/deployments/shop/till?panel=scale');
  expect(texts(subject, at('/deployments?q=till')).Link).toBe('http://127.0.0.1:4500/deployments/shop/till');
});

it('asks kubectl and the API for the same thing', () => {
  const { Id, kubectl, API } = texts({ kind: 'deployment', id: 'shop/till' }, at('/deployments'));
  expect([Id, kubectl]).toEqual(['shop/till', 'kubectl -n shop get deployment till -o yaml']);
  expect(decodeURIComponent(API!)).toContain(
    '/trpc/deployments.get?input={"namespace":"shop","name":"till"}',
  );
});

const job = { kind: 'job', id: 'science/mpi' } as const;

it('takes a job along as a job', () => {
  const { Link, Id, kubectl, API } = texts(job, { ...at('/jobs/science/mpi'), plan: 'gang' });
  expect([Link, Id]).toEqual(['http://127.0.0.1:4500/jobs/science/mpi', 'science/mpi']);
  expect(kubectl).toBe('kubectl -n science get job mpi -o yaml');
  expect(decodeURIComponent(API!)).toContain('/trpc/jobs.get?input={"namespace":"science","name":"mpi"}');
});

it('calls a job what kubectl calls it, and names no command for one that kubectl does not show', () => {
  const of = (plan: JobPlan | null) => texts(job, { ...at('/jobs'), plan }).kubectl;
  expect(of('batch')).toBe('kubectl -n science get job mpi -o yaml');
  expect(of('cron')).toBe('kubectl -n science get cronjob mpi -o yaml');
  expect(of('build')).toBeUndefined();
  expect(of(null)).toBeUndefined();
});

it('leads to an offer in the panel beside all of them, which kubectl knows nothing of', () => {
  const { Link, kubectl, API } = texts({ kind: 'offer', id: 'o-7' }, at('/offers?win=10m'));
  expect(Link).toBe('http://127.0.0.1:4500/offers?peek=offer%3Ao-7');
  expect(kubectl).toBeUndefined();
  expect(decodeURIComponent(API!)).toContain('/trpc/offers.get?input={"offer":"o-7"}');
});

it('names a pod only where it is known', () => {
  const subject = { kind: 'container', id: 't1' } as const;
  expect(texts(subject, at('/containers/t1')).kubectl).toBeUndefined();
  const pod = { namespace: 'shop', name: 'till-abc' };
  expect(texts(subject, { ...at('/containers/t1'), pod }).kubectl).toBe(
    'kubectl -n shop get pod till-abc -o yaml',
  );
});
