import { ConnectionLostError, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import fc from '../../support/properties';
import { libvirtError } from '../../../packages/libvirt-client/src/errors';
import { domain, network } from '../../../packages/libvirt-client/src/handles';
import { int, optional, text } from '../../../packages/libvirt-client/src/xdr/codec';
import { XdrReader } from '../../../packages/libvirt-client/src/xdr/reader';
import { XdrWriter } from '../../../packages/libvirt-client/src/xdr/writer';

describe('an error of the daemon', () => {
  test("keeps libvirt's numbers and message, whatever objects it carries along", () => {
    const uuid = '6d9b6c39-5a43-4f4c-8a55-0f5f6a3e0d11';
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.string(), fc.nat(2), fc.boolean(), (code, source, message, level, objects) => {
        const writer = new XdrWriter();
        int.encode(writer, code);
        int.encode(writer, source);
        optional(text).encode(writer, message);
        int.encode(writer, level);
        optional(domain).encode(writer, objects ? { name: 'web-1', uuid, id: 3 } : undefined);
        for (const detail of ['a', undefined, 'c']) optional(text).encode(writer, detail);
        int.encode(writer, -1);
        int.encode(writer, 2);
        optional(network).encode(writer, objects ? { name: 'lan', uuid } : undefined);
        const reader = new XdrReader(writer.bytes());
        expect(libvirtError.decode(reader)).toMatchObject({ name: 'LibvirtError', code, domain: source, message, level });
        reader.end();
      }),
    );
  });

  test('without a message says its number', () => {
    const writer = new XdrWriter();
    for (const value of [42, 10, 0, 2, 0, 0, 0, 0, 0, 0, 0]) writer.int(value);
    expect(libvirtError.decode(new XdrReader(writer.bytes())).message).toBe('libvirt reported error 42 without a message');
  });

  test('is recognized by its code', () => {
    const error: unknown = new LibvirtError(ErrorCode.NO_DOMAIN, 'Domain not found');
    expect(LibvirtError.is(error)).toBe(true);
    expect(LibvirtError.is(error, ErrorCode.NO_NETWORK, ErrorCode.NO_DOMAIN)).toBe(true);
    expect(LibvirtError.is(error, ErrorCode.NO_NETWORK)).toBe(false);
    expect(LibvirtError.is(new Error('Domain not found'), ErrorCode.NO_DOMAIN)).toBe(false);
    expect(LibvirtError.is(new ConnectionLostError('cut', true), ErrorCode.RPC)).toBe(true);
  });
});
