import { existsSync, statSync } from 'node:fs';
import type { CheckContext, Finding, HostCheck } from '../check';

const FOLDER = '/var/lib/swtpm-localca';

/**
 * Whether the certificates of new TPMs can be signed: swtpm's certificate authority belongs to the user of swtpm.
 *
 * libvirt's daemon looks that user up when it starts and takes root when there is none yet, which is so when swtpm is
 * installed later: what the authority then writes cannot be used any more once the daemon has started again.
 */
export const tpmAuthority = tpmAuthorityIn(FOLDER);

/** The same for an authority in another folder. */
export function tpmAuthorityIn(folder: string): HostCheck {
  return {
    name: 'tpm-authority',
    title: 'Certificate authority of TPMs',
    needs: ['os-packages'],
    async probe(context) {
      const wanted = context.wants.machines.some(({ uses = [] }) => uses.includes('tpm'));
      return wanted && existsSync(folder) ? lookAt(folder, context) : { ok: true, found: wanted ? 'not made yet' : 'not needed' };
    },
    apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
  };
}

async function lookAt(folder: string, { root }: CheckContext): Promise<Finding> {
  const owner = statSync(folder).uid;
  const { status, stdout } = await root.read('find', [folder, '-mindepth', '1', '!', '-uid', String(owner), '-printf', '%f\n']);
  if (status !== 0) {
    return { ok: true, found: `${folder} cannot be read without root` };
  }
  const foreign = stdout.split('\n').filter(Boolean).sort();
  if (foreign.length === 0) {
    return { ok: true, found: `${folder} belongs to one user` };
  }
  const found = `${folder} belongs to user ${owner}, but not what is in it: ${foreign.join(', ')}`;
  return { ok: false, found, fix: `chown -R ${owner} ${folder}` };
}
