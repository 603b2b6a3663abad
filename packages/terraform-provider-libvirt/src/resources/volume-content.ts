import { ProviderError, type State } from '@labcloud/terraform-plugin';
import { type VolumeWish } from '../storage/volume-match';
import { toProviderError } from '../storage/fill';
import { describeBytes, stringAt } from '../tables';
import { Content } from '../upload/content';
import { capacityOf } from './volume-check';

/** Opens what a volume is to be filled with; null when that is nothing. Fails with ProviderError. */
export async function openContent(wanted: State, signal: AbortSignal): Promise<Content | null> {
  const url = stringAt(wanted, 'create.content.url');
  if (url === undefined) return null;
  try {
    return await Content.open(url, { signal, digest: stringAt(wanted, 'create.content.digest') ?? null });
  } catch (error) {
    throw toProviderError(error, url);
  }
}

/** What the volume is meant to be. Fails with ProviderError when its content does not fit. */
export function wishOf(wanted: State, content: Content | null): VolumeWish {
  const format = stringAt(wanted, 'target.format.type');
  const capacity = capacityOf(wanted);
  if (content !== null) refuseMisfit(content, format, capacity);
  return {
    name: String(wanted['name']),
    format: format ?? content?.image.format ?? 'raw',
    capacity,
    backing: stringAt(wanted, 'backing_store.path') ?? null,
  };
}

function refuseMisfit(content: Content, format: string | undefined, capacity: number | null): void {
  const { image, name, virtualSize } = content;
  if (format !== undefined && format !== image.format) {
    throw new ProviderError(
      'Content of another format',
      `${name} is ${image.format}, and 'target.format.type' says ${format}. Write "${image.format}", or convert the content (\`qemu-img convert -O ${format}\`).`,
      ['target', 'format', 'type'],
    );
  }
  if (image.backingFile !== null) {
    throw new ProviderError(
      'Content that stands on another file',
      `${name} is an overlay of '${image.backingFile}' and would show that file of the host to the guest. Merge it first (\`qemu-img convert -O qcow2\`).`,
      ['create', 'content'],
    );
  }
  if (capacity !== null && virtualSize !== null && virtualSize > capacity) {
    throw new ProviderError(
      'Content that is larger than the volume',
      `${name} has ${describeBytes(virtualSize)}, and 'capacity' says ${describeBytes(capacity)}. Write at least ${describeBytes(virtualSize)}.`,
      ['capacity'],
    );
  }
}
