import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { der } from './der';

const HOUR = 3_600_000;
const LIFETIME = 365 * 24 * HOUR;

const OID = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  subjectAltName: '551d11',
  serverAuth: '2b06010505070301',
  clientAuth: '2b06010505070302',
};

/** digitalSignature, keyEncipherment, keyAgreement and keyCertSign of X.509's KeyUsage. */
const KEY_USAGE = Buffer.from([0b1010_1100]);

/** A certificate with its key, as TLS takes them. */
export interface Certificate {
  /** DER. */
  der: Buffer;
  certificatePem: string;
  keyPem: string;
}

/** Makes a self-signed certificate for `localhost` with a P-256 key: the provider's half of the mutual TLS with Terraform. Takes about a millisecond. */
export function makeCertificate(now = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der.sequence(der.oid(OID.ecdsaWithSha256));
  const name = der.sequence(der.set(der.sequence(der.oid(OID.commonName), der.text('localhost'))));
  const body = der.sequence(
    der.context(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    der.sequence(der.time(new Date(now - HOUR)), der.time(new Date(now + LIFETIME))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.context(3, der.sequence(...extensions())),
  );
  const certificate = der.sequence(body, algorithm, der.bits(sign('sha256', body, privateKey)));
  return {
    der: certificate,
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines(certificate)}\n-----END CERTIFICATE-----\n`,
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Base64 in lines of 64; an empty line would make it no PEM. */
function lines(bytes: Buffer): string {
  return (bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
}

function extensions(): Buffer[] {
  return [
    extension(OID.basicConstraints, der.sequence(der.boolean(true))),
    extension(OID.keyUsage, der.bits(KEY_USAGE, 2)),
    extension(OID.extendedKeyUsage, der.sequence(der.oid(OID.clientAuth), der.oid(OID.serverAuth))),
    extension(OID.subjectAltName, der.sequence(der.context(2, Buffer.from('localhost'), false))),
  ];
}

function extension(oid: string, value: Buffer): Buffer {
  return der.sequence(der.oid(oid), der.octets(value));
}
