import { ProviderError, type Resource, type State } from '@labcloud/terraform-plugin';

interface Likeness {
  readonly id: string;
  readonly like: State;
}

/**
 * Lets an import say what its configuration is: `{"id": "web-1", "like": {"memory": 1024, …}}` in place of `web-1`.
 *
 * Terraform tells a provider the id alone, so that it cannot know which of a thing's attributes are written down, how they are spelled,
 * and what is found nowhere in libvirt, such as where a volume's content came from. With that said, an import ends in an empty plan,
 * unless what exists really is another.
 */
export function importingLike<C>(resource: Resource<C>): Resource<C> {
  const plain = resource.import?.bind(resource);
  if (plain === undefined) return resource;
  return {
    ...resource,
    async import(id, context) {
      if (!id.startsWith('{')) return plain(id, context);
      const { id: own, like } = parse(id);
      const found = await plain(own, context);
      const written = Object.entries(like).filter(([name]) => Object.hasOwn(resource.schema.attributes, name));
      const identity = ['id', 'uuid', 'name', 'pool', 'key', 'path'].filter((name) => (found[name] ?? null) !== null);
      return { ...Object.fromEntries(written), ...Object.fromEntries(identity.map((name) => [name, found[name] ?? null])) };
    },
  };
}

function parse(text: string): Likeness {
  try {
    const { id, like } = JSON.parse(text) as Partial<Likeness>;
    if (typeof id === 'string' && typeof like === 'object') return { id, like };
  } catch {
    // Said below.
  }
  throw new ProviderError('Not an import id', `Write a name, or {"id": NAME, "like": {ATTRIBUTES}}, got ${text}`);
}
