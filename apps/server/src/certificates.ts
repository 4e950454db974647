// The certificate library's dependency injection needs this to be loaded first.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { keep } from './data-folder.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 3_600_000;
const caDays = 3_650;
/** Browsers refuse server certificates that live longer than 398 days. */
const serverDays = 397;
const renewBeforeDays = 30;
/** Other machines' clocks may be a little behind. */
const clockSkewMs = 3_600_000;

export interface TlsFiles {
  /** PEM of the certificate that others need to trust this cluster. */
  ca: string;
  cert: string;
  key: string;
}

interface Issued {
  certificate: string;
  key: string;
}

/**
 * The cluster's own certificate authority, made once, and the server's certificate under it, renewed at start when it
 * runs out soon or lacks a name that the server now has. Kept in `folder`, readable by its owner only.
 */
export async function openCertificates(
  folder: string,
  names: readonly string[],
  nowMs: number,
): Promise<TlsFiles> {
  const ca = unpack(await keep(join(folder, 'ca.json'), async () => JSON.stringify(await makeCa(nowMs))));
  const file = join(folder, 'server-certificate.json');
  const all = [...new Set([...names, ...machineNames()])];
  const make = async () => JSON.stringify(await makeServerCertificate(ca, all, nowMs));
  const kept = unpack(await keep(file, make));
  const server = isGood(kept.certificate, all, nowMs) ? kept : unpack(await keep(file, make, { anew: true }));
  return { ca: ca.certificate, cert: server.certificate + ca.certificate, key: server.key };
}

/** Every name and address of this machine. */
function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const reachable = addresses.map(({ address }) => address).filter((address) => !address.startsWith('fe80'));
  return ['localhost', hostname(), ...reachable];
}

function unpack(text: string): Issued {
  return JSON.parse(text) as Issued;
}

async function makeCa(nowMs: number): Promise<Issued> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(16).toString('hex'),
    name: 'CN=Gantry cluster CA',
    notBefore: new Date(nowMs - clockSkewMs),
    notAfter: new Date(nowMs + caDays * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return issue(certificate, keys);
}

async function makeServerCertificate(ca: Issued, names: readonly string[], nowMs: number): Promise<Issued> {
  const keys = await newKeys();
  const issuer = new x509.X509Certificate(ca.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomBytes(16).toString('hex'),
    subject: 'CN=Gantry control plane',
    issuer: issuer.subject,
    notBefore: new Date(nowMs - clockSkewMs),
    notAfter: new Date(nowMs + serverDays * dayMs),
    signingAlgorithm: algorithm,
    signingKey: await readKey(ca.key),
    publicKey: keys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map(alternativeName)),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return issue(certificate, keys);
}

function alternativeName(name: string): { type: 'ip' | 'dns'; value: string } {
  return { type: isIP(name) ? 'ip' : 'dns', value: name };
}

function isGood(pem: string, names: readonly string[], nowMs: number): boolean {
  const certificate = new x509.X509Certificate(pem);
  const known = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.toJSON() ?? [];
  const held = new Set(known.map(({ value }) => value.toLowerCase()));
  const endsMs = certificate.notAfter.getTime();
  return endsMs - nowMs > renewBeforeDays * dayMs && names.every((name) => held.has(name.toLowerCase()));
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function issue(certificate: x509.X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<Issued> {
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}

async function readKey(pem: string): Promise<webcrypto.CryptoKey> {
  const [pkcs8] = x509.PemConverter.decode(pem);
  if (!pkcs8) throw new Error('The key of the cluster CA cannot be read.');
  return await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
}
