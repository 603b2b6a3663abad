import { request } from 'node:http';
import { connect } from 'node:net';

/** Whether an SSH server greets at an address within a time (milliseconds). */
export function greetsSsh(address: string, timeout = 2000, port = 22): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout });
    const end = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('data', (data) => end(data.toString('latin1').startsWith('SSH-')));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
    socket.once('end', () => end(false));
    // The idle time-out starts again with each packet; a server that never greets must not hold us.
    setTimeout(() => end(false), timeout).unref();
  });
}

/** Whether an HTTP request gets an answer below 400 within a time (milliseconds). */
export function answersHttp(url: string, timeout = 2000): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(url, { timeout, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve((response.statusCode ?? 500) < 400));
      response.on('error', () => resolve(false));
    });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve(false));
    outgoing.end();
  });
}
