import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SmallLinux } from './small-linux';

/** Where a guest takes commands. */
export const SHELL_PORT = 2000;

// Interfaces ask DHCP one after the other, unless the kernel's command line says `ipv6alone`; `six=` there are IPv6 addresses for the first one,
// of which none takes a connection before it is known that nobody else has it.
const SCRIPT = `
mkdir -p /www
ip link set lo up
cat > /bound <<'END'
#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr add "$ip/$mask" dev "$interface"
[ "$interface" = eth0 ] && ip route add default via "$router"
echo "BOUND $interface $ip"
END
chmod +x /bound
for device in $(cd /sys/class/net; echo eth*); do
  ip link set $device up
  grep -q ipv6alone /proc/cmdline && continue
  udhcpc -i $device -s /bound -n -q -t 20 -T 1
done
for address in $(tr ' ' '\\n' < /proc/cmdline | sed -n 's/^six=//p'); do ip -6 addr add $address dev eth0; done
while ip -6 addr | grep -q tentative; do sleep 0.5; done
hostname > /www/index.html
for port in 80 81; do httpd -p $port -h /www; done
nc -ll -p ${SHELL_PORT} -e sh &
echo READY
while :; do sleep 1000; done
`;

/** The files that guests with a network, a web server on the ports 80 and 81 and a shell boot from. */
export interface NetGuestFiles {
  readonly kernel: string;
  readonly initrd: string;
}

/** Makes those files in a folder that all may read. */
export function makeNetGuest(folder: string): NetGuestFiles {
  // QEMU runs as another user.
  chmodSync(folder, 0o755);
  const linux = SmallLinux.fetch(folder);
  const initrd = join(folder, 'net-guest.cpio');
  writeFileSync(initrd, linux.initrd(SCRIPT));
  chmodSync(initrd, 0o644);
  return { kernel: linux.kernel, initrd };
}

/** Whether a TCP connection to there can be made within a second and a half. */
export function connects(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1500, end(false)).once('error', end(false)).once('connect', end(true));
  });
}

/** What a command in a guest says. */
export function inGuest(address: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(SHELL_PORT, address, () => socket.write(`{ ${command}\n} 2>&1; echo THE-END; exit\n`));
    socket.setTimeout(20_000, () => socket.destroy(new Error(`the guest does not answer; it said ${said}`)));
    socket.on('data', (data) => {
      said += data.toString();
      if (said.includes('THE-END')) {
        socket.destroy();
        resolve(said.slice(0, said.indexOf('THE-END')).trim());
      }
    });
    socket.once('error', reject);
  });
}

/**
 * Waits until a guest takes commands.
 *
 * @param log what it writes to its serial port, told when it does not
 */
export async function untilReady(address: string, log?: string): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await connects(address, SHELL_PORT)); await sleep(300)) {
    if (Date.now() > deadline) {
      const said = log === undefined ? '' : `; it said\n${readFileSync(log, 'utf8').slice(-2000)}`;
      throw new Error(`the guest at ${address} does not answer${said}`);
    }
  }
}
