const PATIENCE = 4_000;

/**
 * Whether a server answers a request for `url`, whatever its answer: a name that does not resolve, a refused connection
 * and four seconds of silence mean no.
 */
export async function answers(url: string, signal?: AbortSignal): Promise<boolean> {
  const deadline = AbortSignal.timeout(PATIENCE);
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    await response.body?.cancel();
    return true;
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}

/** Where the registry of an image reference answers, e.g. `https://registry-1.docker.io/v2/` for `nginx:1.27.3`. */
export function registryUrl(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const named = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (!named || first === 'docker.io') {
    return 'https://registry-1.docker.io/v2/';
  }
  return `${/^(localhost|127\.)/.test(first) ? 'http' : 'https'}://${first}/v2/`;
}
