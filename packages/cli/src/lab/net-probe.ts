import { request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** Opens a TCP connection to where an address means what it should mean. */
export type Dial = (address: string, port: number) => Duplex;

// A machine that starts misses the first packet, and the kernel sends the next ones at ever longer intervals: to ask anew is faster.
const CONNECT_MILLISECONDS = 2000;
// An emulated machine on a busy host takes seconds to start what greets.
const ANSWER_MILLISECONDS = 10_000;

const DIRECTLY: Dial = (address, port) => {
  const socket = connect({ host: address, port, timeout: CONNECT_MILLISECONDS });
  socket.once('timeout', () => socket.destroy());
  socket.once('connect', () => socket.setTimeout(0));
  return socket;
};

/** Whether an SSH server greets at an address within a time (milliseconds). */
export function greetsSsh(address: string, timeout = ANSWER_MILLISECONDS, port = 22, dial = DIRECTLY): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial(address, port);
    const timer = setTimeout(() => end(false), timeout);
    const end = (result: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    socket.once('data', (data: Buffer) => end(data.toString('latin1').startsWith('SSH-')));
    socket.on('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

/** Whether an HTTP request gets an answer below 400 within a time (milliseconds). */
export function answersHttp(url: string, timeout = ANSWER_MILLISECONDS, dial = DIRECTLY): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeout);
    const createConnection = (): Duplex => dial(hostname.replace(/^\[(.*)\]$/, '$1'), Number(port || 80));
    const outgoing = request(url, { signal, createConnection }, (response) => {
      response.resume();
      response.on('end', () => resolve((response.statusCode ?? 500) < 400));
      response.on('error', () => resolve(false));
    });
    outgoing.on('error', () => resolve(false));
    outgoing.end();
  });
}
